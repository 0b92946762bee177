use TaxCategory::{OutOfScope, ReverseCharge, Standard};

use super::*;
use crate::vat_id;

/// For a customer of a seller in Germany.
fn category(country: &str, vat_id: &str, change: impl Fn(&mut Customer)) -> Option<TaxCategory> {
    let vat_id = vat_id::parse(vat_id).ok();
    let mut customer = Customer {
        country,
        vat_id: vat_id.as_ref(),
        vat_id_is_invalid: false,
        is_business: false,
    };
    change(&mut customer);
    of_service("DE", &customer)
}

fn as_it_is(_: &mut Customer) {}

fn invalid(customer: &mut Customer) {
    customer.vat_id_is_invalid = true;
}

fn business(customer: &mut Customer) {
    customer.is_business = true;
}

#[test]
fn at_home_the_seller_owes_the_tax() {
    assert_eq!(category("DE", "", as_it_is), Some(Standard));
    assert_eq!(category("DE", "DE136695976", business), Some(Standard));
    assert_eq!(category("DE", "ATU13585627", business), Some(Standard));
}

#[test]
fn a_business_in_another_member_state_owes_the_tax_itself() {
    assert_eq!(category("AT", "ATU13585627", as_it_is), Some(ReverseCharge));
    assert_eq!(category("GR", "EL094259216", as_it_is), Some(ReverseCharge));
    // Identified in one member state, established in another.
    assert_eq!(category("AT", "NL004495445B01", as_it_is), Some(ReverseCharge));
}

#[test]
fn within_the_eu_who_shows_no_vat_id_counts_as_a_consumer() {
    assert_eq!(category("AT", "", as_it_is), Some(Standard));
    assert_eq!(category("AT", "", business), Some(Standard));
    assert_eq!(category("AT", "ATU13585627", invalid), Some(Standard));
}

#[test]
fn a_vat_id_that_is_not_of_another_member_state_shows_no_business_there() {
    for vat_id in ["DE136695976", "XI980780684", "CHE-123.456.788", "13585627"] {
        assert_eq!(category("AT", vat_id, as_it_is), Some(Standard), "{vat_id}");
    }
}

#[test]
fn a_service_to_a_business_outside_the_eu_is_out_of_scope() {
    assert_eq!(category("CH", "", business), Some(OutOfScope));
    assert_eq!(category("CH", "CHE-123.456.788", as_it_is), Some(OutOfScope));
    assert_eq!(category("GB", "XI980780684", as_it_is), Some(OutOfScope));
    assert_eq!(category("US", "FR40303265045", invalid), Some(Standard));
}

#[test]
fn a_consumer_outside_the_eu_is_taxed_where_the_seller_is() {
    assert_eq!(category("CH", "", as_it_is), Some(Standard));
}

#[test]
fn monaco_counts_as_france() {
    assert_eq!(category("MC", "FR40303265045", as_it_is), Some(ReverseCharge));
}

#[test]
fn of_a_seller_outside_the_eu_nothing_is_known() {
    let customer = Customer {
        country: "CH",
        vat_id: None,
        vat_id_is_invalid: false,
        is_business: true,
    };
    assert_eq!(of_service("CH", &customer), None);
    assert_eq!(of_service("GB", &customer), None);
}

use portico_domain::{postal, vat_id};
use proptest::{prelude::*, sample::select};

/// Anything, and often something that looks like a number of some country.
fn typed() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Za-z]{2}[-. ]?[0-9A-Z+*. -]{0,14}",
        "(AT|BE|DE|EL|ES|FR|GR|IE|IT|NL|PL|RO|XI)[0-9]{2,12}",
        "[A-Z]{0,3}[- ]?[0-9]{2,5}[- ]?[0-9A-Z]{0,4}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_vat_id_reads_back_as_it_is_stored(text in typed()) {
        if let Ok(vat_id) = vat_id::parse(&text) {
            prop_assert_eq!(vat_id::parse(&vat_id.to_string()), Ok(vat_id));
        }
    }

    #[test]
    fn a_postcode_reads_back_as_it_is_stored(
        text in typed(),
        country in select(vec!["DE", "AT", "GB", "LV", "PT", "IE", "US", "AD", "HK", ""]),
    ) {
        if let Ok(written) = postal::check(country, &text) {
            prop_assert_eq!(postal::check(country, &written), Ok(written.clone()));
            prop_assert!(written.chars().count() <= postal::LONGEST);
        }
    }
}

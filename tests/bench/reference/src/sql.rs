//! The statements that Portico's lists and changes run, as PostgreSQL's log shows them.

use std::sync::LazyLock;

const SUBSCRIPTIONS: &str = "tenant_id id version customer_id external_id number name status plan currency contract_start \
    contract_period later_contract_period cancellation_period later_cancellation_period ends_automatically trial_ends_on \
    term_end activated_at cancelled_at cancellation_effective cancellation_immediate cancellation_reason \
    cancelled_by_customer payment_method_id invoice_address_id po_number search created_at updated_at billing_start \
    next_billing_on paused_at cancellation_comment";
const ITEMS: &str = "tenant_id id subscription_id position name description quantity unit_price price_mode tax_rate \
    tax_category discount billing_interval last_billed_at billed_from billed_to tax_is_automatic prorates \
    quantity_is_fixed billed_periods billing_start";
const CUSTOMERS: &str = "tenant_id id version external_id number status email invoice_email first_name last_name \
    company_name phone vat_id vat_state vat_checked_at vat_consultation vat_due_at datev_id country_code language \
    time_zone currency gender commercial_register_name commercial_register_number contact_id customer_group \
    default_payment_method_id search created_at updated_at";
const INVOICES: &str = "tenant_id id version customer_id subscription_id referenced_invoice_id external_id number kind \
    status source currency creation_date finalization_date due_date pay_date last_reminder_date last_sent_at \
    dunning_level net_amount tax_amount gross_amount discount_amount rounding_amount open_amount last_payment_failed \
    title introduction closing invoice_address search created_at billing_date taxes dunning_fee_amount paid_amount \
    credited_amount payment_method_id";
const PAYMENTS: &str = "tenant_id id version invoice_id customer_id payment_method_id gateway source status amount currency \
    paid_on reference failure_code failure_reason returned_at refunded_amount created_at settled_at collect_on \
    debit_file_id return_url action_until";
const TENANTS: &str = "id slug name status time_zone currency language hosted_pages branding settings_version created_at \
    country_code";
const REASONS: &str = "tenant_id code version position label_de label_en allows_comment is_active created_at";
const AUDIT: &str = "tenant_id id at actor role session_id link_id client_address request_id action subject_kind subject_id \
    customer_id before after";
const OUTBOX: &str = "id tenant_id kind payload created_at available_at attempts leased_until done_at last_error";

fn columns(table: &str, names: &str) -> String {
    let all: Vec<String> = names
        .split_whitespace()
        .map(|name| format!("\"{table}\".\"{name}\""))
        .collect();
    all.join(", ")
}

fn select(table: &str, names: &str, rest: &str) -> String {
    format!("SELECT {} FROM \"{table}\" WHERE {rest}", columns(table, names))
}

fn insert(table: &str, names: &str) -> String {
    let quoted: Vec<String> = names.split_whitespace().map(|name| format!("\"{name}\"")).collect();
    let values: Vec<String> = (1..=quoted.len()).map(|n| format!("${n}")).collect();
    let quoted = quoted.join(", ");
    format!(
        "INSERT INTO \"{table}\" ({quoted}) VALUES ({}) RETURNING {quoted}",
        values.join(", ")
    )
}

fn places(first: usize, count: usize) -> String {
    let all: Vec<String> = (first..first + count).map(|n| format!("${n}")).collect();
    all.join(", ")
}

pub static LIST_SUBSCRIPTIONS: LazyLock<String> = LazyLock::new(|| {
    let rest = r#""subscriptions"."tenant_id" = $1 AND "subscriptions"."customer_id" = $2 ORDER BY "subscriptions"."created_at" DESC, "subscriptions"."id" DESC LIMIT $3 OFFSET $4"#;
    select("subscriptions", SUBSCRIPTIONS, rest)
});

pub static LIST_INVOICES: LazyLock<String> = LazyLock::new(|| {
    let rest = r#""invoices"."tenant_id" = $1 AND "invoices"."customer_id" = $2 AND "invoices"."status" <> $3 ORDER BY "invoices"."creation_date" DESC, "invoices"."id" DESC LIMIT $4 OFFSET $5"#;
    select("invoices", INVOICES, rest)
});

/// What is on its way for so many invoices.
pub fn list_underway(count: usize) -> String {
    let of = places(5, count);
    let rest = format!(
        r#""payments"."tenant_id" = $1 AND "payments"."customer_id" = $2 AND ("payments"."status" = $3 OR ("payments"."status" = $4 AND "payments"."action_until" IS NULL)) AND "payments"."invoice_id" IN ({of})"#
    );
    select("payments", PAYMENTS, &rest)
}

/// The items of so many subscriptions.
pub fn list_items(count: usize) -> String {
    let of = places(2, count);
    let rest = format!(
        r#""subscription_items"."tenant_id" = $1 AND "subscription_items"."subscription_id" IN ({of}) ORDER BY "subscription_items"."subscription_id" ASC, "subscription_items"."position" ASC"#
    );
    select("subscription_items", ITEMS, &rest)
}

/// A customer, as customers ask for themselves.
pub static FIND_OWN_CUSTOMER: LazyLock<String> = LazyLock::new(|| {
    let rest = r#""customers"."tenant_id" = $1 AND "customers"."id" = $2 AND "customers"."id" IN ($3)"#;
    select("customers", CUSTOMERS, rest)
});

/// A customer, as the merchant asks.
pub static FIND_CUSTOMER: LazyLock<String> = LazyLock::new(|| {
    let rest = r#""customers"."tenant_id" = $1 AND "customers"."id" IN ($2)"#;
    select("customers", CUSTOMERS, rest)
});

pub static FIND_TENANT: LazyLock<String> =
    LazyLock::new(|| select("tenants", TENANTS, r#""tenants"."id" = $1 LIMIT $2"#));

pub static FIND_SUBSCRIPTION: LazyLock<String> = LazyLock::new(|| {
    let rest = r#""subscriptions"."tenant_id" = $1 AND "subscriptions"."id" = $2 LIMIT $3"#;
    select("subscriptions", SUBSCRIPTIONS, rest)
});

pub static UPDATE_SUBSCRIPTION: LazyLock<String> = LazyLock::new(|| {
    let set: Vec<String> = SUBSCRIPTIONS
        .split_whitespace()
        .enumerate()
        .map(|(n, name)| format!("\"{name}\" = ${}", n + 1))
        .collect();
    let n = set.len();
    format!(
        r#"UPDATE "subscriptions" SET {} WHERE "subscriptions"."tenant_id" = ${} AND "subscriptions"."id" = ${} AND "subscriptions"."version" = ${}"#,
        set.join(", "),
        n + 1,
        n + 2,
        n + 3
    )
});

pub static INSERT_AUDIT: LazyLock<String> = LazyLock::new(|| insert("audit_log", AUDIT));
pub static INSERT_OUTBOX: LazyLock<String> = LazyLock::new(|| insert("outbox", OUTBOX));

pub static LIST_REASONS: LazyLock<String> = LazyLock::new(|| {
    let rest = r#""cancellation_reasons"."tenant_id" = $1 ORDER BY "cancellation_reasons"."position" ASC, "cancellation_reasons"."code" ASC"#;
    select("cancellation_reasons", REASONS, rest)
});

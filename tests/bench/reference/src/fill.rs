//! Makes a tenant's rows inside the database: one `INSERT … SELECT` over a series of numbers a table, so that
//! three million invoices take a minute. The same options give the same rows. Portico must not be running.

use chrono::{Datelike, NaiveDate};
use clap::Args;
use serde::Serialize;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row, SqliteConnection};
use uuid::Uuid;

use super::{Failure, dialect::Dialect, say};

#[derive(Debug, Args)]
pub struct Options {
    #[arg(long)]
    customers: u64,
    #[arg(long)]
    subscriptions_each: u64,
    #[arg(long)]
    invoices_each: u64,
    /// Leaves the present month to a billing run.
    #[arg(long)]
    due: bool,
    /// The day that the rows are for.
    #[arg(long)]
    today: NaiveDate,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many ids of each kind are printed, spread evenly.
    #[arg(long, default_value_t = 50)]
    sample: u64,
}

#[derive(Debug, Serialize)]
struct Sample {
    customers: Vec<Uuid>,
    subscriptions: Vec<Uuid>,
}

/// Kinds of ids.
const CUSTOMER: u16 = 1;
const PERSON: u16 = 2;
const ADDRESS: u16 = 3;
const SUBSCRIPTION: u16 = 4;
const ITEM: u16 = 5;
const INVOICE: u16 = 6;

enum Connected {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Connected {
    async fn execute(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        let sql = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()));
        match self {
            Self::Sqlite(db) => sql.execute(db).await.map(|_| ()),
            Self::Postgres(db) => sql.execute(db).await.map(|_| ()),
        }
    }

    async fn texts(&mut self, sql: &str) -> Result<Vec<String>, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        Ok(match self {
            Self::Sqlite(db) => {
                let rows = sqlx::query(sql).fetch_all(db).await?;
                rows.iter().map(|row| row.get(0)).collect()
            }
            Self::Postgres(db) => {
                let rows = sqlx::query(sql).fetch_all(db).await?;
                rows.iter().map(|row| row.get(0)).collect()
            }
        })
    }

    async fn ids(&mut self, sql: &str) -> Result<Vec<Uuid>, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(db) => sqlx::query_scalar(sql).fetch_all(db).await,
            Self::Postgres(db) => sqlx::query_scalar(sql).fetch_all(db).await,
        }
    }
}

pub async fn run(url: &str, tenant: Uuid, options: &Options) -> Result<(), Failure> {
    let dialect = Dialect::of(url);
    let mut db = match dialect {
        Dialect::Sqlite => Connected::Sqlite(SqliteConnection::connect(url).await?),
        Dialect::Postgres => Connected::Postgres(PgConnection::connect(url).await?),
    };
    // Rows come from one hand and fit together; nobody minds should the machine fail meanwhile.
    db.execute(match dialect {
        Dialect::Sqlite => {
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; \
             PRAGMA cache_size = -600000; PRAGMA temp_store = MEMORY;"
        }
        Dialect::Postgres => "SET session_replication_role = replica; SET maintenance_work_mem = '512MB';",
    })
    .await?;
    let rows = Rows::new(dialect, tenant, options);
    for (table, sql) in rows.statements() {
        insert(&mut db, dialect, table, &sql).await?;
    }
    if dialect == Dialect::Postgres {
        // As autovacuum would, some time later.
        db.execute("VACUUM (ANALYZE)").await?;
    } else {
        db.execute("PRAGMA journal_mode = WAL").await?;
    }
    let id = |kind, rows: u64| {
        let sample = options.sample.min(rows);
        let n = format!("n * {rows} / {}", sample.max(1));
        let id = dialect.id(kind, &n, options.seed);
        format!("SELECT {id} FROM {} ORDER BY n", dialect.series(0, sample))
    };
    let sample = Sample {
        customers: db.ids(&id(CUSTOMER, options.customers)).await?,
        subscriptions: db
            .ids(&id(SUBSCRIPTION, options.customers * options.subscriptions_each))
            .await?,
    };
    say(&serde_json::to_string(&sample)?)
}

/// Indexes are dropped before and made anew after: sorting once is quicker than three million searches.
async fn insert(db: &mut Connected, dialect: Dialect, table: &str, sql: &str) -> Result<(), Failure> {
    let indexes = match dialect {
        Dialect::Sqlite => {
            format!(
                "SELECT name || '=' || sql FROM sqlite_master WHERE type = 'index' AND tbl_name = '{table}' AND sql IS NOT NULL"
            )
        }
        Dialect::Postgres => format!(
            "SELECT indexname || '=' || indexdef FROM pg_indexes WHERE tablename = '{table}' AND indexname NOT LIKE '%_pkey'"
        ),
    };
    let indexes = db.texts(&indexes).await?;
    db.execute("BEGIN").await?;
    for (name, _) in indexes.iter().filter_map(|index| index.split_once('=')) {
        db.execute(&format!("DROP INDEX {name}")).await?;
    }
    db.execute(sql).await?;
    for (_, index) in indexes.iter().filter_map(|index| index.split_once('=')) {
        db.execute(index).await?;
    }
    Ok(db.execute("COMMIT").await?)
}

/// The `INSERT` of each table.
struct Rows<'a> {
    dialect: Dialect,
    tenant: String,
    options: &'a Options,
    month: NaiveDate,
}

impl<'a> Rows<'a> {
    fn new(dialect: Dialect, tenant: Uuid, options: &'a Options) -> Self {
        Self {
            dialect,
            tenant: dialect.uuid(tenant),
            options,
            month: options.today.with_day(1).unwrap_or(options.today),
        }
    }

    fn statements(&self) -> Vec<(&'static str, String)> {
        vec![
            ("customers", self.customers()),
            ("people", self.people()),
            ("memberships", self.memberships()),
            ("addresses", self.addresses()),
            ("subscriptions", self.subscriptions()),
            ("subscription_items", self.items()),
            ("invoices", self.invoices()),
        ]
    }

    fn id(&self, kind: u16, n: &str) -> String {
        self.dialect.id(kind, n, self.options.seed)
    }

    /// `INSERT INTO table (columns) SELECT values` for each number below `count`.
    fn insert(&self, table: &str, count: u64, cells: &[(&str, String)]) -> String {
        let columns: Vec<&str> = cells.iter().map(|(column, _)| *column).collect();
        let values: Vec<&str> = cells.iter().map(|(_, value)| value.as_str()).collect();
        format!(
            "INSERT INTO {table} ({}) SELECT {} FROM {}",
            columns.join(", "),
            values.join(", "),
            self.dialect.series(0, count)
        )
    }

    fn customers(&self) -> String {
        let since = self.dialect.instant(&self.dialect.date(self.month, "-60", "n % 28"));
        let number = self.dialect.padded("n", 8);
        self.insert(
            "customers",
            self.options.customers,
            &[
                ("tenant_id", self.tenant.clone()),
                ("id", self.id(CUSTOMER, "n")),
                ("version", "1".into()),
                ("number", format!("'K-' || {number}")),
                ("status", "'STATUS_ACTIVE'".into()),
                ("email", "'ada.' || n || '@example.com'".into()),
                ("first_name", "'Ada'".into()),
                ("last_name", "'Müller ' || n".into()),
                ("country_code", "'DE'".into()),
                ("language", "'de'".into()),
                ("time_zone", "'Europe/Berlin'".into()),
                ("currency", "'EUR'".into()),
                (
                    "search",
                    format!("'k-' || {number} || ' ada muller ' || n || ' ada.' || n || '@example.com'"),
                ),
                ("created_at", since.clone()),
                ("updated_at", since),
            ],
        )
    }

    fn people(&self) -> String {
        let since = self.dialect.instant(&self.dialect.date(self.month, "-60", "0"));
        self.insert(
            "people",
            self.options.customers,
            &[
                ("tenant_id", self.tenant.clone()),
                ("id", self.id(PERSON, "n")),
                ("email", "'ada.' || n || '@example.com'".into()),
                ("email_folded", "'ada.' || n || '@example.com'".into()),
                ("language", "'de'".into()),
                ("created_at", since),
            ],
        )
    }

    fn memberships(&self) -> String {
        let since = self.dialect.instant(&self.dialect.date(self.month, "-60", "0"));
        self.insert(
            "memberships",
            self.options.customers,
            &[
                ("tenant_id", self.tenant.clone()),
                ("person_id", self.id(PERSON, "n")),
                ("customer_id", self.id(CUSTOMER, "n")),
                ("role", "'owner'".into()),
                ("created_at", since),
            ],
        )
    }

    fn addresses(&self) -> String {
        let since = self.dialect.instant(&self.dialect.date(self.month, "-60", "0"));
        self.insert(
            "addresses",
            self.options.customers,
            &[
                ("tenant_id", self.tenant.clone()),
                ("id", self.id(ADDRESS, "n")),
                ("version", "1".into()),
                ("customer_id", self.id(CUSTOMER, "n")),
                ("kind", "'TYPE_DEFAULT'".into()),
                ("is_default", "true".into()),
                ("status", "'active'".into()),
                ("first_name", "'Ada'".into()),
                ("last_name", "'Müller ' || n".into()),
                ("street", "'Hafenstraße'".into()),
                ("house_number", "'' || (n % 200 + 1)".into()),
                ("zip", "'20457'".into()),
                ("city", "'Hamburg'".into()),
                ("country_code", "'DE'".into()),
                ("created_at", since),
            ],
        )
    }

    /// How many months ago subscription `n` began: one to two years.
    const AGE: &'static str = "(n % 12 + 12)";

    fn subscriptions(&self) -> String {
        let Options {
            customers,
            subscriptions_each,
            due,
            ..
        } = self.options;
        let dialect = self.dialect;
        let start = dialect.date(self.month, &format!("-{}", Self::AGE), "0");
        let since = dialect.instant(&start);
        let number = dialect.padded("n", 8);
        let next = dialect.date(self.month, if *due { "0" } else { "1" }, "0");
        let plan = r#"'{"code":null,"description":null,"name":"Hafenblick Plus"}'"#;
        self.insert(
            "subscriptions",
            customers * subscriptions_each,
            &[
                ("tenant_id", self.tenant.clone()),
                ("id", self.id(SUBSCRIPTION, "n")),
                ("version", "1".into()),
                ("customer_id", self.id(CUSTOMER, &format!("n % {customers}"))),
                ("number", format!("'A-' || {number}")),
                ("name", "'Hafenblick Plus'".into()),
                ("status", "'active'".into()),
                ("plan", dialect.json(plan)),
                ("currency", "'EUR'".into()),
                ("contract_start", start),
                ("contract_period", "'24M'".into()),
                ("later_contract_period", "'12M'".into()),
                ("cancellation_period", "'1M'".into()),
                ("later_cancellation_period", "'1M'".into()),
                ("ends_automatically", "false".into()),
                (
                    "term_end",
                    dialect.date(self.month, &format!("24 - {}", Self::AGE), "0"),
                ),
                ("activated_at", since.clone()),
                ("cancellation_immediate", "false".into()),
                ("cancelled_by_customer", "false".into()),
                ("search", format!("'a-' || {number} || ' hafenblick plus'")),
                ("created_at", since.clone()),
                ("updated_at", since),
                ("next_billing_on", next),
            ],
        )
    }

    /// One or two a subscription.
    fn items(&self) -> String {
        let Options {
            customers,
            subscriptions_each,
            due,
            ..
        } = self.options;
        let dialect = self.dialect;
        let subscriptions = customers * subscriptions_each;
        // The numbers beyond all first items are the second ones, of every other subscription.
        let of = format!("(CASE WHEN n < {subscriptions} THEN n ELSE (n - {subscriptions}) * 2 END)");
        let is_second = format!("n >= {subscriptions}");
        let months_left = i32::from(!due);
        let billed = format!("(({of}) % 12 + 12 + {months_left})");
        self.insert(
            "subscription_items",
            subscriptions + subscriptions.div_ceil(2),
            &[
                ("tenant_id", self.tenant.clone()),
                ("id", self.id(ITEM, "n")),
                ("subscription_id", self.id(SUBSCRIPTION, &of)),
                ("position", format!("CASE WHEN {is_second} THEN 1 ELSE 0 END")),
                (
                    "name",
                    format!("CASE WHEN {is_second} THEN 'Liegeplatz' ELSE 'Hafenblick Plus' END"),
                ),
                ("quantity", format!("CASE WHEN {is_second} THEN '2' ELSE '1' END")),
                (
                    "unit_price",
                    format!("CASE WHEN {is_second} THEN '12.50' ELSE '49.90' END"),
                ),
                ("price_mode", "'net'".into()),
                ("tax_rate", "1900".into()),
                ("tax_category", "'S'".into()),
                ("billing_interval", "'1M'".into()),
                (
                    "last_billed_at",
                    dialect.date(self.month, &format!("{months_left} - 1"), "0"),
                ),
                (
                    "billed_from",
                    dialect.date(self.month, &format!("{months_left} - 1"), "0"),
                ),
                ("billed_to", dialect.date(self.month, &months_left.to_string(), "0")),
                ("tax_is_automatic", "false".into()),
                ("billed_periods", billed),
            ],
        )
    }

    /// Month after month one for every customer: a customer's invoices lie far apart, as in life.
    fn invoices(&self) -> String {
        let Options {
            customers,
            invoices_each,
            ..
        } = self.options;
        let dialect = self.dialect;
        let customer = format!("(n % {customers})");
        let months = format!("(n / {customers} - {invoices_each})");
        let date = dialect.date(self.month, &months, "n % 28");
        let due = dialect.date(self.month, &months, "n % 28 + 14");
        // Of the last month one in ten waits for its money.
        let is_open = format!("(n / {customers} = {invoices_each} - 1 AND n % 10 = 0)");
        let either = |open: &str, paid: &str| format!("CASE WHEN {is_open} THEN {open} ELSE {paid} END");
        let net = "(4990 + n % 7 * 1000)";
        let tax = format!("({net} * 19 / 100)");
        let number = dialect.padded("n", 10);
        let address = format!(
            r#"'{{"id":"018cc251-f400-7003-8000-000000000000","customer":"018cc251-f400-7001-8000-000000000000","type":"TYPE_DEFAULT","default":true,"status":"active","salutation":null,"companyName":null,"firstName":"Ada","lastName":"Müller ' || {customer} || '","street":"Hafenstraße","houseNumber":"' || ({customer} % 200 + 1) || '","zip":"20457","city":"Hamburg","countryCode":"DE","addition":null,"costCentre":null,"vatId":null}}'"#
        );
        let taxes = format!(
            r#"'[{{"taxCategory":"S","taxRate":1900,"netAmount":' || {net} || ',"taxAmount":' || {tax} || '}}]'"#
        );
        self.insert(
            "invoices",
            customers * invoices_each,
            &[
                ("tenant_id", self.tenant.clone()),
                ("id", self.id(INVOICE, "n")),
                ("version", "1".into()),
                ("customer_id", self.id(CUSTOMER, &customer)),
                ("number", format!("'R-' || {number}")),
                ("kind", "'TYPE_INVOICE'".into()),
                ("status", either("'STATUS_UNPAID'", "'STATUS_PAID'")),
                ("source", "'portico'".into()),
                ("currency", "'EUR'".into()),
                ("creation_date", date.clone()),
                ("finalization_date", date.clone()),
                ("due_date", either(&dialect.date(self.month, "2", "0"), &due)),
                ("pay_date", either("NULL", &date)),
                ("dunning_level", "0".into()),
                ("net_amount", net.into()),
                ("tax_amount", tax.clone()),
                ("gross_amount", format!("{net} + {tax}")),
                ("discount_amount", "0".into()),
                ("rounding_amount", "0".into()),
                ("open_amount", either(&format!("{net} + {tax}"), "0")),
                ("last_payment_failed", "false".into()),
                ("title", "'Hafenblick Plus'".into()),
                ("invoice_address", dialect.json(&address)),
                ("search", format!("'r-' || {number} || ' hafenblick plus'")),
                ("created_at", dialect.instant(&date)),
                ("taxes", dialect.json(&taxes)),
                ("dunning_fee_amount", "0".into()),
                ("paid_amount", either("0", &format!("{net} + {tax}"))),
                ("credited_amount", "0".into()),
            ],
        )
    }
}

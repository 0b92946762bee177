//! Where the two databases' SQL differs.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub fn of(url: &str) -> Self {
        if url.starts_with("postgres:") {
            Self::Postgres
        } else {
            Self::Sqlite
        }
    }

    /// The `UUIDv7` of row `n` of a kind: it sorts by `n` as ids that were made one after another do.
    pub fn id(self, kind: u16, n: &str, seed: u64) -> String {
        /// 1 Jan 2024 in milliseconds.
        const FIRST: u64 = 1_704_067_200_000;
        let noise = format!("((({n}) * 2654435761 + {seed} * 40503 + {kind} * 97) % 281474976710656)");
        match self {
            Self::Sqlite => format!(
                "unhex(printf('%012x', {FIRST} + ({n})) || printf('7%03x8000', {kind}) || printf('%012x', {noise}))"
            ),
            Self::Postgres => format!(
                "(lpad(to_hex({FIRST} + ({n})), 12, '0') || '7{kind:03x}8000' || lpad(to_hex({noise}), 12, '0'))::uuid"
            ),
        }
    }

    pub fn uuid(self, id: uuid::Uuid) -> String {
        match self {
            Self::Sqlite => format!("x'{}'", id.simple()),
            Self::Postgres => format!("'{id}'::uuid"),
        }
    }

    /// A day, moved by months and then by days.
    pub fn date(self, day: chrono::NaiveDate, months: &str, days: &str) -> String {
        match self {
            Self::Sqlite => format!("date('{day}', ({months}) || ' months', ({days}) || ' days')"),
            Self::Postgres => {
                format!("(DATE '{day}' + make_interval(months => ({months})::int, days => ({days})::int))::date")
            }
        }
    }

    /// Eight in the morning of a day.
    pub fn instant(self, date: &str) -> String {
        match self {
            Self::Sqlite => format!("{date} || 'T08:00:00+00:00'"),
            Self::Postgres => format!("(({date})::timestamp + interval '8 hours') AT TIME ZONE 'UTC'"),
        }
    }

    pub fn json(self, text: &str) -> String {
        match self {
            Self::Sqlite => text.to_owned(),
            Self::Postgres => format!("({text})::jsonb"),
        }
    }

    pub fn padded(self, n: &str, width: u8) -> String {
        match self {
            Self::Sqlite => format!("printf('%0{width}d', {n})"),
            Self::Postgres => format!("lpad(({n})::text, {width}, '0')"),
        }
    }

    /// The numbers from `from` to `to`, without `to`, as `s(n)`.
    pub fn series(self, from: u64, to: u64) -> String {
        match self {
            Self::Sqlite => format!(
                "(WITH RECURSIVE s(n) AS (SELECT {from} UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {to}) SELECT n FROM s WHERE n < {to}) AS s"
            ),
            Self::Postgres => format!("(SELECT n FROM generate_series({from}::bigint, {to}::bigint - 1) AS g(n)) AS s"),
        }
    }
}

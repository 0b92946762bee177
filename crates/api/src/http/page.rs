//! Pages of a list: by number for people, by cursor for depth. The order is total: ties go by id,
//! and rows without a value come last.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, NaiveDate, Utc};
use portico_shared::{Page, Pagination};
use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, DbErr, EntityTrait, ExprTrait, Order, QueryFilter, QueryOrder,
    QuerySelect, Select, Value,
    sea_query::{Expr, SimpleExpr},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which page was asked for, and in which order.
#[derive(Debug, Clone)]
pub struct PageRequest<F> {
    pub limit: u64,
    pub start: Start,
    pub order_name: &'static str,
    pub order: F,
    pub descending: bool,
}

#[derive(Debug, Clone)]
pub enum Start {
    Page(u64),
    After(Cursor),
}

/// The last row of a page: its place in the order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cursor {
    o: String,
    k: Key,
    id: Uuid,
}

/// A value that lists are ordered by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Key {
    None,
    Instant(DateTime<Utc>),
    Date(NaiveDate),
    Text(String),
    Number(i64),
}

impl From<Option<NaiveDate>> for Key {
    fn from(date: Option<NaiveDate>) -> Self {
        date.map_or(Self::None, Self::Date)
    }
}

impl From<Option<DateTime<Utc>>> for Key {
    fn from(instant: Option<DateTime<Utc>>) -> Self {
        instant.map_or(Self::None, Self::Instant)
    }
}

impl Key {
    fn value(&self) -> Option<Value> {
        match self {
            Self::None => None,
            Self::Instant(instant) => Some((*instant).into()),
            Self::Date(date) => Some((*date).into()),
            Self::Text(text) => Some(text.clone().into()),
            Self::Number(number) => Some((*number).into()),
        }
    }
}

fn order_text(name: &str, descending: bool) -> String {
    format!("{name}:{}", if descending { "desc" } else { "asc" })
}

impl Cursor {
    pub fn decode(text: &str) -> Option<Self> {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
    }

    /// Whether it was made for this order.
    pub fn fits(&self, name: &str, order: impl Accepts, descending: bool) -> bool {
        self.o == order_text(name, descending) && order.accepts(&self.k)
    }

    fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// A column that a list can be ordered by.
#[derive(Debug, Clone, Copy)]
pub struct OrderColumn<C> {
    pub column: C,
    pub nullable: bool,
}

impl<C: ColumnTrait> OrderColumn<C> {
    pub const fn always(column: C) -> Self {
        Self {
            column,
            nullable: false,
        }
    }

    pub const fn nullable(column: C) -> Self {
        Self { column, nullable: true }
    }
}

/// Whether a cursor's value can be compared with what a list is ordered by.
pub trait Accepts: Copy {
    fn accepts(&self, key: &Key) -> bool;
}

impl<C: ColumnTrait> Accepts for OrderColumn<C> {
    fn accepts(&self, key: &Key) -> bool {
        match (key, self.column.def().get_column_type()) {
            (Key::None, _) => self.nullable,
            (Key::Instant(_), kind) => matches!(kind, ColumnType::TimestampWithTimeZone),
            (Key::Date(_), kind) => matches!(kind, ColumnType::Date),
            (Key::Text(_), kind) => matches!(kind, ColumnType::String(_) | ColumnType::Text),
            (Key::Number(_), kind) => matches!(kind, ColumnType::BigInteger),
        }
    }
}

/// Fetches one page of `rows`; `key` gives a row's place in the order.
pub async fn fetch<E, C>(
    rows: Select<E>,
    id: C,
    request: &PageRequest<OrderColumn<C>>,
    db: &impl ConnectionTrait,
    key: impl Fn(&E::Model, C) -> (Key, Uuid),
) -> Result<Page<E::Model>, DbErr>
where
    E: EntityTrait,
    C: ColumnTrait,
{
    let direction = if request.descending { Order::Desc } else { Order::Asc };
    let OrderColumn { column, nullable } = request.order;
    let mut rows = rows;
    if nullable {
        rows = rows.order_by(column.is_null(), Order::Asc);
    }
    rows = rows
        .order_by(column, direction.clone())
        .order_by(id, direction)
        .limit(request.limit + 1);
    rows = match &request.start {
        Start::Page(page) => rows.offset((page - 1) * request.limit),
        Start::After(cursor) => rows.filter(beyond(request.order, id, cursor, request.descending)),
    };
    let mut data = rows.all(db).await?;
    let limit = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let has_more = data.len() > limit;
    data.truncate(limit);
    let last = data.last().filter(|_| has_more);
    let next_cursor = last.map(|row| {
        let (k, id) = key(row, column);
        Cursor {
            o: order_text(request.order_name, request.descending),
            k,
            id,
        }
        .encode()
    });
    let page = match request.start {
        Start::Page(page) => u32::try_from(page).ok(),
        Start::After(_) => None,
    };
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX);
    Ok(Page {
        data,
        pagination: Pagination {
            page,
            limit,
            has_more,
            next_cursor,
        },
    })
}

/// Rows behind the cursor. Without empty values one comparison of pairs walks the index.
fn beyond<C: ColumnTrait>(order: OrderColumn<C>, id: C, cursor: &Cursor, descending: bool) -> SimpleExpr {
    let after = |left: SimpleExpr, right: SimpleExpr| {
        if descending { left.lt(right) } else { left.gt(right) }
    };
    let column = || Expr::col(order.column);
    let id_after = after(Expr::col(id), Expr::value(cursor.id));
    match cursor.k.value() {
        Some(value) if order.nullable => after(column(), Expr::value(value.clone()))
            .or(column().eq(Expr::value(value)).and(id_after))
            .or(order.column.is_null()),
        Some(value) => after(
            Expr::tuple([column(), Expr::col(id)]),
            Expr::tuple([Expr::value(value), Expr::value(cursor.id)]),
        ),
        None => order.column.is_null().and(id_after),
    }
}

//! The keys of the house: the one that seals and signs what is stored, wrapped by the master key, and the pairs that sign
//! access tokens. They serve all tenants.

use std::{io::ErrorKind, path::Path};

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use crate::{
    auth::{
        keys::{KeyError, MasterKey},
        secrets::hex,
        tokens::TokenKey,
    },
    context::Context,
    db::{
        Db,
        entities::{signing_keys, wrapped_keys},
    },
    ports::Random,
    startup::{StartupError, write_secret},
};

/// The row that holds what everything is sealed with.
const HOUSE: &str = "house";
/// A new pair is published for so long before it signs: everybody has read it then.
const PUBLISHED: TimeDelta = TimeDelta::minutes(5);
/// The old one checks for so long after: every token of its has run out.
const OVERLAP: TimeDelta = TimeDelta::minutes(15);
/// Beside the file of the master key, until the database knows the new one.
const NEXT: &str = "new";

/// Where the master key of an embedded database is, when none is configured.
pub fn next_to(file: &Path) -> std::path::PathBuf {
    file.with_extension(format!("key.{NEXT}"))
}

/// Two instances may do this at once: the second waits, and finds what the first one did.
async fn take_turns(db: &Db, tx: &DatabaseTransaction) -> Result<(), DbErr> {
    if db.is_postgres() {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(7067672)").await?;
    }
    Ok(())
}

/// What seals and signs everything that is stored. The first start makes it; where there are keys from before, it was the
/// master key itself.
///
/// # Errors
/// When it was wrapped with another master key.
#[expect(clippy::disallowed_methods, reason = "the house's keys serve all tenants")]
pub async fn load(
    db: &Db,
    master: &MasterKey,
    random: &dyn Random,
    now: DateTime<Utc>,
) -> Result<MasterKey, StartupError> {
    let tx = db.begin().await?;
    take_turns(db, &tx).await?;
    let found = wrapped_keys::Entity::find_by_id(HOUSE.to_owned()).one(&tx).await?;
    if let Some(row) = found {
        return Ok(master.unwrap(&row.sealed)?);
    }
    let is_new = signing_keys::Entity::find().count(&tx).await? == 0;
    let house = if is_new {
        MasterKey::generate(random)
    } else {
        master.clone()
    };
    let row = wrapped_keys::ActiveModel {
        id: Set(HOUSE.into()),
        sealed: Set(master.wrap(random, &house)),
        wrapped_at: Set(now),
    };
    row.insert(&tx).await?;
    tx.commit().await?;
    Ok(house)
}

/// Wraps the house's key with another master key than `old`, which is written to `file` before. Nothing else has to be
/// sealed anew, and servers that run go on.
///
/// # Errors
/// When the old one is not the master key any more, the file is there already, or the database is away.
pub async fn wrap_anew(context: &Context, old: &MasterKey, file: &Path) -> Result<(), StartupError> {
    let next = MasterKey::generate(&*context.random);
    let tx = context.db.begin().await?;
    take_turns(&context.db, &tx).await?;
    // Another rotation may have been faster: its key must not open nothing.
    if !opens(&tx, old).await? {
        return Err(StartupError::Rotated);
    }
    // There before the database knows it.
    write_secret(file, &next.to_text())?;
    wrapped_keys::Entity::update_many()
        .col_expr(
            wrapped_keys::Column::Sealed,
            Expr::value(next.wrap(&*context.random, &context.master)),
        )
        .col_expr(wrapped_keys::Column::WrappedAt, Expr::value(context.now()))
        .filter(wrapped_keys::Column::Id.eq(HOUSE))
        .exec(&tx)
        .await?;
    Ok(tx.commit().await?)
}

/// Takes away what a rotation that was cut off left beside the master key, where it opens nothing.
///
/// # Errors
/// When the file cannot be removed, or the database is away.
pub async fn clear_stale(context: &Context, file: &Path) -> Result<(), StartupError> {
    let Ok(text) = std::fs::read_to_string(file) else {
        return Ok(());
    };
    // In turn with a rotation that is under way.
    let tx = context.db.begin().await?;
    take_turns(&context.db, &tx).await?;
    let is_needed = match MasterKey::parse(&text) {
        Ok(key) => opens(&tx, &key).await?,
        Err(_) => false,
    };
    if !is_needed {
        std::fs::remove_file(file).map_err(|error| StartupError::File {
            file: file.display().to_string(),
            error,
        })?;
    }
    Ok(())
}

/// Puts the next master key in the place of the old one, where the database knows it already: after a rotation, also one
/// that was cut off.
///
/// # Errors
/// When the files cannot be read or moved.
pub async fn finish_rotation(db: &Db, file: &Path, old: MasterKey) -> Result<MasterKey, StartupError> {
    let next = next_to(file);
    let failed = |error| StartupError::File {
        file: next.display().to_string(),
        error,
    };
    let text = match std::fs::read_to_string(&next) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(old),
        Err(error) => return Err(failed(error)),
    };
    // Cut off in the middle of a word, or before the database knew it: the old one counts.
    let Ok(key) = MasterKey::parse(&text) else {
        return Ok(old);
    };
    if !opens(db.read(), &key).await? {
        return Ok(old);
    }
    std::fs::rename(&next, file).map_err(failed)?;
    Ok(key)
}

#[expect(clippy::disallowed_methods, reason = "the house's keys serve all tenants")]
async fn opens(db: &impl ConnectionTrait, key: &MasterKey) -> Result<bool, DbErr> {
    let found = wrapped_keys::Entity::find_by_id(HOUSE.to_owned()).one(db).await?;
    Ok(found.is_some_and(|row| key.unwrap(&row.sealed).is_ok()))
}

/// The pairs that sign and check access tokens; the first start makes one.
///
/// # Errors
/// When the database is away, or they were sealed with another key.
#[expect(clippy::disallowed_methods, reason = "signing keys serve all tenants")]
pub async fn load_signing(
    db: &Db,
    house: &MasterKey,
    random: &dyn Random,
    now: DateTime<Utc>,
) -> Result<Vec<TokenKey>, StartupError> {
    let tx = db.begin().await?;
    take_turns(db, &tx).await?;
    let mut rows = by_age(signing_keys::Entity::find()).all(&tx).await?;
    if rows.iter().all(|row| row.retired_at.is_some()) {
        rows.push(insert(&tx, house, random, now).await?);
    }
    tx.commit().await?;
    opened(house, rows)
}

/// The same again, for a server that runs: another process may have rotated them.
///
/// # Errors
/// When the database is away, or they were sealed with another key.
#[expect(clippy::disallowed_methods, reason = "signing keys serve all tenants")]
pub async fn reload_signing(context: &Context) -> Result<(), StartupError> {
    let rows = by_age(signing_keys::Entity::find()).all(context.db.read()).await?;
    context.tokens.replace(opened(&context.master, rows)?);
    Ok(())
}

/// Makes the next pair. It is published at once, signs after five minutes, and the old one checks for another quarter of an
/// hour; gives the new one's id.
///
/// # Errors
/// When the database is away.
pub async fn rotate_signing(context: &Context) -> Result<String, StartupError> {
    let now = context.now();
    let tx = context.db.begin().await?;
    take_turns(&context.db, &tx).await?;
    signing_keys::Entity::update_many()
        .col_expr(signing_keys::Column::RetiredAt, Expr::value(now + PUBLISHED + OVERLAP))
        .filter(signing_keys::Column::RetiredAt.is_null())
        .exec(&tx)
        .await?;
    let new = insert(&tx, &context.master, &*context.random, now).await?;
    tx.commit().await?;
    reload_signing(context).await?;
    Ok(new.id)
}

fn by_age(rows: sea_orm::Select<signing_keys::Entity>) -> sea_orm::Select<signing_keys::Entity> {
    rows.order_by_asc(signing_keys::Column::CreatedAt)
        .order_by_asc(signing_keys::Column::Id)
}

async fn insert(
    tx: &DatabaseTransaction,
    house: &MasterKey,
    random: &dyn Random,
    now: DateTime<Utc>,
) -> Result<signing_keys::Model, DbErr> {
    let mut bytes = [0; 40];
    random.fill(&mut bytes);
    let (id, seed) = (hex(&bytes[..8]), &bytes[8..]);
    let row = signing_keys::ActiveModel {
        public_key: Set(TokenKey::public(seed.try_into().unwrap_or([0; 32]))),
        private_key: Set(house.seal(random, &place(&id), seed)),
        id: Set(id),
        created_at: Set(now),
        retired_at: Set(None),
    };
    row.insert(tx).await
}

/// The first pair signs from the beginning of time; each later one when everybody had the time to read it.
fn opened(house: &MasterKey, rows: Vec<signing_keys::Model>) -> Result<Vec<TokenKey>, StartupError> {
    let keys = rows.into_iter().enumerate().map(|(index, row)| {
        let seed = house.open(&place(&row.id), &row.private_key)?;
        let seed = seed.try_into().map_err(|_| KeyError::Sealed)?;
        let signs_from = if index == 0 {
            DateTime::UNIX_EPOCH
        } else {
            row.created_at + PUBLISHED
        };
        Ok(TokenKey::from_seed(row.id, seed, signs_from, row.retired_at))
    });
    Ok(keys.collect::<Result<_, KeyError>>()?)
}

fn place(id: &str) -> String {
    format!("/signing_keys/{id}")
}

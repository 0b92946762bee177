//! `table.txt`, read.

use std::collections::BTreeMap;

use portico::auth::permissions::Permission;

/// Who is asked as, from left to right. What a walk changes comes after those who must find things as they were.
pub const COLUMNS: [&str; 22] = [
    "none",
    "junk",
    "expired",
    "audience",
    "algorithm",
    "public key",
    "other key",
    "link holder",
    "suspended",
    "archived",
    "another tenant",
    "another customer",
    "look",
    "owner",
    "billing",
    "viewer",
    "key without",
    "key with",
    "operator viewer",
    "operator support",
    "operator admin",
    "operator owner",
];

pub struct Row {
    /// What keys and operators need; nothing where they are not asked for it.
    pub permission: Option<Permission>,
    cells: BTreeMap<&'static str, &'static str>,
}

impl Row {
    pub fn cell(&self, column: &str) -> &'static str {
        self.cells[column]
    }

    pub fn is_public(&self) -> bool {
        self.cell("none") == "any"
    }
}

pub type Table = BTreeMap<&'static str, Row>;

pub fn read() -> Table {
    let lines = include_str!("table.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(row)
        .collect()
}

fn row(line: &'static str) -> (&'static str, Row) {
    let mut words = line.split_whitespace().filter(|word| *word != "|");
    let (operation, permission) = (words.next().unwrap(), words.next().unwrap());
    let cells: Vec<_> = words.collect();
    assert_eq!(cells.len(), COLUMNS.len(), "{line}");
    let permission = match permission {
        "-" => None,
        named => Some(Permission::parse(named).unwrap_or_else(|| panic!("{named} is no permission"))),
    };
    let cells = COLUMNS.into_iter().zip(cells).collect();
    (operation, Row { permission, cells })
}

//! Integers as decimal text: `Intl` reads it exactly, a float would not be.

/// `4905` with 2 digits is `"49.05"`.
pub(super) fn decimal(amount: i64, digits: u32) -> String {
    let digits = digits as usize;
    let sign = if amount < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", amount.unsigned_abs(), width = digits + 1);
    let (whole, fraction) = text.split_at(text.len() - digits);
    if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn minor_units_become_exact_decimals() {
        for (amount, digits, text) in [
            (4905, 2, "49.05"),
            (5, 2, "0.05"),
            (0, 2, "0.00"),
            (-5, 2, "-0.05"),
            (-123_456, 3, "-123.456"),
            (700, 0, "700"),
            (1900, 4, "0.1900"),
            (i64::MIN, 2, "-92233720368547758.08"),
        ] {
            assert_eq!(decimal(amount, digits), text);
        }
    }
}

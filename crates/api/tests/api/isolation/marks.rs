//! By what an answer is caught out: words, ids and account numbers that belong to one customer alone.

/// What tells one customer from all others.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// In name, e-mail, street and every number: nobody else's holds it.
    pub word: String,
    /// As it is shown.
    pub iban: String,
    /// Of everything that belongs to the customer.
    pub ids: Vec<String>,
}

impl Marks {
    /// What the provider calls their payment method.
    pub fn reference(&self) -> String {
        format!("ref-{}", self.word)
    }

    /// Those of its marks that a text tells.
    pub fn found_in(&self, text: &str) -> Vec<&str> {
        let text = text.to_lowercase();
        let all = self.ids.iter().chain([&self.word, &self.iban]);
        all.filter(|mark| text.contains(&mark.to_lowercase()))
            .map(String::as_str)
            .collect()
    }
}

#[test]
fn the_detector_sees_each_kind_of_mark_and_nothing_else() {
    let ada = Marks {
        word: "wqxjtk01".into(),
        iban: "DE4211…9042".into(),
        ids: vec!["01a20391-b036-7000-8004-e9cb25c4b054".into()],
    };
    for leak in [
        r#"{ "email": "ada@WQXJTK01.example" }"#,
        r#"{ "companyName": "Müller & wqxjtk01" }"#,
        r#"{ "iban": "DE4211…9042" }"#,
        r#"{ "detail": "There is no 01A20391-b036-7000-8004-e9cb25c4b054." }"#,
    ] {
        assert_eq!(ada.found_in(leak).len(), 1, "{leak}");
    }
    let bobs = r#"{ "word": "wqxjtk02", "iban": "DE4211…9043", "id": "01a20391-b036-7000-8004-e9cb25c4b055" }"#;
    assert!(ada.found_in(bobs).is_empty());
}

//! What a contact person must look like.

use portico_shared::{
    Field,
    contacts::{ContactIn, ContactPatch},
    customers::Language,
};

use crate::http::{ApiResult, check::Check};

pub fn check_new(new: &ContactIn) -> ApiResult<()> {
    let mut check = Check::default();
    check.required_text("name", &new.name, 255);
    check_texts(
        &mut check,
        [&new.role, &new.phone].map(Option::as_deref),
        new.email.as_deref(),
        new.booking_url.as_deref(),
        &new.languages,
    );
    check.finish()
}

pub fn check_patch(patch: &ContactPatch) -> ApiResult<()> {
    let mut check = Check::default();
    check.require(patch.name != Field::Null, "name", "required", "cannot be empty");
    check.text("name", sent(&patch.name), 255);
    let languages = match &patch.languages {
        Field::Value(languages) => languages.as_slice(),
        Field::Absent | Field::Null => &[],
    };
    check_texts(
        &mut check,
        [&patch.role, &patch.phone].map(sent),
        sent(&patch.email),
        sent(&patch.booking_url),
        languages,
    );
    check.finish()
}

fn check_texts(
    check: &mut Check,
    [role, phone]: [Option<&str>; 2],
    email: Option<&str>,
    booking_url: Option<&str>,
    languages: &[Language],
) {
    check.text("role", role, 255);
    check.email("email", email);
    check.text("phone", phone, 255);
    check.https_url("bookingUrl", booking_url);
    let repeated = languages
        .iter()
        .enumerate()
        .find(|(at, one)| languages[..*at].contains(one));
    if let Some((at, _)) = repeated {
        check.refuse(&format!("languages[{at}]"), "repeated", "name each language once");
    }
}

fn sent(field: &Field<String>) -> Option<&str> {
    match field {
        Field::Value(text) => Some(text),
        Field::Absent | Field::Null => None,
    }
}

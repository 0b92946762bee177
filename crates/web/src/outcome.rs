//! What the last click did, said where it was made.

use leptos::prelude::*;
use portico_ui::{
    client::Failure,
    components::{notice, problem_notice},
};

#[derive(Clone)]
pub(crate) enum Outcome {
    Done(String),
    Failed(Failure),
}

impl Outcome {
    pub(crate) fn show(&self) -> AnyView {
        match self {
            Self::Done(text) => notice(text.clone()).into_any(),
            Self::Failed(failure) => problem_notice(failure).into_any(),
        }
    }
}

//! What can go wrong with a request, as the views see it.

use portico_shared::{ErrorCode, Problem, Violation};

use crate::{i18n::error_text, texts::portal as t};

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The session is over.
    Unauthorized,
    /// The API said what is wrong.
    Problem {
        code: ErrorCode,
        reference: String,
        wait: Option<u32>,
        /// The fields that are not valid, where it was about fields.
        violations: Vec<Violation>,
    },
    /// No answer.
    Network,
    /// The view that asked is gone; nobody needs to know.
    Aborted,
}

impl Failure {
    pub(super) fn from_problem(problem: Problem, wait: Option<u32>) -> Self {
        match problem.code {
            ErrorCode::Unauthorized => Self::Unauthorized,
            code => Self::Problem {
                code,
                reference: problem.instance,
                wait,
                violations: problem.violations,
            },
        }
    }

    /// An answer that is not ours, for example from a proxy in between.
    pub(super) const fn foreign(code: ErrorCode) -> Self {
        Self::Problem {
            code,
            reference: String::new(),
            wait: None,
            violations: Vec::new(),
        }
    }

    pub const fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Unauthorized => Some(ErrorCode::Unauthorized),
            Self::Problem { code, .. } => Some(*code),
            Self::Network | Self::Aborted => None,
        }
    }

    pub fn text(&self) -> String {
        match self {
            Self::Problem {
                wait: Some(seconds), ..
            } => t::error_wait(*seconds),
            Self::Problem { code, .. } => error_text(*code).to_owned(),
            Self::Unauthorized => error_text(ErrorCode::Unauthorized).to_owned(),
            Self::Network | Self::Aborted => t::error_network().to_owned(),
        }
    }

    /// The fields that the API refused.
    pub fn violations(&self) -> &[Violation] {
        match self {
            Self::Problem { violations, .. } => violations,
            Self::Unauthorized | Self::Network | Self::Aborted => &[],
        }
    }

    /// What to quote in a support request.
    pub fn reference(&self) -> Option<&str> {
        match self {
            Self::Problem { reference, .. } if !reference.is_empty() => Some(reference),
            _ => None,
        }
    }
}

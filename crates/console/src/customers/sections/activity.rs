//! Who did what for the customer, and when.

use leptos::prelude::*;
use portico_shared::CustomerId;
use portico_ui::texts::console as t;

use super::section;
use crate::activity;

pub(super) fn activity(id: CustomerId) -> AnyView {
    section(t::section_activity(), ().into_any(), activity::of_customer(id))
}

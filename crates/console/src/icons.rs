//! What only the console draws, on the same grid of 24.

use portico_ui::components::Icon;

pub(crate) const MENU: Icon = Icon::Own("M4 7h16M4 12h16M4 17h16");
pub(crate) const CUSTOMERS: Icon = Icon::Own(
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5a6.5 6.5 0 0 1 13 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 13.6a6.5 6.5 0 0 1 3.5 5.9",
);
pub(crate) const PAGES: Icon = Icon::Own(
    "M4.5 4h15A1.5 1.5 0 0 1 21 5.5v13a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 18.5v-13A1.5 1.5 0 0 1 4.5 4zM3 9h18M9 9v11",
);
/// A house with its door and windows.
pub(crate) const COMPANY: Icon = Icon::Own(
    "M4.5 20.5V5A1.5 1.5 0 0 1 6 3.5h8A1.5 1.5 0 0 1 15.5 5v15.5M15.5 9.5H18a1.5 1.5 0 0 1 1.5 1.5v9.5M3 20.5h18M8 8h4M8 12h4M9 20.5v-4h2v4",
);
pub(crate) const TEAM: Icon =
    Icon::Own("M12 12.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 10-6.8M18 14.5v6M15 17.5h6");
pub(crate) const KEY: Icon =
    Icon::Own("M8 20a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM11.2 12.3L20 3.5M16 7.5l3 3M18.5 5l2 2");
pub(crate) const CLOCK: Icon = Icon::Own("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2");
pub(crate) const SHIELD: Icon =
    Icon::Own("M12 3l7.5 3v5.5c0 4.5-3.2 8-7.5 9.5-4.3-1.5-7.5-5-7.5-9.5V6zM8.5 12l2.5 2.5 4.5-5");
pub(crate) const LOOK: Icon =
    Icon::Own("M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z");
pub(crate) const CROSS: Icon = Icon::Own("M6 6l12 12M18 6L6 18");
pub(crate) const LANGUAGE: Icon = Icon::Own(
    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.5 2.6 3.7 5.6 3.7 9S14.5 18.4 12 21c-2.5-2.6-3.7-5.6-3.7-9S9.5 5.6 12 3z",
);
pub(crate) const DOTS: Icon = Icon::Own("M12 5.5v.01M12 12v.01M12 18.5v.01");

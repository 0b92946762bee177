//! What holds for every contract and every invoice, searched by proptest.

#![cfg(test)]

mod billing;
mod calendar;
mod cancellation;
mod strategies;
mod terms;

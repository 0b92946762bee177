//! What holds for every contract and every invoice, searched by proptest.

#![cfg(test)]

mod billing;
mod calendar;
mod cancellation;
mod credit;
mod dunning;
mod identifiers;
mod schedule;
mod strategies;
mod terms;

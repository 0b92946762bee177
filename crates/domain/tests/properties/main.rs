//! What holds for every contract and every invoice, searched by proptest.

#![cfg(test)]

mod billing;
mod calendar;
mod cancellation;
mod credit;
mod dunning;
mod iban;
mod identifiers;
mod mandates;
mod schedule;
mod sepa;
mod strategies;
mod terms;

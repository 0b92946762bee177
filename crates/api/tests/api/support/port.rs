//! Ports for programs that a test starts.

use std::{
    net::TcpListener,
    process,
    sync::atomic::{AtomicU16, Ordering},
};

/// Below those that systems give by themselves (32768 and up on Linux), and the same one is not given twice: what is free now is
/// taken only when the program is up, and until then anything may get a port that it left to the system.
const FIRST: u16 = 10_000;
const COUNT: u16 = 8_000;

pub fn free() -> u16 {
    static GIVEN: AtomicU16 = AtomicU16::new(0);
    // Another process of tests begins elsewhere.
    let start = u16::try_from(process::id() % u32::from(COUNT / 500)).unwrap() * 500;
    (0..COUNT)
        .map(|_| FIRST + start.wrapping_add(GIVEN.fetch_add(1, Ordering::Relaxed)) % COUNT)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("some port is free")
}

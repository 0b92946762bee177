//! An issued invoice in, files out: PDF/A-3 by Typst, EN 16931 XML, `GiroCode`.
//!
//! Empty so far. It is a crate of its own because Typst is slow to compile: what changes elsewhere must
//! not wait for it.

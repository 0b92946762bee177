//! What happens on an event.

/// In a box, as [`live`](super::live) does it: each type of handler brings 1 KB of its own into the bundle.
pub fn handler<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}

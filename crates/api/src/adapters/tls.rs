//! The one provider of TLS. rustls takes none by itself, and a client that finds none panics.

use std::sync::Once;

/// Names it to rustls, once in a process.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Somebody who embeds us may have named another one: it serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
}

//! A DNS server for tests: real packets over UDP, one record or one way of failing for each name.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::UdpSocket;

const TXT: u16 = 16;
const A: u16 = 1;
const NO_ERROR: u8 = 0;
const SERVER_FAILURE: u8 = 2;
const NO_SUCH_NAME: u8 = 3;

/// Starts one, which lives as long as the test's runtime.
pub async fn start() -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    actix_web::rt::spawn(async move {
        let mut buffer = [0; 1_232];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            if let Some(answer) = answer(&buffer[..length]) {
                socket.send_to(&answer, from).await.unwrap();
            }
        }
    });
    address
}

fn answer(asked: &[u8]) -> Option<Vec<u8>> {
    let (name, end) = name(asked);
    let kind = u16::from_be_bytes([asked[end], asked[end + 1]]);
    let (code, records): (u8, Vec<Vec<u8>>) = match (name.as_str(), kind) {
        ("_portico.kunden.example", TXT) => (
            NO_ERROR,
            vec![texts(&["v=spf1 -all"]), texts(&["portico-", "verify=1"])],
        ),
        ("kunden.example", A) => (NO_ERROR, vec![Ipv4Addr::new(192, 0, 2, 7).octets().into()]),
        ("broken.example", _) => (SERVER_FAILURE, vec![]),
        ("silent.example", _) => return None,
        ("kunden.example" | "empty.example", _) => (NO_ERROR, vec![]),
        _ => (NO_SUCH_NAME, vec![]),
    };
    let count = u8::try_from(records.len()).unwrap();
    let mut packet = vec![asked[0], asked[1], 0x81, 0x80 | code, 0, 1, 0, count, 0, 0, 0, 0];
    packet.extend(&asked[12..end + 4]);
    for data in records {
        // The name asked for, class IN, for a minute.
        packet.extend([0xC0, 12]);
        packet.extend(kind.to_be_bytes());
        packet.extend([0, 1, 0, 0, 0, 60]);
        packet.extend(u16::try_from(data.len()).unwrap().to_be_bytes());
        packet.extend(data);
    }
    Some(packet)
}

/// The name in the question, and where it ends.
fn name(asked: &[u8]) -> (String, usize) {
    let (mut labels, mut at) = (Vec::new(), 12);
    while asked[at] != 0 {
        let length = usize::from(asked[at]);
        labels.push(String::from_utf8_lossy(&asked[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    (labels.join("."), at + 1)
}

/// One TXT record of several parts.
fn texts(parts: &[&str]) -> Vec<u8> {
    let parts = parts
        .iter()
        .map(|part| [&[u8::try_from(part.len()).unwrap()], part.as_bytes()].concat());
    parts.collect::<Vec<_>>().concat()
}

//! SCRAM-SHA-1 and SCRAM-SHA-256 (RFC 5802, RFC 7677), both sides, with channel binding and without.

mod attributes;
mod client;
mod keys;
mod server;

pub use client::{ClientBinding, ScramClient, ScramError, ScramVerify};
pub use keys::{ScramHash, ScramKeys};
pub use server::{ScramChallenge, ScramServer, ServerBinding};

/// Fewest rounds a client accepts and a server uses (RFC 5802, 5.1).
pub const MIN_ITERATIONS: u32 = 4096;

/// Most rounds a client is willing to compute: a server could else keep it busy for minutes.
pub const MAX_ITERATIONS: u32 = 1_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ChannelBinding, Password, SaslCondition};

    /// One exchange with fixed nonces: (hash, client nonce, server's part, salt, messages in order).
    type Vector = (ScramHash, &'static str, &'static str, &'static str, [&'static str; 4]);

    const VECTORS: [Vector; 2] = [
        (
            ScramHash::Sha1,
            "fyko+d2lbbFgONRv9qkxdawL",
            "3rfcNHYJY1ZVvWVs7j",
            "QSXCR+Q6sek8bf92",
            [
                "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
            ],
        ),
        (
            ScramHash::Sha256,
            "rOprNGfwEbeRWgbNEkqO",
            "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
            "W22ZaJ0SNY7soEsUEjb6gQ==",
            [
                "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                 p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            ],
        ),
    ];

    fn keys(vector: &Vector, password: &str) -> ScramKeys {
        let salt = crate::sasl::base64::decode(vector.3).unwrap().unwrap();
        ScramKeys::derive(vector.0, &Password::new(password), &salt, 4096).unwrap()
    }

    #[test]
    fn sasl_15_vectors_of_both_documents() {
        for vector in VECTORS {
            let [client_first, server_first, client_final, server_final] = vector.4;
            let (client, first) =
                ScramClient::start(vector.0, None, "user", &Password::new("pencil"), vector.1).unwrap();
            assert_eq!(first, client_first.as_bytes());
            let server = ScramServer::start(first.as_slice(), vector.0).unwrap();
            assert_eq!(server.user(), "user");
            let (server, challenge) = server.challenge(keys(&vector, "pencil"), vector.2);
            assert_eq!(challenge, server_first.as_bytes());
            let (client, response) = client.respond(&challenge).unwrap();
            assert_eq!(response, client_final.as_bytes());
            let last = server.finish(&response).unwrap();
            assert_eq!(last, server_final.as_bytes());
            client.verify(&last).unwrap();
        }
    }

    #[test]
    fn sasl_12_wrong_password_and_forged_server() {
        for vector in VECTORS {
            let (client, first) =
                ScramClient::start(vector.0, None, "user", &Password::new("pen"), vector.1).unwrap();
            let server = ScramServer::start(&first, vector.0).unwrap();
            let (server, challenge) = server.challenge(keys(&vector, "pencil"), vector.2);
            let (client, response) = client.respond(&challenge).unwrap();
            assert_eq!(server.finish(&response), Err(SaslCondition::NotAuthorized));
            assert_eq!(client.verify(vector.4[3].as_bytes()), Err(ScramError::Signature));
        }
    }

    #[test]
    fn sasl_12_other_channel_binding_or_nonce() {
        let vector = VECTORS[0];
        for (from, to) in [("c=biws", "c=eSws"), ("r=fyko", "r=Fyko"), ("7j,p", "7k,p")] {
            let server = ScramServer::start(vector.4[0].as_bytes(), vector.0).unwrap();
            let (server, _) = server.challenge(keys(&vector, "pencil"), vector.2);
            let response = vector.4[2].replace(from, to);
            assert!(server.finish(response.as_bytes()).is_err(), "{response}");
        }
    }

    /// One exchange from both ends' view of the binding: what the client learns, or why the server refuses.
    fn bound_exchange(client: ClientBinding<'_>, server: ServerBinding<'_>) -> Result<(), SaslCondition> {
        let password = Password::new("pencil");
        let hash = ScramHash::Sha256;
        let (client, first) =
            ScramClient::start_bound(hash, Some("me@s"), "user", &password, "abc", client).unwrap();
        let server = ScramServer::start_bound(&first, hash, server)?;
        assert_eq!(server.authzid(), Some("me@s"));
        let keys = ScramKeys::derive(hash, &password, b"salt", 4096).unwrap();
        let (server, challenge) = server.challenge(keys, "def");
        let (client, response) = client.respond(&challenge).unwrap();
        client.verify(&server.finish(&response)?).unwrap();
        Ok(())
    }

    #[test]
    fn sasl_12_the_binding_must_be_of_the_same_connection() {
        let (one, other) = (ChannelBinding::exporter([1; 32]), ChannelBinding::exporter([2; 32]));
        let here = [one.clone()];
        assert_eq!(bound_exchange(ClientBinding::Used(&one), ServerBinding::Required(&here)), Ok(()));
        // Somebody ends TLS in between: both ends see another connection.
        let refused = bound_exchange(ClientBinding::Used(&other), ServerBinding::Required(&here));
        assert_eq!(refused, Err(SaslCondition::NotAuthorized));
        // Of a type that is not there.
        let certificate = rcgen::generate_simple_self_signed(["s".to_owned()]).unwrap();
        let end_point = ChannelBinding::server_end_point(certificate.cert.der()).unwrap();
        let refused = bound_exchange(ClientBinding::Used(&end_point), ServerBinding::Required(&here));
        assert_eq!(refused, Err(SaslCondition::MalformedRequest));
        let both = [one, end_point.clone()];
        assert_eq!(bound_exchange(ClientBinding::Used(&end_point), ServerBinding::Required(&both)), Ok(()));
    }

    #[test]
    fn sasl_13_who_took_the_offer_out_is_found_out() {
        let one = ChannelBinding::exporter([1; 32]);
        let here = [one.clone()];
        let malformed = Err(SaslCondition::MalformedRequest);
        for (client, server, outcome) in [
            (ClientBinding::None, ServerBinding::NotOffered, Ok(())),
            (ClientBinding::NotOffered, ServerBinding::NotOffered, Ok(())),
            (ClientBinding::None, ServerBinding::NotChosen, Ok(())),
            (ClientBinding::NotOffered, ServerBinding::NotChosen, Err(SaslCondition::NotAuthorized)),
            // Mechanism and flag must go together.
            (ClientBinding::Used(&one), ServerBinding::NotOffered, malformed),
            (ClientBinding::Used(&one), ServerBinding::NotChosen, malformed),
            (ClientBinding::None, ServerBinding::Required(&here), malformed),
            (ClientBinding::NotOffered, ServerBinding::Required(&here), malformed),
        ] {
            assert_eq!(bound_exchange(client, server), outcome, "{client:?} {server:?}");
        }
    }

    #[test]
    fn sasl_14_unknown_users_look_alike() {
        let secret = [7; 32];
        let one = ScramKeys::fake(ScramHash::Sha256, "nobody", 4096, &secret);
        let again = ScramKeys::fake(ScramHash::Sha256, "nobody", 4096, &secret);
        let other = ScramKeys::fake(ScramHash::Sha256, "somebody", 4096, &secret);
        let server = |keys| {
            let server = ScramServer::start(b"n,,n=nobody,r=abc", ScramHash::Sha256).unwrap();
            server.challenge(keys, "def")
        };
        assert_eq!(server(one.clone()).1, server(again).1);
        assert_ne!(server(one.clone()).1, server(other).1);
        let (client, _) =
            ScramClient::start(ScramHash::Sha256, None, "nobody", &Password::new("x"), "abc").unwrap();
        let (server, challenge) = server(one);
        let (_, response) = client.respond(&challenge).unwrap();
        assert_eq!(server.finish(&response), Err(SaslCondition::NotAuthorized));
    }

    #[test]
    fn sec_10_keys_are_not_printed() {
        let keys = keys(&VECTORS[0], "pencil");
        assert_eq!(format!("{keys:?}"), "ScramKeys { hash: Sha1, iterations: 4096, .. }");
    }
}

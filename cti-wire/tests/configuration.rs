//! The configuration download, client against server, in virtual time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use std::time::Duration;

use cti_wire::client::{self, ConfigRequest, ConfigurationError, Keys};
use cti_wire::server;
use cti_wire::{
    ConfigBeginEvent, ConfigEndEvent, ConfigEndStatus, ConfigKeyEvent, ConfigMask, ConfigType, FailureConf,
    InvokeId, SessionError, StatusCode,
};
use support::{CONN, Pair, frame};

const SECOND: Duration = Duration::from_secs(1);

fn config_pair(request: ConfigRequest) -> Pair {
    let mut pair = Pair::open();
    pair.run_for(SECOND);
    pair.client.download_configuration(pair.clock.now().at, request).unwrap();
    let again = pair.client.download_configuration(pair.clock.now().at, request);
    assert_eq!(again, Err(SessionError::DownloadRunning));
    pair.run_for(SECOND);
    pair
}

fn asked(pair: &Pair) -> Vec<u32> {
    let of = |event: &server::Event| match event {
        server::Event::Message { frame, .. } => Some(frame.message_type.0),
        _ => None,
    };
    pair.server_seen.iter().filter_map(of).collect()
}

#[test]
fn c4_a_download_goes_from_keys_over_classes_to_its_end() {
    let mut pair = config_pair(ConfigRequest { mask: ConfigMask(6), keys: Keys::Ask });
    assert_eq!(asked(&pair), [230]);
    let profile = pair.profile();
    pair.server.send(CONN, &frame(&ConfigKeyEvent::default(), &profile)).unwrap();
    pair.run_for(SECOND);
    assert_eq!(asked(&pair), [230, 232]);
    for class in [2, 4] {
        assert!(!pair.seen.iter().any(|e| matches!(e, client::Event::ConfigurationEnd(_))));
        let begin = ConfigBeginEvent {
            config_information: ConfigMask(class),
            config_type: ConfigType::SOLICITED,
            ..Default::default()
        };
        pair.server.send(CONN, &frame(&begin, &profile)).unwrap();
        pair.server.send(CONN, &frame(&ConfigEndEvent::default(), &profile)).unwrap();
        pair.run_for(SECOND);
    }
    assert_eq!(pair.seen.last(), Some(&client::Event::ConfigurationEnd(Ok(()))));
}

#[test]
fn a_download_ends_with_the_servers_status_or_says_what_is_missing() {
    let mut pair = config_pair(ConfigRequest { mask: ConfigMask(6), keys: Keys::Skip });
    let end = ConfigEndEvent { config_end_status: ConfigEndStatus::INVALID, ..Default::default() };
    pair.server.send(CONN, &frame(&end, &pair.profile())).unwrap();
    pair.run_for(SECOND);
    let failed = client::Event::ConfigurationEnd(Err(ConfigurationError::Status(3)));
    assert_eq!(pair.seen.last(), Some(&failed));

    let mut pair = config_pair(ConfigRequest { mask: ConfigMask(6), keys: Keys::Skip });
    pair.run_for(60 * SECOND);
    let failed = client::Event::ConfigurationEnd(Err(ConfigurationError::Timeout { missing: ConfigMask(6) }));
    assert_eq!(pair.seen.last(), Some(&failed));
    assert!(pair.client.is_open());
}

#[test]
fn a_download_of_nothing_is_over_when_it_is_asked_for() {
    let mut pair = Pair::open();
    pair.run_for(SECOND);
    let nothing = ConfigRequest { mask: ConfigMask(0), keys: Keys::Skip };
    pair.client.download_configuration(pair.clock.now().at, nothing).unwrap();
    pair.run_for(SECOND);
    assert_eq!(asked(&pair), [232], "it must be sent in any case");
    assert_eq!(pair.seen.last(), Some(&client::Event::ConfigurationEnd(Ok(()))));
}

#[test]
fn a_refused_request_for_the_configuration_ends_the_download_at_once() {
    let mut pair = config_pair(ConfigRequest { mask: ConfigMask(6), keys: Keys::Skip });
    // The message has no invoke id, so its refusal has none either.
    let refusal = FailureConf {
        invoke_id: InvokeId(0),
        status: StatusCode::FUNCTION_NOT_AVAILABLE,
        ..Default::default()
    };
    pair.server_says(frame(&refusal, &pair.profile()).to_bytes());
    pair.run_for(SECOND);
    let refused = ConfigurationError::Refused(StatusCode::FUNCTION_NOT_AVAILABLE);
    assert_eq!(pair.seen.last(), Some(&client::Event::ConfigurationEnd(Err(refused))));
    // Without a download it belongs to nothing.
    pair.server_says(frame(&refusal, &pair.profile()).to_bytes());
    pair.run_for(SECOND);
    assert!(matches!(pair.seen.last(), Some(client::Event::Stray(_))));
    assert!(pair.client.is_open());
}

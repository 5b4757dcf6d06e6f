//! Resources as serde types.
#![cfg(feature = "serde")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use finesse_proto::{
    Action, AgentState, ApiError, ApiErrors, CtiFailure, Data, Dialog, DialogState, EnterpriseDatabaseConfig,
    ErrorType, Gadget, MediaState, ParticipantState, StateCause, Update, UpdateEvent, User, from_document,
};

const RESOURCES: &str = include_str!("data/resources.txt");

fn document(root: &str) -> &'static str {
    let start = format!("answer {root} ");
    RESOURCES.lines().find_map(|line| line.strip_prefix(&start)).unwrap()
}

#[test]
fn resources_go_through_json_and_back() {
    let user: User<'_> = from_document(document("User").as_bytes(), "User").unwrap();
    let json = serde_json::to_string(&user).unwrap();
    assert!(json.contains("\"loginId\":\"R&D loginId\""), "{json}");
    assert_eq!(serde_json::from_str::<User<'_>>(&json).unwrap(), user);
    let dialog: Dialog<'_> = from_document(document("Dialog").as_bytes(), "Dialog").unwrap();
    let json = serde_json::to_string(&dialog).unwrap();
    assert_eq!(serde_json::from_str::<Dialog<'_>>(&json).unwrap(), dialog);
}

#[test]
fn what_is_missing_is_empty_and_secrets_are_left_out() {
    let user: User<'_> = serde_json::from_str("{\"state\":\"READY\"}").unwrap();
    assert_eq!((&*user.state, &*user.login_id), ("READY", ""));
    let root = "EnterpriseDatabaseConfig";
    let config: EnterpriseDatabaseConfig<'_> = from_document(document(root).as_bytes(), root).unwrap();
    assert!(config.password.is_some());
    assert!(!serde_json::to_string(&config).unwrap().contains("password"));
}

fn there_and_back(update: &Update<'_>) -> String {
    let json = serde_json::to_string(update).unwrap();
    assert_eq!(serde_json::from_str::<Update<'_>>(&json).unwrap(), *update, "{json}");
    json
}

#[test]
fn updates_go_through_json_and_back() {
    let mut user = User::default();
    (user.login_id, user.state) = ("4711".into(), "READY".into());
    let update =
        Update::new(UpdateEvent::Put, "/finesse/api/User/4711", Data::User(Box::new(user))).caused_by("r1");
    let json = there_and_back(&update);
    assert!(json.contains("\"event\":\"PUT\"") && json.contains("\"requestId\":\"r1\""), "{json}");
    assert!(json.contains("{\"user\":{"), "{json}");
    let error = ApiError::cti(ErrorType::INVALID_DEVICE, CtiFailure(260));
    let json = there_and_back(&Update::new(UpdateEvent::Put, "/u", Data::Errors(ApiErrors::from(error))));
    assert!(
        json.contains(
            "\"errorType\":\"Invalid Device\",\"errorMessage\":\"CF_INVALID_LOGON_DEVICE_SPECIFIED\""
        ),
        "{json}"
    );
    there_and_back(&Update::new(UpdateEvent::Delete, "/u", Data::None));
    // What this crate does not know can be looked at, not read back.
    let text = "<Update><data><novelty/></data><event>PUT</event><requestId/><source>/s</source></Update>";
    let update = Update::read(text.as_bytes()).unwrap();
    assert!(serde_json::to_string(&update).unwrap().contains("<novelty/>"));
}

#[test]
fn states_and_actions_are_their_names() {
    fn all<T: serde::Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(
        values: &[T],
        name: impl Fn(&T) -> &'static str,
    ) {
        for value in values {
            let json = serde_json::to_string(value).unwrap();
            assert_eq!(json, format!("\"{}\"", name(value)));
            assert_eq!(serde_json::from_str::<T>(&json).unwrap(), *value);
        }
        assert!(serde_json::from_str::<T>("\"NO SUCH\"").is_err());
    }
    all(AgentState::ALL, |s| s.as_str());
    all(MediaState::ALL, |s| s.as_str());
    all(DialogState::ALL, |s| s.as_str());
    all(ParticipantState::ALL, |s| s.as_str());
    all(Action::ALL, |s| s.as_str());
    all(&[StateCause::Busy, StateCause::NoResource], |s| s.as_str());
    assert_eq!(serde_json::to_string(&CtiFailure(260)).unwrap(), "260");
}

#[test]
fn every_resource_of_the_catalogue_goes_through_json_and_back() {
    macro_rules! all {
        ($($name:ident)*) => { $(
            let text = document(stringify!($name));
            let value: finesse_proto::$name<'_> = from_document(text.as_bytes(), stringify!($name)).unwrap();
            let json = serde_json::to_string(&value).unwrap();
            let again: finesse_proto::$name<'_> = serde_json::from_str(&json).unwrap();
            assert_eq!(again, value, stringify!($name));
        )* };
    }
    all! {
        ClusterConfig ConfigInfo ConnectedUsersInfo Contact Contacts Dialog Dialogs LayoutConfig Media MediaList
        MediaPropertiesLayout MediaPropertiesLayouts PhoneBook PhoneBooks Queue Queues ReasonCode ReasonCodes SystemConfig SystemInfo
        Team TeamLayoutConfig TeamMessage TeamMessages Teams User UserAuthMode Users Workflow WorkflowAction WorkflowActions Workflows
        WrapUpReason WrapUpReasons
    }
}

#[test]
fn gadgets_go_through_json_and_back() {
    let text = b"<Module><ModulePrefs title='a'/><UserPref name='x'/><Content type='html'>&lt;b/></Content></Module>";
    let gadget = Gadget::read(text).unwrap();
    let json = serde_json::to_string(&gadget).unwrap();
    assert_eq!(serde_json::from_str::<Gadget<'_>>(&json).unwrap(), gadget);
}

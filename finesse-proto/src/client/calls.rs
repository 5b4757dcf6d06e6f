//! The calls of the own user as the client knows them.

use std::collections::{BTreeMap, VecDeque};

use super::Event;
use super::mirror::{Change, Mirror};
use crate::dialog::DialogState;
use crate::node::Node;
use crate::resource::Dialog;
use crate::update::UpdateEvent;

/// Voice calls by dialog id. Tasks are not among them: what lists the calls does not list them, so that they would seem to be gone.
#[derive(Debug)]
pub(super) struct Calls {
    mirror: Mirror<DialogState>,
    /// Where the user is signed in, once it is known: who the user is in a call.
    extension: String,
}

/// Whether updates of other users' calls can come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Followed,
    No,
}

impl Calls {
    pub(super) const fn new() -> Self {
        Self { mirror: Mirror::new(), extension: String::new() }
    }

    pub(super) const fn items(&self) -> &BTreeMap<String, DialogState> {
        self.mirror.items()
    }

    pub(super) const fn ask(&mut self) {
        self.mirror.ask();
    }

    pub(super) fn give_up(&mut self) {
        self.mirror.give_up();
    }

    pub(super) fn signed_in_at(&mut self, extension: &str) {
        let extension = extension.trim();
        if !extension.is_empty() && self.extension != extension {
            extension.clone_into(&mut self.extension);
        }
    }

    /// Whether an update that came from there is about a call of the own user.
    pub(super) fn is_own(&self, user: &str, source: &str, dialog: &Dialog<'_>, others: Others) -> bool {
        if dialog.is_task() {
            return false;
        }
        match Node::parse(source) {
            Some(Node::UserDialogs(whose)) => whose.eq_ignore_ascii_case(user),
            // The update of one call does not say whose it is.
            _ => {
                others == Others::No
                    || self.items().contains_key(dialog.id.trim())
                    || (!self.extension.is_empty() && dialog.participant(&self.extension).is_some())
            }
        }
    }

    /// An update of a call of the own user.
    pub(super) fn tell(&mut self, event: UpdateEvent, dialog: Dialog<'static>, events: &mut VecDeque<Event>) {
        let now = (event != UpdateEvent::Delete).then(|| state(&dialog));
        self.mirror.tell(dialog.id.trim(), now);
        events.push_back(Event::Dialog { event, dialog: Box::new(dialog) });
    }

    /// The list of the calls.
    pub(super) fn answer(&mut self, dialogs: &[Dialog<'static>], events: &mut VecDeque<Event>) {
        let before: Vec<String> = self.items().keys().cloned().collect();
        let calls = || dialogs.iter().filter(|dialog| !dialog.is_task());
        let all = calls().map(|dialog| (dialog.id.trim().to_owned(), state(dialog)));
        let _: Vec<Change<DialogState>> = self.mirror.snapshot(all, |_, _| false);
        for dialog in calls() {
            // What an event told meanwhile stands, and was told.
            if self.items().get(dialog.id.trim()) == Some(&state(dialog)) {
                let dialog = Box::new(dialog.clone());
                events.push_back(Event::Dialog { event: UpdateEvent::Put, dialog });
            }
        }
        for id in before {
            if !self.items().contains_key(&id) {
                events.push_back(Event::CallGone { id });
            }
        }
    }
}

fn state(dialog: &Dialog<'_>) -> DialogState {
    dialog.dialog_state().unwrap_or(DialogState::Unknown)
}

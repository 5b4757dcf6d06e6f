//! What changed, for `listChange`.

use std::collections::VecDeque;

use axl_soap::{Answered, AxlCode, Call, Element, Fault, Uuid};

/// As many as a real server keeps in memory.
const MOST: usize = 100_000;
/// Bytes of the names that are kept with them: beyond, the oldest changes are forgotten earlier.
const MOST_BYTES: usize = 32 << 20;
/// How many one answer tells.
const AT_ONCE: usize = 1_000;

/// What was done to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Added,
    Updated,
    Removed,
}

#[derive(Debug)]
struct Change {
    id: u64,
    object: String,
    uuid: Uuid,
    action: Action,
    fields: Vec<String>,
}

/// The queue. Its id changes with each start of the emulator.
#[derive(Debug)]
pub(crate) struct Changes {
    queue: String,
    next: u64,
    kept: VecDeque<Change>,
    bytes: usize,
}

impl Change {
    fn bytes(&self) -> usize {
        self.fields.iter().map(|name| name.len() + size_of::<String>()).sum()
    }
}

impl Changes {
    pub(crate) const fn new(queue: String) -> Self {
        Self { queue, next: 1, kept: VecDeque::new(), bytes: 0 }
    }

    pub(crate) fn note(&mut self, object: &str, uuid: Uuid, action: Action, fields: Vec<String>) {
        let change = Change { id: self.next, object: object.to_owned(), uuid, action, fields };
        self.bytes += change.bytes();
        self.kept.push_back(change);
        self.next += 1;
        while self.kept.len() > MOST || (self.bytes > MOST_BYTES && self.kept.len() > 1) {
            self.bytes -= self.kept.pop_front().map_or(0, |old| old.bytes());
        }
    }

    /// Where the next change goes: for [`back_to`](Self::back_to).
    pub(crate) const fn mark(&self) -> u64 {
        self.next
    }

    /// Forgets what was noted since, as it was not kept in the end.
    pub(crate) fn back_to(&mut self, mark: u64) {
        while self.kept.back().is_some_and(|change| change.id >= mark) {
            self.bytes -= self.kept.pop_back().map_or(0, |undone| undone.bytes());
        }
        self.next = mark;
    }

    pub(crate) fn answer(&self, call: &Call) -> Result<Answered, Fault> {
        let start = match call.argument("startChangeId") {
            None => self.next,
            Some(start) if start.attribute("queueId") == Some(&self.queue) => {
                start.text().trim().parse().map_err(|_| lost())?
            }
            Some(_) => return Err(lost()),
        };
        let first = self.kept.front().map_or(self.next, |change| change.id);
        // What is behind the queue's end would swallow changes to come.
        if start < first || start > self.next {
            return Err(lost());
        }
        let objects: Vec<_> = call
            .argument("objectList")
            .map(|list| list.children().iter().map(Element::text).collect())
            .unwrap_or_default();
        let from = self.kept.partition_point(|change| change.id < start);
        let told: Vec<_> = self.kept.iter().skip(from).take(AT_ONCE).collect();
        let next = told.last().map_or(start.max(first), |change| change.id + 1);
        let changes = told
            .into_iter()
            .filter(|change| objects.is_empty() || objects.contains(&&*change.object))
            .map(element)
            .collect();
        let number = |name: &'static str, value: u64| Element::with_text(name, value.to_string());
        Ok(Answered::Bare(vec![
            Element::with_children(
                "queueInfo",
                vec![
                    number("firstChangeId", first),
                    number("lastChangeId", self.next - 1),
                    number("nextStartChangeId", next),
                    Element::with_text("queueId", self.queue.clone()),
                ],
            ),
            Element::with_children("changes", changes),
        ]))
    }
}

fn element(change: &Change) -> Element {
    let (letter, get) = match change.action {
        Action::Added => ("a", "true"),
        Action::Updated => ("u", "true"),
        Action::Removed => ("r", "false"),
    };
    let fields =
        change.fields.iter().map(|name| Element::new("changedTag").with_attribute("name", name.clone()));
    Element::with_children(
        "change",
        vec![
            Element::with_text("id", change.id.to_string()),
            Element::with_text("action", letter),
            Element::with_text("doGet", get),
            Element::with_children("changedTags", fields.collect()),
        ],
    )
    .with_attribute("type", change.object.clone())
    .with_attribute("uuid", change.uuid.to_axl())
}

fn lost() -> Fault {
    let text = "The queueId value does not match the server. This indicates that it is either incorrect or the \
                server restarted and a full sync is needed.";
    Fault::new(AxlCode::NOT_FOUND, text)
}

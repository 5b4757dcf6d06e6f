//! What changed, for `listChange`.

use std::collections::VecDeque;

use axl_soap::{Answered, AxlCode, Call, Element, Fault, Uuid};

/// As many as a real server keeps in memory.
const MOST: usize = 100_000;
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
}

impl Changes {
    pub(crate) const fn new(queue: String) -> Self {
        Self { queue, next: 1, kept: VecDeque::new() }
    }

    pub(crate) fn note(&mut self, object: &str, uuid: Uuid, action: Action, fields: Vec<String>) {
        if self.kept.len() >= MOST {
            self.kept.pop_front();
        }
        self.kept.push_back(Change { id: self.next, object: object.to_owned(), uuid, action, fields });
        self.next += 1;
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
        if start < first {
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

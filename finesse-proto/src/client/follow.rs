//! Teams and queues: what is subscribed explicitly, and what is known of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::Event;
use super::mirror::{Change, Mirror};
use crate::http::Target;
use crate::node::Node;
use crate::operation::Operation;
use crate::resource::{Queue, Queues, Team, User};
use crate::time::parse_time;
use crate::update::UpdateEvent;

#[derive(Debug)]
pub(super) struct Follow {
    nodes: BTreeSet<Node>,
    teams: BTreeMap<String, Mirror<User<'static>>>,
    queues: Mirror<Queue<'static>>,
    /// Queues whose figures are asked for and were not told since.
    asked: BTreeSet<String>,
    /// Nodes of queues that are followed because they are in a user's list.
    listed: BTreeSet<String>,
    /// Users of no known team, told of while the snapshot of a team was under way: it may show that they are members.
    strangers: BTreeMap<String, User<'static>>,
}

impl Default for Follow {
    fn default() -> Self {
        Self {
            nodes: BTreeSet::new(),
            teams: BTreeMap::new(),
            queues: Mirror::new(),
            asked: BTreeSet::new(),
            listed: BTreeSet::new(),
            strangers: BTreeMap::new(),
        }
    }
}

type Events = VecDeque<Event>;

/// Most users to keep so: a server has 2000 at most.
const MAX_STRANGERS: usize = 4096;

fn newer(ours: &User<'_>, theirs: &User<'_>) -> bool {
    parse_time(&theirs.state_change_time) > parse_time(&ours.state_change_time)
}

/// The request whose answer is the snapshot of a team.
fn team_snapshot(operation: &Operation) -> Option<&str> {
    match operation {
        Operation::GetTeam { team_id, include_logged_out_agents: None } => Some(team_id),
        _ => None,
    }
}

impl Follow {
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter()
    }

    pub(super) fn team(&self, id: &str) -> Option<&BTreeMap<String, User<'static>>> {
        self.teams.get(id).map(Mirror::items)
    }

    pub(super) const fn queues(&self) -> &BTreeMap<String, Queue<'static>> {
        self.queues.items()
    }

    /// Whether it is a new one.
    pub(super) fn add(&mut self, node: &Node) -> bool {
        if let Node::TeamUsers(id) = node {
            self.teams.entry(id.clone()).or_insert_with(Mirror::new);
        }
        self.nodes.insert(node.clone())
    }

    pub(super) fn remove(&mut self, node: &Node) -> bool {
        match node {
            Node::TeamUsers(id) => drop(self.teams.remove(id)),
            Node::Queue(id) => drop(self.queues.tell(id, None)),
            _ => {}
        }
        self.nodes.remove(node)
    }

    /// What has to be asked for once a node is subscribed.
    pub(super) fn snapshot_of(&self, node: &Node) -> Option<Operation> {
        if !self.nodes.contains(node) {
            return None;
        }
        Some(match node {
            Node::TeamUsers(id) => {
                Operation::GetTeam { team_id: id.clone(), include_logged_out_agents: None }
            }
            Node::Queue(id) => Operation::GetQueue { queue_id: id.clone() },
            Node::UserQueues(id) => Operation::GetUserQueues { id: id.clone() },
            _ => return None,
        })
    }

    pub(super) fn ask(&mut self, operation: &Operation) {
        if let Operation::GetQueue { queue_id } = operation {
            self.asked.insert(queue_id.clone());
        }
        if let Some(team) = team_snapshot(operation).and_then(|id| self.teams.get_mut(id)) {
            team.ask();
        }
    }

    /// A snapshot was refused with this status, or lost (0).
    pub(super) fn give_up(&mut self, operation: &Operation, status: u16, events: &mut Events) {
        if let Operation::GetQueue { queue_id } = operation {
            self.asked.remove(queue_id);
            // It was removed while nobody could tell.
            if status == 404
                && let Some(queue) = self.queues.tell(queue_id, None)
            {
                events.push_back(Event::Queue { event: UpdateEvent::Delete, queue: Box::new(queue) });
            }
        }
        if let Some(team) = team_snapshot(operation).and_then(|id| self.teams.get_mut(id)) {
            team.give_up();
        }
        self.forget_strangers();
    }

    fn forget_strangers(&mut self) {
        if !self.teams.values().any(Mirror::waits) {
            self.strangers.clear();
        }
    }

    /// The answer to the snapshot of a team.
    pub(super) fn take_team(&mut self, operation: &Operation, team: &Team<'static>, events: &mut Events) {
        let Some(id) = team_snapshot(operation) else { return };
        let Some(mirror) = self.teams.get_mut(id) else { return };
        let members = team.users.as_deref().unwrap_or_default();
        let all = members.iter().map(|user| {
            let login = user.login_id.trim().to_owned();
            // What was told while nobody knew that it is a member.
            let told = self.strangers.get(&login).filter(|told| !newer(told, user));
            (login, told.unwrap_or(user).clone())
        });
        for change in mirror.snapshot(all, newer) {
            let (event, user) = match change {
                Change::Came(user) => (UpdateEvent::Post, user),
                Change::Changed(user) => (UpdateEvent::Put, user),
                Change::Went(user) => (UpdateEvent::Delete, user),
            };
            events.push_back(Event::Member { team: id.to_owned(), event, user: Box::new(user) });
        }
        self.forget_strangers();
    }

    /// An update of a user. Whether it is a member of a team that is followed.
    pub(super) fn tell_user(
        &mut self,
        event: UpdateEvent,
        source: &str,
        user: &User<'static>,
        events: &mut Events,
    ) -> bool {
        let login = user.login_id.trim();
        // The source of who came or left is the team; that of who changed is the user, whatever node it came from.
        let named = team_of(source);
        let mut member = false;
        for (id, team) in &mut self.teams {
            let known = team.items().contains_key(login);
            let concerned = match named.as_deref() {
                Some(name) => name == id,
                None => known,
            };
            if !concerned {
                continue;
            }
            member = true;
            let now = if event == UpdateEvent::Delete { None } else { Some(user.clone()) };
            let before = team.tell(login, now);
            let event = match (event, before) {
                (UpdateEvent::Delete, _) => UpdateEvent::Delete,
                (_, None) => UpdateEvent::Post,
                (_, Some(_)) => UpdateEvent::Put,
            };
            events.push_back(Event::Member { team: id.clone(), event, user: Box::new(user.clone()) });
        }
        let waits = self.teams.values().any(Mirror::waits);
        if !member && waits && self.strangers.len() < MAX_STRANGERS {
            self.strangers.insert(login.to_owned(), user.clone());
        }
        member
    }

    pub(super) fn take_queue(&mut self, operation: &Operation, queue: &Queue<'static>, events: &mut Events) {
        let Operation::GetQueue { queue_id } = operation else { return };
        // Figures that an event brought meanwhile stand; those of before are old, and come again only when one changes.
        if !self.asked.remove(queue_id) || !self.follows_queue(queue_id) {
            return;
        }
        let event = match self.queues.tell(queue_id, Some(queue.clone())) {
            None => UpdateEvent::Post,
            Some(before) if before != *queue => UpdateEvent::Put,
            Some(_) => return,
        };
        events.push_back(Event::Queue { event, queue: Box::new(queue.clone()) });
    }

    /// An update of a queue. Whether it is one that is followed.
    pub(super) fn tell_queue(
        &mut self,
        event: UpdateEvent,
        source: &str,
        queue: &Queue<'static>,
        events: &mut Events,
    ) -> bool {
        let Some(Node::Queue(id)) = Node::parse(source) else { return false };
        if !self.follows_queue(&id) {
            return false;
        }
        let now = if event == UpdateEvent::Delete { None } else { Some(queue.clone()) };
        self.asked.remove(&id);
        self.queues.tell(&id, now);
        events.push_back(Event::Queue { event, queue: Box::new(queue.clone()) });
        true
    }

    fn follows_queue(&self, id: &str) -> bool {
        self.nodes.contains(&Node::Queue(id.to_owned()))
    }

    /// Whether a user's list of queues is followed.
    pub(super) fn follows_lists(&self) -> bool {
        self.nodes.iter().any(|node| matches!(node, Node::UserQueues(_)))
    }

    /// The answer to the snapshot of a user's list: its queues are followed, those that have left it no longer.
    pub(super) fn take_queues(&mut self, list: &Queues<'static>, events: &mut Events) {
        let ids: BTreeSet<String> = list.queues.iter().filter_map(|queue| queue_id(&queue.uri)).collect();
        let gone: Vec<String> = self.listed.difference(&ids).cloned().collect();
        for id in gone {
            self.leave_queue(&id, events);
        }
        for id in ids {
            self.join_queue(id, events);
        }
    }

    /// An update of a user's list.
    pub(super) fn tell_queues(&mut self, event: UpdateEvent, list: &Queues<'static>, events: &mut Events) {
        for queue in &list.queues {
            let Some(id) = queue_id(&queue.uri) else { continue };
            if event == UpdateEvent::Delete {
                self.leave_queue(&id, events);
            } else {
                self.join_queue(id, events);
            }
        }
    }

    fn join_queue(&mut self, id: String, events: &mut Events) {
        let node = Node::Queue(id.clone());
        if self.nodes.insert(node.clone()) {
            events.push_back(Event::Subscribe(node));
        }
        self.listed.insert(id);
    }

    fn leave_queue(&mut self, id: &str, events: &mut Events) {
        if !self.listed.remove(id) {
            return;
        }
        let node = Node::Queue(id.to_owned());
        self.nodes.remove(&node);
        events.push_back(Event::Unsubscribe(node));
        if let Some(queue) = self.queues.tell(id, None) {
            events.push_back(Event::Queue { event: UpdateEvent::Delete, queue: Box::new(queue) });
        }
    }
}

fn queue_id(uri: &str) -> Option<String> {
    match Node::parse(uri.trim())? {
        Node::Queue(id) => Some(id),
        _ => None,
    }
}

/// The team of a source `/finesse/api/Team/{id}`, or of its node.
fn team_of(source: &str) -> Option<String> {
    let mut segments = Target::new(source).segments();
    let head = [segments.next()?, segments.next()?, segments.next()?];
    (head == ["finesse", "api", "Team"]).then(|| segments.next().map(std::borrow::Cow::into_owned)).flatten()
}

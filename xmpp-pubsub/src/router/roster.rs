//! Contacts and subscriptions to presence (RFC 6121, 2 and 3), between accounts of this domain.

use xml_cursor::{Namespace as _, Writer};

use crate::{Condition, Iq, IqType, Jid, Ns, PresenceType, Stanza};

use super::Router;

/// Who sees whose presence.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Subscription {
    /// Neither.
    #[default]
    None,
    /// The account sees the contact's.
    To,
    /// The contact sees the account's.
    From,
    /// Each sees the other's.
    Both,
}

impl Subscription {
    /// The attribute's value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::To => "to",
            Self::From => "from",
            Self::Both => "both",
        }
    }

    /// The account sees the contact's presence.
    #[must_use]
    pub const fn is_to(self) -> bool {
        matches!(self, Self::To | Self::Both)
    }

    /// The contact sees the account's presence.
    #[must_use]
    pub const fn is_from(self) -> bool {
        matches!(self, Self::From | Self::Both)
    }

    const fn of(to: bool, from: bool) -> Self {
        match (to, from) {
            (false, false) => Self::None,
            (true, false) => Self::To,
            (false, true) => Self::From,
            (true, true) => Self::Both,
        }
    }
}

/// A contact of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RosterItem {
    /// The contact's bare address.
    pub jid: Jid,
    /// The account's name for it.
    pub name: Option<String>,
    /// The account's groups that hold it.
    pub groups: Vec<String>,
    /// Who sees whose presence.
    pub subscription: Subscription,
    /// The account has asked for the contact's presence.
    pub ask: bool,
    /// The contact has asked for the account's presence. Not shown in the roster.
    pub asked: bool,
    /// The account knows of it; `false`: it is only here because the contact has asked.
    pub listed: bool,
    /// What it asked with, for resources that are not there yet (RFC 6121, 3.1.3).
    wish: Option<Box<Stanza>>,
}

impl RosterItem {
    /// A contact with a subscription, without a name.
    #[must_use]
    pub fn new(jid: &Jid, subscription: Subscription) -> Self {
        Self {
            jid: jid.to_bare(),
            name: None,
            groups: Vec::new(),
            subscription,
            ask: false,
            asked: false,
            listed: true,
            wish: None,
        }
    }

    fn is_shown(&self) -> bool {
        self.listed || self.subscription != Subscription::None || self.ask
    }

    /// What the roster shows of it.
    fn shown(&self) -> (&Option<String>, &[String], Subscription, bool) {
        (&self.name, &self.groups, self.subscription, self.ask)
    }

    /// Nothing is left of a contact that the account does not know of.
    fn is_nothing(&self) -> bool {
        !self.is_shown() && !self.asked
    }

    fn write(&self, writer: &mut Writer<'_, Vec<u8>>) {
        writer.start("item").attr("jid", self.jid.as_str()).attr_opt("name", self.name.as_deref());
        writer
            .attr("subscription", self.subscription.name())
            .attr_opt("ask", self.ask.then_some("subscribe"));
        for group in &self.groups {
            writer.leaf("group", group);
        }
        writer.end("item");
    }
}

/// Longest name and longest group of a contact, in octets (RFC 6121, 2.3.3, lets a server choose).
const MAX_NAME: usize = 1023;
/// Groups that one contact may be in.
const MAX_GROUPS: usize = 32;
/// Longest request for presence that is kept with its words; of a longer one the request alone.
const MAX_WISH: usize = 1024;

/// Whether a resource wants to hear of changes of its roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interest {
    None,
    Changes,
    /// With the version that comes of them.
    Versions,
}

impl Router {
    /// Puts a contact into an account's roster, as an administrator would: without asking anybody. The contact's own
    /// roster is another call.
    pub fn set_contact(&mut self, account: &Jid, item: RosterItem) {
        let bare = account.to_bare();
        self.accounts.entry(bare.clone()).or_default().contacts.insert(item.jid.clone(), item.clone());
        self.strangers.remove(&bare);
        if item.is_shown() {
            self.push(&bare, &item);
        }
    }

    /// An account's roster.
    pub fn contacts(&self, account: &Jid) -> impl Iterator<Item = &RosterItem> {
        self.accounts.get(account.bare_str()).map(|account| account.contacts.values()).into_iter().flatten()
    }

    pub(super) fn roster_request(&mut self, jid: &Jid, stanza: &Stanza, iq: &Iq<'_>) {
        if iq.ty == IqType::Set {
            return match self.roster_set(jid, iq) {
                Ok(()) => self.answer(jid, stanza.result_reply("")),
                Err(condition) => self.bounce(stanza, condition),
            };
        }
        let known = iq.payload.as_ref().and_then(|query| query.attr("ver"));
        let version = known.as_ref().map(|_| self.roster_version(jid));
        let interest = if known.is_some() { Interest::Versions } else { Interest::Changes };
        if let Some(resource) = self.resource_mut(jid) {
            resource.interest = interest;
        }
        // The client has this one: an empty answer (RFC 6121, 2.6.2).
        let reply = if known.is_some() && known.as_deref() == version.as_deref() {
            stanza.result_reply("")
        } else {
            let items: Vec<_> = self.contacts(jid).filter(|item| item.is_shown()).collect();
            stanza.result_reply("").with_written(|writer| {
                writer.start("query").ns(Ns::Roster.uri()).attr_opt("ver", version.as_deref());
                items.iter().for_each(|item| item.write(writer));
                writer.end("query");
            })
        };
        self.answer(jid, reply);
    }

    /// Of this router's life, and of its last change; 0, as long as there is nothing. Nobody else gives it a meaning.
    fn roster_version(&self, account: &Jid) -> String {
        let count = self.accounts.get(account.bare_str()).map_or(0, |account| account.roster_version);
        format!("{}-{count}", self.epoch)
    }

    /// One item is added, changed or removed (PRS-7).
    fn roster_set(&mut self, jid: &Jid, iq: &Iq<'_>) -> Result<(), Condition> {
        let mut cursor = iq.cursor();
        let bad = |_| Condition::BadRequest;
        let tag = cursor.child().map_err(bad)?.ok_or(Condition::BadRequest)?;
        let contact = tag.attr("jid").ok_or(Condition::BadRequest)?;
        let contact = Jid::new(&contact).map_err(|_| Condition::JidMalformed)?.to_bare();
        let name = tag.attr("name").map(Into::<String>::into);
        if name.as_ref().is_some_and(|name| name.len() > MAX_NAME) {
            return Err(Condition::NotAcceptable);
        }
        let mut groups: Vec<String> = Vec::new();
        while let Some(child) = cursor.child().map_err(bad)? {
            if child.is(Ns::Roster, "group") {
                let group = cursor.text().map_err(bad)?.into_owned();
                if group.is_empty() || group.len() > MAX_NAME || groups.len() >= MAX_GROUPS {
                    return Err(Condition::NotAcceptable);
                }
                if groups.contains(&group) {
                    return Err(Condition::BadRequest);
                }
                groups.push(group);
            } else {
                cursor.skip().map_err(bad)?;
            }
        }
        if cursor.child().map_err(bad)?.is_some() || !tag.is(Ns::Roster, "item") {
            return Err(Condition::BadRequest);
        }
        let bare = jid.to_bare();
        if tag.attr("subscription").as_deref() == Some("remove") {
            return self.remove_contact(&bare, &contact);
        }
        let max = self.config.max_contacts;
        let contacts = &mut self.accounts.entry(bare.clone()).or_default().contacts;
        if contacts.len() >= max && !contacts.contains_key(&contact) {
            return Err(Condition::ResourceConstraint);
        }
        let fresh = RosterItem::new(&contact, Subscription::None);
        let item = contacts.entry(contact).or_insert(fresh);
        (item.name, item.groups, item.listed) = (name, groups, true);
        let item = item.clone();
        self.push(&bare, &item);
        Ok(())
    }

    fn remove_contact(&mut self, account: &Jid, contact: &Jid) -> Result<(), Condition> {
        let contacts = self.accounts.get_mut(account).map(|account| &mut account.contacts);
        let item = contacts.and_then(|contacts| contacts.remove(contact)).ok_or(Condition::ItemNotFound)?;
        for (ty, applies) in [
            (PresenceType::Unsubscribe, item.subscription.is_to() || item.ask),
            (PresenceType::Unsubscribed, item.subscription.is_from()),
        ] {
            if applies {
                let stanza = Stanza::presence(ty).with_from(account.clone()).with_to(contact.clone());
                self.route(stanza);
            }
        }
        if item.is_shown() {
            self.push_removal(account, contact);
        }
        Ok(())
    }

    /// Tells of a contact that has changed; one that is no longer shown is removed.
    fn push_change(&mut self, account: &Jid, old: &RosterItem, new: &RosterItem) {
        match (old.is_shown(), new.is_shown()) {
            (_, true) if old.shown() != new.shown() || !old.is_shown() => self.push(account, new),
            (true, false) => self.push_removal(account, &new.jid),
            _ => {}
        }
    }

    fn push(&mut self, account: &Jid, item: &RosterItem) {
        let mut text = Vec::new();
        item.write(&mut Writer::new(&mut text));
        self.push_text(account, &String::from_utf8_lossy(&text));
    }

    fn push_removal(&mut self, account: &Jid, contact: &Jid) {
        let mut text = String::new();
        let mut writer = Writer::new(&mut text);
        writer.start("item").attr("jid", contact.as_str()).attr("subscription", "remove").end("item");
        self.push_text(account, &text);
    }

    /// To every resource that has asked for the roster.
    fn push_text(&mut self, account: &Jid, item: &str) {
        let Some(state) = self.accounts.get_mut(account) else { return };
        self.clock += 1;
        state.roster_version = self.clock;
        let resources =
            state.resources.iter().map(|resource| (resource.name.clone(), resource.conn, resource.interest));
        let resources: Vec<_> = resources.filter(|(.., interest)| *interest != Interest::None).collect();
        let version = self.roster_version(account);
        for (name, conn, interest) in resources {
            let Ok(to) = account.with_resource(&name) else { continue };
            let ver = match interest {
                Interest::Versions => format!(" ver='{version}'"),
                _ => String::new(),
            };
            let push = Stanza::iq(IqType::Set, &self.chance.token()).with_to(to);
            let push = push.with_content(format!("<query xmlns='{}'{ver}>{item}</query>", Ns::Roster.uri()));
            self.send(conn, push);
        }
    }

    /// A client's subscription stanza: changes its own roster, then goes to the contact (RFC 6121, 3 and appendix A).
    pub(super) fn subscription_from(
        &mut self,
        account: &Jid,
        contact: &Jid,
        ty: PresenceType,
        stanza: Stanza,
    ) {
        let max = self.config.max_contacts;
        let contacts = &mut self.accounts.entry(account.clone()).or_default().contacts;
        if !contacts.contains_key(contact) {
            // Only a wish for their presence makes a contact of a stranger.
            if ty == PresenceType::Subscribe && contacts.len() < max {
                contacts.insert(contact.clone(), RosterItem::new(contact, Subscription::None));
            } else {
                return;
            }
        }
        let Some(item) = contacts.get_mut(contact) else { return };
        let old = item.clone();
        let (to, from) = (item.subscription.is_to(), item.subscription.is_from());
        match ty {
            PresenceType::Subscribe => item.ask = !to,
            PresenceType::Unsubscribe => {
                (item.subscription, item.ask) = (Subscription::of(false, from), false)
            }
            PresenceType::Subscribed if item.asked => {
                (item.subscription, item.asked, item.wish) = (Subscription::of(to, true), false, None);
            }
            // Nobody asked: RFC 6121, 3.1.5, keeps it from the contact.
            PresenceType::Subscribed => return,
            PresenceType::Unsubscribed => {
                (item.subscription, item.asked, item.wish) = (Subscription::of(to, false), false, None);
            }
            _ => return,
        }
        // Whom the account has asked or admitted, it knows.
        item.listed |= item.ask || item.subscription != Subscription::None;
        let new = item.clone();
        self.push_change(account, &old, &new);
        self.forget_if_nothing(account, &new);
        let out = stanza.with_from(account.clone()).with_to(contact.clone());
        self.route(out);
        // The contact learns, or no longer sees, who is there.
        for jid in self.available(account).collect::<Vec<_>>() {
            let presence = self.resource(&jid).and_then(|resource| resource.presence.clone());
            match ty {
                PresenceType::Subscribed => {
                    if let Some(presence) = presence {
                        self.route_presence(contact, &presence);
                    }
                }
                PresenceType::Unsubscribed if from => {
                    let gone = Stanza::presence(PresenceType::Unavailable).with_from(jid);
                    self.route_presence(contact, &gone);
                }
                _ => {}
            }
        }
    }

    /// A contact of whom nothing is left, and an account of which nothing is left.
    fn forget_if_nothing(&mut self, account: &Jid, item: &RosterItem) {
        if !item.is_nothing() {
            return;
        }
        let Some(state) = self.accounts.get_mut(account) else { return };
        state.contacts.remove(&item.jid);
        if state.resources.is_empty() && state.contacts.is_empty() {
            self.accounts.remove(account);
            self.strangers.remove(account);
        }
    }

    /// Requests that came while nobody was there, and have not been answered (RFC 6121, 3.1.3).
    pub(super) fn send_wishes(&mut self, jid: &Jid) {
        let Some(conn) = self.conn(jid) else { return };
        let wishes: Vec<_> = self.contacts(jid).filter_map(|item| item.wish.clone()).collect();
        for wish in wishes {
            self.send(conn, wish.with_to(jid.clone()));
        }
    }

    /// Room for a wish to somebody who has never been here: they may come. Whether they exist, the asker does not learn.
    fn make_room_for(&mut self, account: &Jid) -> bool {
        if self.accounts.contains_key(account) {
            return true;
        }
        if self.strangers.len() >= self.config.max_strangers {
            return false;
        }
        self.strangers.insert(account.clone());
        self.accounts.insert(account.clone(), super::Account::default());
        true
    }

    /// A subscription stanza that arrives at a local account.
    pub(super) fn subscription_to(&mut self, to: &Jid, ty: PresenceType, stanza: Stanza) {
        let (account, Some(contact)) = (to.to_bare(), stanza.from().map(Jid::to_bare)) else { return };
        if ty == PresenceType::Subscribe && !self.make_room_for(&account) {
            return;
        }
        let max = self.config.max_contacts;
        // PRS-6: who does not exist cannot be told from who does not care.
        let Some(state) = self.accounts.get_mut(&account) else { return };
        if ty == PresenceType::Subscribe && state.contacts.len() < max {
            let fresh = RosterItem { listed: false, ..RosterItem::new(&contact, Subscription::None) };
            state.contacts.entry(contact.clone()).or_insert(fresh);
        }
        let Some(item) = state.contacts.get_mut(&contact) else { return };
        let old = item.clone();
        let (is_to, is_from) = (item.subscription.is_to(), item.subscription.is_from());
        match ty {
            PresenceType::Subscribe if is_from => {
                // Granted before: the server answers.
                let reply = Stanza::presence(PresenceType::Subscribed).with_from(account).with_to(contact);
                return self.route(reply);
            }
            PresenceType::Subscribe => {
                let wish = stanza.clone().with_from(contact.clone()).with_to(account.clone());
                let bare = || Stanza::presence(ty).with_from(contact.clone()).with_to(account.clone());
                let wish = if wish.size() > MAX_WISH { bare() } else { wish };
                (item.asked, item.wish) = (true, Some(Box::new(wish)));
            }
            PresenceType::Subscribed if item.ask => {
                (item.subscription, item.ask) = (Subscription::of(true, is_from), false);
            }
            PresenceType::Unsubscribe if is_from || item.asked => {
                (item.subscription, item.asked, item.wish) = (Subscription::of(is_to, false), false, None);
            }
            PresenceType::Unsubscribed if is_to || item.ask => {
                (item.subscription, item.ask) = (Subscription::of(false, is_from), false);
            }
            // It changes nothing: RFC 6121, appendix A.3, keeps it from the user.
            _ => return,
        }
        let new = item.clone();
        // Asked once more: the user has been told.
        if !(old.asked && ty == PresenceType::Subscribe) {
            self.send_to_available(&account, &stanza.with_from(contact));
        }
        self.push_change(&account, &old, &new);
        self.forget_if_nothing(&account, &new);
    }
}

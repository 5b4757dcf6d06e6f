//! What owners do to nodes: create, configure, delete (XEP-0060, 8.1–8.4).

use std::sync::Arc;

use super::super::event::{self, Event};
use super::super::forms::{self, FormContext};
use super::super::ids;
use super::super::name::NodeId;
use super::super::node_config::NodeConfig;
use super::super::refusal::{
    FORBIDDEN, NO_NODE, NOT_ACCEPTABLE, NOT_ALLOWED, OUT_OF_RESOURCES, Reason, Refusal,
};
use super::super::request::{Answer, Refused};
use super::super::storage::{Change, NodeRecord, Redirect, Storage};
use super::super::time::Now;
use super::super::words::{Affiliation, Feature, NodeType, SendLast};
use super::Service;
use super::affiliations::Affiliations;
use super::collections::Plan;
use super::config::Creators;
use super::lists::{self, Room};
use super::node::{Held, NodeKey};
use super::outbox::Audience;
use crate::{Condition, DataForm, FormType, Jid};

impl<S: Storage> Service<S> {
    pub(super) fn form_context(&self) -> FormContext {
        FormContext { features: self.config.features, limits: self.config.limits }
    }

    pub(super) fn may_create(&self, from: &Jid) -> Result<(), Refusal> {
        if self.is_admin(from.bare_str()) {
            return Ok(());
        }
        match &self.config.creators {
            Creators::Everybody => Ok(()),
            Creators::Domain(domain) if from.domain() == domain => Ok(()),
            Creators::Domain(_) => Err(Refusal::new(Condition::RegistrationRequired)),
            Creators::Admins => Err(FORBIDDEN),
        }
    }

    pub(super) fn create(
        &mut self,
        now: Now,
        from: &Jid,
        name: Option<NodeId>,
        form: Option<&DataForm>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::CreateNodes)?;
        self.may_create(from)?;
        let name = match name {
            Some(name) => name,
            None if self.config.features.has(Feature::InstantNodes) => {
                NodeId::new(ids::as_str(&self.ids.text()))
            }
            None => return Err(NOT_ACCEPTABLE.because(Reason::NodeIdRequired).into()),
        };
        if self.nodes.key(name.as_str()).is_some() {
            return Err(Refusal::new(Condition::Conflict).into());
        }
        self.check_room_for_node(from, &name)?;
        let form = form.filter(|_| self.config.features.has(Feature::CreateAndConfigure));
        let mut config = match form {
            Some(form) => forms::read_config(form, &self.defaults, self.form_context())?,
            None => (*self.defaults).clone(),
        };
        let children = forms::take_children(form, &mut config);
        let plan = self.plan(from, None, &mut config, children)?;
        let key = self.make_node(now, from, name.clone(), config, &plan)?;
        self.tell_created(key);
        self.tell_links(key, &plan);
        Ok(Answer::Created(name))
    }

    pub(super) fn make_node(
        &mut self,
        now: Now,
        from: &Jid,
        name: NodeId,
        config: NodeConfig,
        plan: &Plan,
    ) -> Result<NodeKey, Refusal> {
        let owner = from.to_bare();
        let record = NodeRecord {
            node: name.clone(),
            creator: owner.clone(),
            created: now.utc,
            config,
            affiliations: vec![(owner.clone(), Affiliation::Owner)],
            subscriptions: Vec::new(),
        };
        self.storage.save(Change::Created(&record))?;
        if let Err(refusal) = self.keep_plan(&name, plan) {
            let _ = self.storage.save(Change::Deleted(&name, self.moved.get(name.as_str())));
            return Err(refusal);
        }
        self.moved.remove(name.as_str());
        let affiliations = Affiliations::of_owner(owner.clone());
        let key = self.enter_node(name, owner, now.utc, record.config, affiliations);
        self.link(key, plan);
        self.enter_awaiting(now, key);
        Ok(key)
    }

    pub(super) fn configuration(&self, from: &Jid, name: Option<NodeId>) -> Result<Answer, Refused> {
        self.offers(Feature::ConfigNode)?;
        let key = self.find_configurable(name.as_ref(), from)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let form = self.config_form(key, &node.config, FormType::Form);
        Ok(Answer::Configuration(node.id.clone(), form))
    }

    pub(super) fn configure(
        &mut self,
        now: Now,
        from: &Jid,
        name: Option<NodeId>,
        form: &DataForm,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::ConfigNode)?;
        let key = self.find_configurable(name.as_ref(), from)?;
        if forms::is_cancel(form) {
            return Ok(Answer::Done);
        }
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let mut config = forms::read_config(form, &node.config, self.form_context())?;
        let children = forms::take_children(Some(form), &mut config);
        let plan = self.plan(from, Some(key), &mut config, children)?;
        self.keep_config(key, &config, &plan)?;
        let config = self.shared_config(config);
        self.nodes.set_config(key, Arc::clone(&config));
        if (config.persist_items
            || config.node_type == NodeType::Collection
            || config.send_last_published_item == SendLast::Never)
            && let Some(node) = self.nodes.get_mut(key)
        {
            node.last = None;
        }
        self.link(key, &plan);
        self.review(Some(now), key);
        self.watch_items(now, key);
        let kept = config.max_items.or_limit(self.config.limits.max_items) as usize;
        self.drop_excess(key, &config, kept);
        self.tell_links(key, &plan);
        if config.notify_config {
            let Some(node) = self.nodes.get(key) else { return Ok(Answer::Done) };
            // PS-CFG-2: the form is a payload.
            let form = config.deliver_payloads.then(|| self.config_form(key, &config, FormType::Result));
            let body = event::write(&Event::Configured { node: node.id.clone(), form });
            self.notify_plain(key, &body);
            self.tell_node_above(key, &body, Some(Audience::Subscribed));
        }
        Ok(Answer::Done)
    }

    /// Keeps a configuration with what follows from it; all of it or nothing.
    fn keep_config(&mut self, key: NodeKey, config: &NodeConfig, plan: &Plan) -> Result<(), Refusal> {
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let (name, old) = (node.id.clone(), Arc::clone(&node.config));
        self.storage.save(Change::Configured(&name, config))?;
        let mut kept = self.keep_plan(&name, plan);
        if kept.is_ok() && old.persist_items && !config.persist_items {
            kept = self.storage.purge(&name).map_err(Refusal::from);
            if kept.is_err() {
                self.take_back(plan);
            }
        }
        if kept.is_err() {
            // The storage already fails; what it does not take back is its loss.
            let _ = self.storage.save(Change::Configured(&name, &old));
        }
        kept
    }

    /// The node of a request about its configuration. The root has none that could be changed (COL-6).
    fn find_configurable(&self, name: Option<&NodeId>, from: &Jid) -> Result<NodeKey, Refusal> {
        if name.is_none() && self.collects() { Err(NOT_ALLOWED) } else { self.find_owned(name, from) }
    }

    pub(super) fn default_configuration(&self) -> Result<Answer, Refused> {
        self.offers(Feature::ConfigNode)?;
        self.offers(Feature::RetrieveDefault)?;
        let form = forms::config_form(&self.defaults, Some(Vec::new()), FormType::Form, self.config.features);
        Ok(Answer::DefaultConfiguration(form))
    }

    /// The configuration of a node as a form. Children that are more than an answer holds are left out, and what is left
    /// out is not changed by a form that is sent back (FORM-5); discovery lists them in pages.
    fn config_form(&self, key: NodeKey, config: &NodeConfig, ty: FormType) -> DataForm {
        let mut room = Room::new(self.config.limits.answer / 2);
        let children: Vec<String> = self
            .down(key)
            .filter_map(|child| self.nodes.get(child))
            .take_while(|child| room.takes(lists::entry(&[child.id.as_str()])))
            .map(|child| child.id.to_string())
            .collect();
        let children = Some(children).filter(|_| !room.is_full());
        forms::config_form(config, children, ty, self.config.features)
    }

    pub(super) fn delete(
        &mut self,
        from: &Jid,
        name: Option<NodeId>,
        redirect: Option<String>,
    ) -> Result<Answer, Refused> {
        self.offers(Feature::DeleteNodes)?;
        if name.is_none() {
            // The service itself is the root of all nodes.
            return Err(NOT_ALLOWED.into());
        }
        let key = self.find_owned(name.as_ref(), from)?;
        if let Some(uri) = &redirect {
            if uri.len() > self.config.limits.name {
                return Err(NOT_ACCEPTABLE.into());
            }
            let by = from.bare_str();
            if !self.moved.has_room(&self.config.limits, by, self.is_admin(by)) {
                return Err(OUT_OF_RESOURCES.into());
            }
        }
        let orphans = self.keep_orphans(key)?;
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        let moved = redirect.clone().map(|uri| Redirect { node: node.id.clone(), uri, by: from.to_bare() });
        if let Err(failure) = self.storage.save(Change::Deleted(&node.id, moved.as_ref())) {
            self.take_back(&orphans);
            return Err(failure.into());
        }
        if let Some(moved) = moved {
            self.moved.insert(moved);
        }
        let node = self.nodes.get(key).ok_or(NO_NODE)?;
        if node.config.notify_delete {
            let body = event::write(&Event::Deleted { node: node.id.clone(), redirect });
            self.out.event(
                &body,
                node.subscribers.snapshot(),
                node.config.notification_type,
                Audience::All,
                false,
            );
            self.tell_node_above(key, &body, Some(Audience::All));
        }
        self.forget_node(key);
        Ok(Answer::Done)
    }

    /// Takes a node out. Its automatic subscriptions wait for a node of that name.
    pub(super) fn forget_node(&mut self, key: NodeKey) {
        self.unlink(key);
        let Some(node) = self.nodes.remove(key) else { return };
        self.timers.clear(super::timers::Due::Item(key));
        for entry in node.subscribers.iter() {
            for subscription in entry.subscriptions() {
                self.timers.clear(super::timers::Due::Lease(key, entry.peer.number, subscription.id));
                if subscription.automatic {
                    self.awaiting.entry(node.id.clone()).or_default().insert(entry.peer.jid.clone());
                }
            }
            self.accounts.unsubscribed(&entry.peer, key, Held::of(entry.subscriptions()), true);
        }
        for (jid, _) in node.affiliations.iter() {
            self.accounts.affiliated(jid, key, Affiliation::None);
        }
        self.accounts.unmade(&node.creator);
    }
}

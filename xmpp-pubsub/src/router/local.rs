//! What a domain answers for itself and for its accounts.

use xml_cursor::Namespace as _;

use crate::{Condition, DiscoInfo, DiscoItem, DiscoItems, Iq, IqType, Jid, Kind, Ns, Stanza};

use super::Router;

impl Router {
    /// An iq that an account's client sends to its own account.
    pub(super) fn answer_account(&mut self, jid: &Jid, stanza: &Stanza) {
        let iq = match stanza.as_iq() {
            Ok(iq) => iq,
            Err(error) => return self.bounce_with(stanza, &error),
        };
        match &iq {
            iq if !iq.ty.is_request() => {}
            iq if iq.is(Ns::Roster, "query") => self.roster_request(jid, stanza, iq),
            iq if iq.ty == IqType::Get && iq.is(Ns::Ping, "ping") => {
                self.answer(jid, stanza.result_reply(""))
            }
            iq if iq.ty == IqType::Get && iq.is(Ns::DiscoInfo, "query") => {
                let info = DiscoInfo::new("account", "registered", "");
                self.answer(jid, stanza.result_reply("").with_written(|writer| info.write(writer)));
            }
            iq if iq.ty == IqType::Get && iq.is(Ns::DiscoItems, "query") => {
                let items = DiscoItems::default();
                self.answer(jid, stanza.result_reply("").with_written(|writer| items.write(writer)));
            }
            _ => self.bounce(stanza, Condition::ServiceUnavailable),
        }
    }

    /// An iq to another's account, or to a resource that is not there, whether there is such an account or not
    /// (DISCO-4): contacts who may see it learn that it is one; that it holds nothing, everybody.
    pub(super) fn answer_stranger(&mut self, to: &Jid, stanza: &Stanza) {
        let Ok(iq) = stanza.as_iq() else { return self.bounce(stanza, Condition::ServiceUnavailable) };
        let whole = to.is_bare() && iq.payload.as_ref().is_some_and(|payload| payload.attr("node").is_none());
        let seen = stanza.from().is_some_and(|from| self.is_subscriber(to, from));
        match &iq {
            iq if !whole || iq.ty != IqType::Get => self.bounce(stanza, Condition::ServiceUnavailable),
            iq if iq.is(Ns::DiscoItems, "query") => {
                let items = DiscoItems::default();
                self.route(stanza.result_reply("").with_written(|writer| items.write(writer)));
            }
            iq if iq.is(Ns::DiscoInfo, "query") && seen => {
                let info = DiscoInfo::new("account", "registered", "");
                self.route(stanza.result_reply("").with_written(|writer| info.write(writer)));
            }
            _ => self.bounce(stanza, Condition::ServiceUnavailable),
        }
    }

    /// A stanza to the domain itself (STZ-11).
    pub(super) fn answer_domain(&mut self, stanza: &Stanza) {
        if stanza.kind() != Kind::Iq {
            return;
        }
        let iq = match stanza.as_iq() {
            Ok(iq) => iq,
            Err(error) => return self.bounce_with(stanza, &error),
        };
        let node = iq.payload.as_ref().and_then(|payload| payload.attr("node"));
        let resource = iq.to.and_then(Jid::resource);
        match self.domain_payload(&iq) {
            _ if !iq.ty.is_request() => {}
            Some(payload) if node.is_none() && resource.is_none() => {
                self.route(stanza.result_reply("").with_content(payload));
            }
            Some(_) if node.is_some() => self.bounce(stanza, Condition::ItemNotFound),
            _ => self.bounce(stanza, Condition::ServiceUnavailable),
        }
    }

    fn domain_payload(&self, iq: &Iq<'_>) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        let mut writer = xml_cursor::Writer::under(&mut out, Ns::Client.uri());
        match iq.ty {
            IqType::Get if iq.is(Ns::Ping, "ping") => {}
            IqType::Get if iq.is(Ns::DiscoInfo, "query") => {
                let info = DiscoInfo::new("server", "im", "").with_feature(Ns::DiscoItems.uri());
                info.with_feature(Ns::Ping.uri()).with_feature(Ns::Roster.uri()).write(&mut writer);
            }
            IqType::Get if iq.is(Ns::DiscoItems, "query") => {
                let item = |jid: &Jid| DiscoItem { jid: jid.clone(), node: None, name: None };
                let items = self.config.services.iter().map(item).collect();
                DiscoItems { node: None, items }.write(&mut writer);
            }
            _ => return None,
        }
        Some(out)
    }

    /// The account's answer to its own client.
    pub(super) fn answer(&mut self, jid: &Jid, reply: Stanza) {
        if let Some(conn) = self.conn(jid) {
            self.send(conn, reply);
        }
    }
}

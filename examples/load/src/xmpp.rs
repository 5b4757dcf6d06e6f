//! What sessions and the publisher say.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::tally::Mark;

pub(crate) const PUBSUB: &str = "http://jabber.org/protocol/pubsub";

/// `<auth/>` with a password in clear, as SASL PLAIN has it.
pub(crate) fn auth(user: &str, password: &str) -> String {
    let text = STANDARD.encode(format!("\0{user}\0{password}"));
    format!("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{text}</auth>")
}

pub(crate) fn bind(resource: &str) -> String {
    format!(
        "<iq type='set' id='bind' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
         <resource>{resource}</resource></bind></iq>"
    )
}

pub(crate) const PRESENCE: &str = "<presence xmlns='jabber:client'/>";

pub(crate) fn subscribe(service: &str, node: &str, jid: &str) -> String {
    format!(
        "<iq type='set' to='{service}' id='sub' xmlns='jabber:client'><pubsub xmlns='{PUBSUB}'>\
         <subscribe node='{node}' jid='{jid}'/></pubsub></iq>"
    )
}

pub(crate) fn create(service: &str, id: &str, node: &str) -> String {
    let field = |name: &str, value: &str| format!("<field var='{name}'><value>{value}</value></field>");
    let form = [
        format!("<field var='FORM_TYPE' type='hidden'><value>{PUBSUB}#node_config</value></field>"),
        field("pubsub#persist_items", "0"),
        field("pubsub#access_model", "open"),
        field("pubsub#send_last_published_item", "never"),
    ];
    format!(
        "<iq type='set' to='{service}' id='{id}'><pubsub xmlns='{PUBSUB}'><create node='{node}'/><configure>\
         <x xmlns='jabber:x:data' type='submit'>{}</x></configure></pubsub></iq>",
        form.concat()
    )
}

/// A publish of an event in the shape of a Finesse user's, escaped, of about this size.
pub(crate) fn publish(service: &str, id: u64, node: &str, mark: Mark, event: &str) -> String {
    format!(
        "<iq type='set' to='{service}' id='p{id}'><pubsub xmlns='{PUBSUB}'><publish node='{node}'>\
         <item id='i{id}'><notification xmlns='{PUBSUB}'>{}{event}</notification></item></publish></pubsub></iq>",
        mark.to_text()
    )
}

/// An event of this size, as text.
pub(crate) fn event(size: usize) -> String {
    let mut text = String::from(
        "<Update><data><user><dialogs>/finesse/api/User/1001/Dialogs</dialogs><extension>1001001</extension>\
         <firstName>A</firstName><lastName>B</lastName><loginId>1001</loginId><loginName>agent1</loginName>\
         <mediaType>1</mediaType><reasonCodeId>-1</reasonCodeId><roles><role>Agent</role></roles><settings>\
         <wrapUpOnIncoming>OPTIONAL</wrapUpOnIncoming></settings><state>NOT_READY</state>\
         <stateChangeTime>2024-01-01T00:00:00.000Z</stateChangeTime><teamId>5000</teamId><teamName>Team</teamName>\
         <uri>/finesse/api/User/1001</uri></user></data><event>PUT</event><source>/finesse/api/User/1001</source>",
    );
    while text.len() + "<pad></pad></Update>".len() + 10 < size {
        text.push_str("<pad>0123456789</pad>");
    }
    text.push_str("</Update>");
    text.replace('<', "&lt;").replace('>', "&gt;")
}

/// The value of an attribute, wherever it stands first.
pub(crate) fn attribute(text: &str, name: &str) -> Option<String> {
    for quote in ['\'', '"'] {
        if let Some((_, rest)) = text.split_once(&format!(" {name}={quote}")) {
            return rest.split(quote).next().map(str::to_owned);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_about_the_size_asked_for() {
        let plain = event(1500).replace("&lt;", "<").replace("&gt;", ">");
        assert!((1450..=1500).contains(&plain.len()), "{}", plain.len());
    }

    #[test]
    fn attributes_are_found_in_either_quotes() {
        assert_eq!(attribute("<body sid='a' xmlns=\"b\">", "sid").as_deref(), Some("a"));
        assert_eq!(attribute("<body sid='a' xmlns=\"b\">", "xmlns").as_deref(), Some("b"));
        assert_eq!(attribute("<body/>", "sid"), None);
    }
}

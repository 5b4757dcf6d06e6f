//! Notifications as Finesse sends them: a document, escaped, in a pubsub event.

/// An `Update` of a user, at least about so many bytes long before it is escaped.
#[must_use]
pub fn update(size: usize) -> String {
    let mut text = String::from(
        "<Update>\n  <data>\n    <user>\n      <dialogs>/finesse/api/User/1001/Dialogs</dialogs>\n      \
         <extension>1001001</extension>\n      <firstName>AGENT</firstName>\n      <lastName>1001001</lastName>\n      \
         <loginId>1001</loginId>\n      <loginName>agent1</loginName>\n      <mediaType>1</mediaType>\n      \
         <pendingState></pendingState>\n      <reasonCodeId>-1</reasonCodeId>\n      <roles>\n        \
         <role>Agent</role>\n      </roles>\n      <settings>\n        \
         <wrapUpOnIncoming>OPTIONAL</wrapUpOnIncoming>\n      </settings>\n      <state>NOT_READY</state>\n      \
         <stateChangeTime>2024-01-01T00:00:00.000Z</stateChangeTime>\n      <teamId>5000</teamId>\n      \
         <teamName>Sales &amp; Service</teamName>\n      <uri>/finesse/api/User/1001</uri>\n    </user>\n  </data>\n  \
         <event>PUT</event>\n  <requestId>12345678-aaaa-bbbb-cccc-1234567890ab</requestId>\n  \
         <source>/finesse/api/User/1001</source>\n",
    );
    while text.len() + 40 < size {
        text.push_str("  <detail>0123456789 abcdef</detail>\n");
    }
    text.push_str("</Update>");
    text
}

/// The text with its markup as references.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A pubsub event that carries such an update.
#[must_use]
pub fn event(size: usize) -> String {
    format!(
        "<message xmlns='jabber:client' from='pubsub.finesse.example.com' to='1001@finesse.example.com' \
         id='/finesse/api/User/1001__1001@finesse.example.com__x3fK9'>\
         <event xmlns='http://jabber.org/protocol/pubsub#event'><items node='/finesse/api/User/1001'>\
         <item id='7c1f0b2e-1f7d-4a8a-9d3e-0f9c2b1a5e77'><notification xmlns='http://jabber.org/protocol/pubsub'>\
         {}</notification></item></items></event></message>",
        escaped(&update(size))
    )
}

/// The sizes of updates that give events of about 2 and 9 kB.
pub const EVENTS: [(&str, usize); 2] = [("2 kB event", 1200), ("9 kB event", 6500)];

/// A stanza of 545 bytes without references: what most stanzas are.
pub const STANZA: &str = "<iq xmlns='jabber:client' type='result' id='items-4711' from='pubsub.finesse.example.com' \
to='1001@finesse.example.com/desktop'><query xmlns='http://jabber.org/protocol/disco#info' \
node='/finesse/api/User/1001'><identity category='pubsub' type='leaf' name='1001'/>\
<feature var='http://jabber.org/protocol/pubsub'/><feature var='http://jabber.org/protocol/pubsub#subscribe'/>\
<feature var='http://jabber.org/protocol/disco#info'/><feature var='jabber:iq:version'/></query>\
<delay xmlns='urn:xmpp:delay' stamp='2024-01-01T00:00:00Z'>old</delay></iq>";

//! Namespaces this crate speaks.

xml_cursor::namespaces! {
    /// A namespace, resolved once per tag and then compared as a number. `uri` (of the trait
    /// [`Namespace`](xml_cursor::Namespace)) gives its name.
    pub enum Ns {
        /// Stanzas between client and server.
        Client = "jabber:client",
        /// Stanzas between servers.
        Server = "jabber:server",
        /// Stanzas of a component that connects to its server (XEP-0114).
        Component = "jabber:component:accept",
        /// Stream header, features and errors.
        Stream = "http://etherx.jabber.org/streams",
        /// Conditions of stream errors.
        Streams = "urn:ietf:params:xml:ns:xmpp-streams",
        /// Conditions of stanza errors.
        Stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas",
        /// STARTTLS.
        Tls = "urn:ietf:params:xml:ns:xmpp-tls",
        /// SASL.
        Sasl = "urn:ietf:params:xml:ns:xmpp-sasl",
        /// Which channel bindings a server knows (XEP-0440).
        SaslChannelBinding = "urn:xmpp:sasl-cb:0",
        /// Rosters have versions (RFC 6121, 2.6).
        RosterVersions = "urn:xmpp:features:rosterver",
        /// Resource binding.
        Bind = "urn:ietf:params:xml:ns:xmpp-bind",
        /// The legacy session (RFC 3921).
        Session = "urn:ietf:params:xml:ns:xmpp-session",
        /// WebSocket framing (RFC 7395).
        Framing = "urn:ietf:params:xml:ns:xmpp-framing",
        /// The body of BOSH, in which old peers leave their stanzas.
        HttpBind = "http://jabber.org/protocol/httpbind",
        /// Roster (RFC 6121, 2).
        Roster = "jabber:iq:roster",
        /// Ping (XEP-0199).
        Ping = "urn:xmpp:ping",
        /// Delayed delivery (XEP-0203).
        Delay = "urn:xmpp:delay",
        /// Data forms (XEP-0004).
        DataForms = "jabber:x:data",
        /// Discovery: what an entity is (XEP-0030).
        DiscoInfo = "http://jabber.org/protocol/disco#info",
        /// Discovery: what an entity holds (XEP-0030).
        DiscoItems = "http://jabber.org/protocol/disco#items",
        /// Headers (XEP-0131).
        Shim = "http://jabber.org/protocol/shim",
        /// Result sets (XEP-0059).
        Rsm = "http://jabber.org/protocol/rsm",
        /// Publish-subscribe: what subscribers and publishers do (XEP-0060).
        Pubsub = "http://jabber.org/protocol/pubsub",
        /// Publish-subscribe: notifications.
        PubsubEvent = "http://jabber.org/protocol/pubsub#event",
        /// Publish-subscribe: what owners do.
        PubsubOwner = "http://jabber.org/protocol/pubsub#owner",
        /// Publish-subscribe: conditions of errors.
        PubsubErrors = "http://jabber.org/protocol/pubsub#errors",
        /// Ad-hoc commands (XEP-0050).
        Commands = "http://jabber.org/protocol/commands",
        /// Stream management (XEP-0198).
        StreamManagement = "urn:xmpp:sm:3",
    }
}

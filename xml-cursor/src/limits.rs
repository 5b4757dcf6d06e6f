/// Which XML is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// What XMPP and BOSH carry (RFC 6120, section 11): comments and processing instructions are errors.
    Stream,
    /// What SOAP and REST carry: comments and processing instructions are skipped.
    Document,
}

/// What one element may cost. All of them are checked before anything is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one document, stanza or stream header, markup included.
    pub bytes: usize,
    /// Elements open at once. The stack grows by some bytes for each; nothing recurses.
    pub depth: usize,
    /// Attributes of one element, declarations of namespaces not counted.
    pub attributes: usize,
    /// Declarations of namespaces in scope at once; [`MAX_NAMESPACES`](Self::MAX_NAMESPACES) at most.
    pub namespaces: usize,
    /// Bytes of the declarations in scope at once, prefixes and names of namespaces as written;
    /// [`MAX_NAMESPACE_BYTES`](Self::MAX_NAMESPACE_BYTES) at most.
    ///
    /// A slice that is made to stand alone, as a [`Framer`](crate::Framer) makes each element, takes the declarations it needs along: it grows
    /// by this much at most, and by some bytes of markup for each declaration. So this is what a small element can become by a
    /// large declaration far outside of it.
    pub namespace_bytes: usize,
    /// Bytes of one name, prefix included.
    pub name: usize,
}

impl Limits {
    /// The most declarations that [`namespaces`](Self::namespaces) can allow: every prefix is looked up among them.
    pub const MAX_NAMESPACES: usize = 64;
    /// The most that [`namespace_bytes`](Self::namespace_bytes) can allow: their lengths are kept in 16 bits.
    pub const MAX_NAMESPACE_BYTES: usize = u16::MAX as usize;

    /// For stanzas: 256 KiB, which holds any notification; RFC 6120, section 13.12, forbids less than 10,000 bytes. 4 KiB of
    /// declarations: all that may be in scope, of 64 bytes each.
    #[must_use]
    pub const fn stream() -> Self {
        Self {
            bytes: 256 << 10,
            depth: 64,
            attributes: 64,
            namespaces: Self::MAX_NAMESPACES,
            namespace_bytes: 4 << 10,
            name: 4096,
        }
    }

    /// For answers to requests of our own: 64 MiB, which holds the largest list a CUCM sends before it throttles. 16 KiB of
    /// declarations.
    #[must_use]
    pub const fn document() -> Self {
        Self { bytes: 64 << 20, namespace_bytes: 16 << 10, ..Self::stream() }
    }

    /// The same, with another limit of bytes.
    #[must_use]
    pub const fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// The same, with another depth.
    #[must_use]
    pub const fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// The same, with another number of attributes.
    #[must_use]
    pub const fn with_attributes(mut self, attributes: usize) -> Self {
        self.attributes = attributes;
        self
    }

    /// The same, with another number of namespace declarations.
    #[must_use]
    pub const fn with_namespaces(mut self, namespaces: usize) -> Self {
        self.namespaces = namespaces;
        self
    }

    /// The same, with another number of bytes of namespace declarations.
    #[must_use]
    pub const fn with_namespace_bytes(mut self, bytes: usize) -> Self {
        self.namespace_bytes = bytes;
        self
    }

    /// The same, with another length of names.
    #[must_use]
    pub const fn with_name(mut self, name: usize) -> Self {
        self.name = name;
        self
    }

    /// The limits that fit a profile.
    #[must_use]
    pub const fn of(profile: Profile) -> Self {
        match profile {
            Profile::Stream => Self::stream(),
            Profile::Document => Self::document(),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::stream()
    }
}

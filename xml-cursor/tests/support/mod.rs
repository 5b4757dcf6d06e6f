//! Random documents: a tree, and many ways to write it.
#![allow(dead_code)]

use std::fmt::Write as _;

use proptest::collection::vec;
use proptest::prelude::*;
use xml_cursor::{Content, Cursor, Limits, Profile, Sink, Tag, Writer, XmlError};

pub const URIS: [&str; 4] = ["", "urn:a", "http://example.org/b?c&d", "urn:é"];

xml_cursor::namespaces! {
    pub enum Ns {
        A = "urn:a",
        B = "http://example.org/b?c&d",
        C = "urn:é",
        Xml = "http://www.w3.org/XML/1998/namespace",
    }
}

const NAMES: [&str; 5] = ["a", "item", "été", "x-y.z", "_"];
pub const TABLE: [Ns; 4] = [Ns::None, Ns::A, Ns::B, Ns::C];

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tree {
    pub ns: Ns,
    pub name: String,
    /// Sorted, without doubles.
    pub attrs: Vec<(Ns, String, String)>,
    pub nodes: Vec<Node>,
}

impl PartialOrd for Ns {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ns {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (*self as u8).cmp(&(*other as u8))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Tree(Tree),
    /// Never empty, never beside another text.
    Text(String),
}

fn text() -> impl Strategy<Value = String> {
    let c = prop_oneof![
        8 => prop::char::range('a', 'z'),
        2 => Just(' '),
        4 => prop::sample::select(vec!['<', '>', '&', '"', '\'', ']', '\n', '\t', '\r', 'é', '\u{ff21}', '\u{fffd}', '\u{1f600}']),
    ];
    vec(c, 0..24).prop_map(|chars| chars.into_iter().collect())
}

pub fn tree() -> impl Strategy<Value = Tree> {
    let name = || prop::sample::select(NAMES.to_vec()).prop_map(str::to_owned);
    let ns = || prop::sample::select(TABLE.to_vec());
    let head = move || (ns(), name(), vec((ns(), name(), text()), 0..4));
    type Head = (Ns, String, Vec<(Ns, String, String)>);
    let make = |((ns, name, attrs), nodes): (Head, Vec<Node>)| {
        let mut tree = Tree { ns, name, attrs, nodes: Vec::new() };
        tree.attrs.sort();
        tree.attrs.dedup_by(|a, b| (a.0, &a.1) == (b.0, &b.1));
        for node in nodes {
            push(&mut tree.nodes, node);
        }
        tree
    };
    let leaf = (head(), vec(text().prop_map(Node::Text), 0..2)).prop_map(make);
    leaf.prop_recursive(4, 24, 4, move |inner| {
        (head(), vec(prop_oneof![inner.prop_map(Node::Tree), text().prop_map(Node::Text)], 0..4))
            .prop_map(make)
    })
}

pub fn push(nodes: &mut Vec<Node>, node: Node) {
    match (nodes.last_mut(), node) {
        (_, Node::Text(text)) if text.is_empty() => {}
        (Some(Node::Text(all)), Node::Text(text)) => all.push_str(&text),
        (_, node) => nodes.push(node),
    }
}

/// The choices of one way to write a document.
pub struct Style<'s> {
    choices: &'s [u8],
    at: usize,
    pub asides: bool,
}

impl<'s> Style<'s> {
    pub fn new(choices: &'s [u8], asides: bool) -> Self {
        Self { choices, at: 0, asides }
    }

    fn pick(&mut self, of: usize) -> usize {
        self.at += 1;
        let one = self.choices.get(self.at % self.choices.len().max(1)).copied().unwrap_or(0);
        (usize::from(one) + self.at / self.choices.len().max(1)) % of
    }

    fn space(&mut self) -> &'static str {
        ["", "", " ", "\n", "\t  "][self.pick(5)]
    }

    fn gap(&mut self) -> &'static str {
        [" ", " ", "  ", "\r\n", "\t"][self.pick(5)]
    }

    fn aside(&mut self, out: &mut String) {
        if self.asides {
            out.push_str(["", "", "", "<!-- <a> & - -->", "<?p ?>", "<?p a<b?>"][self.pick(6)]);
        }
    }
}

type Scope = Vec<(String, Ns)>;

fn current(scope: &Scope, prefix: &str) -> Option<Ns> {
    scope.iter().rev().find(|(p, _)| p == prefix).map(|(_, ns)| *ns)
}

fn uri(ns: Ns) -> &'static str {
    URIS[TABLE.iter().position(|&n| n == ns).unwrap()]
}

/// Writes the tree in a style.
pub fn render(tree: &Tree, style: &mut Style<'_>, out: &mut String) {
    element(tree, style, &mut Vec::new(), out);
}

pub fn element(tree: &Tree, style: &mut Style<'_>, scope: &mut Scope, out: &mut String) {
    const PREFIXES: [&str; 10] = ["p", "q", "é", "x.y", "p1", "p2", "p3", "p4", "p5", "p6"];
    let mark = scope.len();
    let outer = scope.clone();
    // Prefixes this element uses or declares stay as they are.
    let mut fixed: Vec<String> = Vec::new();
    let mut decls: Scope = Vec::new();
    let mut prefix_for = |ns: Ns, style: &mut Style<'_>, default: bool| -> String {
        let all = [&outer[..], &decls[..]].concat();
        if default && (ns == Ns::None || style.pick(2) == 0) {
            if current(&all, "").unwrap_or(Ns::None) != ns || style.pick(4) == 0 {
                decls.push((String::new(), ns));
            }
            return String::new();
        }
        let known =
            all.iter().map(|(p, _)| p.clone()).find(|p| !p.is_empty() && current(&all, p) == Some(ns));
        if let Some(known) = known.filter(|_| style.pick(3) != 0) {
            fixed.push(known.clone());
            return known;
        }
        let start = style.pick(4);
        let free = (0..PREFIXES.len()).map(|i| PREFIXES[(start + i) % PREFIXES.len()]);
        let fresh = free.into_iter().find(|p| !fixed.iter().any(|f| f == p)).unwrap().to_owned();
        fixed.push(fresh.clone());
        decls.push((fresh.clone(), ns));
        fresh
    };
    let qualified = |prefix: &str, name: &str| {
        if prefix.is_empty() { name.to_owned() } else { format!("{prefix}:{name}") }
    };
    let name = qualified(&prefix_for(tree.ns, style, true), &tree.name);
    let mut written: Vec<(String, String)> = Vec::new();
    for (ns, name, value) in &tree.attrs {
        let prefix = if *ns == Ns::None { String::new() } else { prefix_for(*ns, style, false) };
        written.push((qualified(&prefix, name), value.clone()));
    }
    for (prefix, ns) in &decls {
        let name = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
        let at = style.pick(written.len() + 1);
        written.insert(at, (name, uri(*ns).to_owned()));
    }
    scope.extend(decls);
    write!(out, "<{name}").unwrap();
    for (name, value) in written {
        let (before, after) = (style.space(), style.space());
        let quote = ['"', '\''][style.pick(2)];
        write!(out, "{}{name}{before}={after}{quote}", style.gap()).unwrap();
        characters(&value, style, Some(quote), out);
        out.push(quote);
    }
    out.push_str(style.space());
    if tree.nodes.is_empty() && style.pick(2) == 0 {
        out.push_str("/>");
    } else {
        out.push('>');
        style.aside(out);
        for node in &tree.nodes {
            match node {
                Node::Tree(tree) => element(tree, style, scope, out),
                Node::Text(text) => characters(text, style, None, out),
            }
            style.aside(out);
        }
        write!(out, "</{name}{}>", style.space()).unwrap();
    }
    scope.truncate(mark);
}

fn characters(text: &str, style: &mut Style<'_>, quote: Option<char>, out: &mut String) {
    let choice = style.pick(8);
    if quote.is_none() && choice == 0 && !text.contains("]]>") && !text.contains('\r') {
        write!(out, "<![CDATA[{text}]]>").unwrap();
        return;
    }
    for c in text.chars() {
        let must = match c {
            '<' | '&' | '\r' => true,
            '>' => quote.is_none() && out.ends_with(']'),
            '\n' | '\t' => quote.is_some(),
            c => Some(c) == quote,
        };
        let named = match c {
            '<' => "&lt;",
            '>' => "&gt;",
            '&' => "&amp;",
            '"' => "&quot;",
            '\'' => "&apos;",
            _ => "",
        };
        match style.pick(6) {
            1 if !named.is_empty() => out.push_str(named),
            2 => write!(out, "&#{};", c as u32).unwrap(),
            3 => write!(out, "&#x{:x};", c as u32).unwrap(),
            // A literal line end may be written in three ways.
            4 if c == '\n' && quote.is_none() && !out.ends_with('\r') => out.push_str("\r\n"),
            5 if c == '\n' && quote.is_none() => out.push_str("\r\n"),
            _ if must && !named.is_empty() => out.push_str(named),
            _ if must => write!(out, "&#{};", c as u32).unwrap(),
            _ => out.push(c),
        }
    }
}

/// Writes the tree with the crate's writer.
pub fn write<O: Sink>(tree: &Tree, w: &mut Writer<'_, O>) {
    w.start_in(&tree.name, uri(tree.ns));
    for (i, (ns, name, value)) in tree.attrs.iter().enumerate() {
        if *ns == Ns::None {
            w.attr(name, value);
        } else {
            w.prefix(&format!("n{i}"), uri(*ns)).attr(&format!("n{i}:{name}"), value);
        }
    }
    for node in &tree.nodes {
        match node {
            Node::Tree(tree) => write(tree, w),
            Node::Text(text) => drop(w.text(text)),
        }
    }
    w.end(&tree.name);
}

/// Reads a document whole.
pub fn parse(text: &[u8], profile: Profile) -> Result<Tree, XmlError> {
    let mut cursor = Cursor::<Ns>::with_limits(text, profile, Limits::document())?;
    let root = cursor.root()?;
    let tree = parse_element(&root, &mut cursor)?;
    cursor.finish()?;
    Ok(tree)
}

pub fn parse_element(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Tree, XmlError> {
    let mut tree = Tree { ns: tag.ns(), name: tag.name().to_owned(), ..Tree::default() };
    tree.attrs = tag.attrs().map(|a| (a.ns, a.name.to_owned(), a.value.into_owned())).collect();
    tree.attrs.sort();
    while let Some(content) = cursor.content()? {
        match content {
            Content::Child(tag) => tree.nodes.push(Node::Tree(parse_element(&tag, cursor)?)),
            Content::Text(text) => tree.nodes.push(Node::Text(text.into_owned())),
        }
    }
    Ok(tree)
}

/// Reads a document whole with roxmltree.
pub fn second_opinion(text: &str) -> Result<Tree, roxmltree::Error> {
    fn of(node: roxmltree::Node<'_, '_>) -> Tree {
        use xml_cursor::Namespace;
        let ns = |uri: Option<&str>| Ns::from_uri(uri.unwrap_or(""));
        let mut tree = Tree {
            ns: ns(node.tag_name().namespace()),
            name: node.tag_name().name().to_owned(),
            ..Tree::default()
        };
        tree.attrs = node
            .attributes()
            .map(|a| (ns(a.namespace()), a.name().to_owned(), a.value().to_owned()))
            .collect();
        tree.attrs.sort();
        for child in node.children() {
            match child.text() {
                _ if child.is_element() => tree.nodes.push(Node::Tree(of(child))),
                Some(text) if child.is_text() => push(&mut tree.nodes, Node::Text(text.to_owned())),
                _ => {}
            }
        }
        tree
    }
    roxmltree::Document::parse(text).map(|document| of(document.root_element()))
}

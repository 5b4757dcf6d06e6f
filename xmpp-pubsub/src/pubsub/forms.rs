//! The forms of publish-subscribe (XEP-0060, 16.4): between [`DataForm`] and what it means.

use std::time::SystemTime;

use super::name::{NodeId, SubId};
use super::node_config::{self, Bound, Kind, NodeConfig, Row};
use super::options::{self, Depth, SubscribeOptions};
use super::refusal::{BAD_REQUEST, NOT_ACCEPTABLE, NOT_ALLOWED, Reason, Refusal, bad_request};
use super::service::Limits;
use super::time;
use super::words::{AccessModel, Feature, Features, NodeType, SubscriptionType};
use crate::{Condition, DataForm, Field, FieldType, FormType, Jid};

pub(super) const NODE_CONFIG: &str = "http://jabber.org/protocol/pubsub#node_config";
pub(super) const PUBLISH_OPTIONS: &str = "http://jabber.org/protocol/pubsub#publish-options";
pub(super) const SUBSCRIBE_OPTIONS: &str = "http://jabber.org/protocol/pubsub#subscribe_options";
pub(super) const AUTHORIZATION: &str = "http://jabber.org/protocol/pubsub#subscribe_authorization";
const CHILDREN: &str = "pubsub#children";
const META_DATA: &str = "http://jabber.org/protocol/pubsub#meta-data";

/// What a configuration is measured against.
#[derive(Debug, Clone, Copy)]
pub(super) struct FormContext {
    pub(super) features: Features,
    pub(super) limits: Limits,
}

pub(super) fn is_cancel(form: &DataForm) -> bool {
    form.ty == FormType::Cancel
}

fn show<T>(rows: &[Row<T>], value: &T, form: DataForm) -> DataForm {
    let shown = rows.iter().filter(|row| row.kind != Kind::Hidden);
    shown.fold(form, |form, row| {
        let (ty, choices) = match row.kind {
            Kind::Bool => (FieldType::Boolean, &[][..]),
            Kind::Text | Kind::Hidden => (FieldType::TextSingle, &[][..]),
            Kind::Texts => (FieldType::TextMulti, &[][..]),
            Kind::Jids => (FieldType::JidMulti, &[][..]),
            Kind::One(words) => (FieldType::ListSingle, words),
            Kind::Many(words) => (FieldType::ListMulti, words),
        };
        let mut field = Field::new(row.var, ty).with_label(row.label);
        field.values = (row.get)(value);
        form.with_field(choices.iter().fold(field, |field, word| field.with_option(word)))
    })
}

/// Applies the fields of a submitted form; what it leaves out keeps its value, and what is unknown is passed over
/// (FORM-5).
fn apply<T>(rows: &[Row<T>], form: &DataForm, value: &mut T) -> Result<(), &'static str> {
    for field in &form.fields {
        let Some(row) = rows.iter().find(|row| field.var.as_deref() == Some(row.var)) else { continue };
        let values: Vec<&str> = field.values.iter().map(String::as_str).collect();
        (row.set)(value, &values).map_err(|_| row.var)?;
    }
    Ok(())
}

/// Whether the form is filled in and of that type; a type that is missing is taken as right.
fn is_submitted(form: &DataForm, form_type: &str) -> bool {
    form.ty == FormType::Submit && form.form_type().is_none_or(|given| given == form_type)
}

/// The configuration of a node: a form to be changed, or a result for subscribers. `None` leaves the children out.
pub(super) fn config_form(
    config: &NodeConfig,
    children: Option<Vec<String>>,
    ty: FormType,
    features: Features,
) -> DataForm {
    let mut form = show(node_config::ROWS, config, DataForm::new(ty).with_form_type(NODE_CONFIG));
    let children_shown = children.is_some();
    if let Some(field) = form.fields.iter_mut().find(|field| field.var.as_deref() == Some(CHILDREN)) {
        field.values = children.unwrap_or_default();
    }
    let collections = features.has(Feature::Collections);
    form.fields.retain_mut(|field| {
        let var = field.var.as_deref().unwrap_or_default();
        if var == "pubsub#collection" && field.values.is_empty() {
            // The service itself, which has no name.
            field.values.push(String::new());
        }
        match node_config::of_collections(var) {
            _ if var == CHILDREN && !children_shown => false,
            Some(only) => collections && (!only || config.node_type == NodeType::Collection),
            None => true,
        }
    });
    form
}

/// The children that a submitted configuration gives a collection, taken out of it; `None`: it does not speak of them.
pub(super) fn take_children(form: Option<&DataForm>, config: &mut NodeConfig) -> Option<Vec<String>> {
    let children = std::mem::take(&mut config.children);
    form?.field(CHILDREN).map(|_| children)
}

pub(super) fn read_config(
    form: &DataForm,
    base: &NodeConfig,
    context: FormContext,
) -> Result<NodeConfig, Refusal> {
    if !is_submitted(form, NODE_CONFIG) {
        return Err(NOT_ACCEPTABLE);
    }
    let asks = |var: &str| form.value(var).is_some_and(|value| !value.is_empty());
    if node_config::NOT_OFFERED.iter().any(|var| asks(var)) {
        return Err(NOT_ACCEPTABLE);
    }
    let mut config = base.clone();
    apply(node_config::ROWS, form, &mut config).map_err(|var| match var {
        "pubsub#access_model" => NOT_ACCEPTABLE.because(Reason::UnsupportedAccessModel),
        _ => NOT_ACCEPTABLE,
    })?;
    check_config(&config, base, context)?;
    Ok(config)
}

/// What single fields cannot tell.
fn check_config(config: &NodeConfig, base: &NodeConfig, context: FormContext) -> Result<(), Refusal> {
    let model = match config.access_model {
        AccessModel::Open => Feature::AccessOpen,
        AccessModel::Presence => Feature::AccessPresence,
        AccessModel::Roster => Feature::AccessRoster,
        AccessModel::Authorize => Feature::AccessAuthorize,
        AccessModel::Whitelist => Feature::AccessWhitelist,
    };
    if !context.features.has(model) {
        return Err(NOT_ACCEPTABLE.because(Reason::UnsupportedAccessModel));
    }
    let collects = config.node_type == NodeType::Collection || !config.children.is_empty();
    let collected = config.collection != base.collection && !config.collection.is_empty();
    if (collects || collected) && !context.features.has(Feature::Collections) {
        return Err(Refusal::unsupported(Feature::Collections));
    }
    if base.node_type == NodeType::Collection && config.node_type == NodeType::Leaf {
        return Err(NOT_ALLOWED.because(Reason::InvalidOptions));
    }
    if config.children.len() > context.limits.children {
        return Err(NOT_ALLOWED.because(Reason::MaxNodesExceeded));
    }
    if config.persist_items && !base.persist_items && !context.features.has(Feature::PersistentItems) {
        return Err(NOT_ACCEPTABLE);
    }
    let too_many = matches!(config.max_items, Bound::At(n) if n > context.limits.max_items);
    if too_many || config.max_payload_size > context.limits.max_payload {
        return Err(NOT_ACCEPTABLE);
    }
    let texts = [&config.title, &config.description, &config.language, &config.payload_type];
    let lists = [
        &config.contact,
        &config.roster_groups_allowed,
        &config.children_association_whitelist,
        &config.collection,
    ];
    let longest = context.limits.name;
    let all = || texts.into_iter().chain(lists.into_iter().flatten());
    if all().any(|text| text.len() > longest)
        || all().map(String::len).sum::<usize>() > context.limits.config
        || lists.iter().any(|list| list.len() > context.limits.items_per_request)
        || config.children_association_whitelist.iter().any(|jid| Jid::new(jid).is_err())
    {
        return Err(NOT_ACCEPTABLE);
    }
    Ok(())
}

/// The configuration that a publish gives the node it makes (PS-PUB-20).
pub(super) fn read_publish_options(
    form: &DataForm,
    base: &NodeConfig,
    context: FormContext,
) -> Result<NodeConfig, Refusal> {
    check_publish_options(form)?;
    let mut config = base.clone();
    apply(node_config::ROWS, form, &mut config).map_err(|_| precondition())?;
    check_config(&config, base, context)?;
    Ok(config)
}

/// Compares each field with the node's configuration.
pub(super) fn check_preconditions(form: &DataForm, config: &NodeConfig) -> Result<(), Refusal> {
    check_publish_options(form)?;
    let mut demanded = config.clone();
    apply(node_config::ROWS, form, &mut demanded).map_err(|_| precondition())?;
    if demanded == *config { Ok(()) } else { Err(precondition()) }
}

fn check_publish_options(form: &DataForm) -> Result<(), Refusal> {
    if form.ty != FormType::Submit || form.form_type() != Some(PUBLISH_OPTIONS) {
        return Err(BAD_REQUEST);
    }
    let known = |field: &Field| {
        let var = field.var.as_deref().unwrap_or_default();
        var == "FORM_TYPE" || NodeConfig::row(var).is_some()
    };
    if form.fields.iter().all(known) { Ok(()) } else { Err(precondition()) }
}

fn precondition() -> Refusal {
    Refusal::new(Condition::Conflict).because(Reason::PreconditionNotMet)
}

/// The options of a subscription to a node of that type.
pub(super) fn options_form(options: SubscribeOptions, of: NodeType) -> DataForm {
    let form = DataForm::new(FormType::Form).with_form_type(SUBSCRIBE_OPTIONS);
    if of == NodeType::Collection {
        return show(options::ROWS, &options.of_collection(), form);
    }
    let mut form = show(options::ROWS, &options, form);
    form.fields.retain(|field| !is_of_collections(field));
    form
}

/// Whether only subscriptions to collections have that option.
fn is_of_collections(field: &Field) -> bool {
    [options::SUBSCRIPTION_TYPE, options::SUBSCRIPTION_DEPTH].map(Some).contains(&field.var.as_deref())
}

pub(super) fn read_options(
    form: &DataForm,
    base: &SubscribeOptions,
    of: NodeType,
) -> Result<SubscribeOptions, Refusal> {
    let invalid = || bad_request(Reason::InvalidOptions);
    if !is_submitted(form, SUBSCRIBE_OPTIONS) {
        return Err(invalid());
    }
    let mut options = base.clone();
    apply(options::ROWS, form, &mut options).map_err(|_| invalid())?;
    if of == NodeType::Leaf {
        // A leaf has items, and nothing below.
        let items = options.subscription_type.take().is_none_or(|ty| ty == SubscriptionType::Items);
        let here = options.subscription_depth.take().is_none_or(|depth| depth == Depth::To(1));
        if !items || !here {
            return Err(invalid());
        }
    }
    Ok(options)
}

/// The form that asks an owner about a subscription (8.6).
pub(super) fn authorization_form(node: &NodeId, jid: &Jid, subid: &SubId) -> DataForm {
    let mut form = DataForm::new(FormType::Form).with_form_type(AUTHORIZATION);
    form.title = Some("Subscription request".to_owned());
    form.with_field(Field::new("pubsub#subid", FieldType::Hidden).with_value(subid.as_str()))
        .with_field(
            Field::new("pubsub#node", FieldType::TextSingle).with_value(node.as_str()).with_label("Node"),
        )
        .with_field(
            Field::new("pubsub#subscriber_jid", FieldType::JidSingle)
                .with_value(jid.as_str())
                .with_label("Subscriber"),
        )
        .with_field(Field::new("pubsub#allow", FieldType::Boolean).with_value("0").with_label("Allow it?"))
}

/// An owner's answer to [`authorization_form`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decision {
    pub(super) node: NodeId,
    pub(super) subscriber: Jid,
    pub(super) subid: Option<SubId>,
    pub(super) allow: bool,
}

pub(super) fn is_authorization(form: &DataForm) -> bool {
    form.form_type() == Some(AUTHORIZATION)
}

pub(super) fn read_authorization(form: &DataForm) -> Option<Decision> {
    if form.ty != FormType::Submit || !is_authorization(form) {
        return None;
    }
    Some(Decision {
        node: NodeId::new(form.value("pubsub#node")?),
        subscriber: Jid::new(form.value("pubsub#subscriber_jid")?).ok()?,
        subid: form.value("pubsub#subid").filter(|subid| !subid.is_empty()).map(SubId::new),
        allow: form.field("pubsub#allow")?.as_bool()?,
    })
}

/// The form of the command that asks for pending subscriptions: of which node? (8.7)
pub(super) fn pending_form(nodes: &[NodeId]) -> DataForm {
    let field = Field::new("pubsub#node", FieldType::ListSingle).with_label("Node");
    let field = nodes.iter().fold(field, |field, node| field.with_option(node.as_str()));
    DataForm::new(FormType::Form).with_form_type(AUTHORIZATION).with_field(field)
}

/// What discovery tells of a node.
pub(super) struct Metadata<'a> {
    pub(super) config: &'a NodeConfig,
    pub(super) creator: &'a Jid,
    pub(super) created: SystemTime,
    pub(super) subscribers: Option<usize>,
    pub(super) owners: Vec<&'a Jid>,
    pub(super) publishers: Vec<&'a Jid>,
}

pub(super) fn metadata(data: &Metadata<'_>) -> DataForm {
    let text = |var: &str, value: &str| Field::new(var, FieldType::TextSingle).with_value(value);
    let jids = |var: &str, jids: &[&Jid]| {
        jids.iter().fold(Field::new(var, FieldType::JidMulti), |field, jid| field.with_value(jid.as_str()))
    };
    let config = data.config;
    let mut form = DataForm::new(FormType::Result).with_form_type(META_DATA);
    for (var, value) in [
        ("pubsub#title", &config.title),
        ("pubsub#description", &config.description),
        ("pubsub#type", &config.payload_type),
        ("pubsub#language", &config.language),
    ] {
        if !value.is_empty() {
            form = form.with_field(text(var, value));
        }
    }
    if !config.contact.is_empty() {
        let field = Field::new("pubsub#contact", FieldType::JidMulti);
        form = form.with_field(config.contact.iter().fold(field, |field, contact| field.with_value(contact)));
    }
    if let Some(subscribers) = data.subscribers {
        form = form.with_field(text("pubsub#num_subscribers", &subscribers.to_string()));
    }
    form.with_field(Field::new("pubsub#creator", FieldType::JidSingle).with_value(data.creator.as_str()))
        .with_field(text("pubsub#creation_date", &time::format(data.created)))
        .with_field(text("pubsub#access_model", config.access_model.as_str()))
        .with_field(text("pubsub#publish_model", config.publish_model.as_str()))
        .with_field(text("pubsub#max_items", &config.max_items.to_string()))
        .with_field(jids("pubsub#owner", &data.owners))
        .with_field(jids("pubsub#publisher", &data.publishers))
}

impl NodeConfig {
    /// The configuration as a form to be submitted: all fields, but those about collections only where they say
    /// something, because most services do not know them.
    pub fn to_form(&self) -> DataForm {
        let mut form =
            show(node_config::ROWS, self, DataForm::new(FormType::Submit).with_form_type(NODE_CONFIG));
        let default = Self::default();
        form.fields.retain(|field| {
            let var = field.var.as_deref().unwrap_or_default();
            let unsaid = || Self::row(var).is_some_and(|row| field.values == (row.get)(&default));
            node_config::of_collections(var).is_none() || !unsaid()
        });
        form
    }

    /// The fields in which this configuration differs from another, as a form to be submitted.
    pub fn difference(&self, from: &Self) -> DataForm {
        let mut form = DataForm::new(FormType::Submit).with_form_type(NODE_CONFIG);
        for row in node_config::ROWS {
            let values = (row.get)(self);
            if values != (row.get)(from) {
                form = form.with_field(Field::submitted(row.var, values.iter().map(String::as_str)));
            }
        }
        form
    }

    /// Reads a configuration as a service shows it. Fields that are missing or not understood have their defaults.
    pub fn from_form(form: &DataForm) -> Self {
        let mut config = Self::default();
        for field in &form.fields {
            if let Some(row) = field.var.as_deref().and_then(Self::row) {
                let values: Vec<&str> = field.values.iter().map(String::as_str).collect();
                // A value of a newer list leaves the default.
                let _ = (row.set)(&mut config, &values);
            }
        }
        config
    }

    /// The fields as publish-options (7.1.5): the node must have these values, or is made with them.
    pub fn to_publish_options(&self, vars: &[&str]) -> DataForm {
        let mut form = DataForm::new(FormType::Submit).with_form_type(PUBLISH_OPTIONS);
        for row in vars.iter().filter_map(|var| Self::row(var)) {
            let values = (row.get)(self);
            form = form.with_field(Field::submitted(row.var, values.iter().map(String::as_str)));
        }
        form
    }
}

impl SubscribeOptions {
    /// The options as a form to be submitted: all fields, but those of collections only where they are set.
    pub fn to_form(&self) -> DataForm {
        let form = DataForm::new(FormType::Submit).with_form_type(SUBSCRIBE_OPTIONS);
        let mut form = show(options::ROWS, self, form);
        form.fields.retain(|field| !is_of_collections(field) || !field.values.is_empty());
        form
    }

    /// Reads options as a service shows them. Fields that are missing or not understood have their defaults.
    pub fn from_form(form: &DataForm) -> Self {
        let mut options = Self::default();
        for field in &form.fields {
            if let Some(row) = options::ROWS.iter().find(|row| field.var.as_deref() == Some(row.var)) {
                let values: Vec<&str> = field.values.iter().map(String::as_str).collect();
                // A value of a newer list leaves the default.
                let _ = (row.set)(&mut options, &values);
            }
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_5_a_submitted_form_changes_what_it_names() {
        let base = NodeConfig { title: "old".into(), ..NodeConfig::default() };
        let form = DataForm::new(FormType::Submit)
            .with_form_type(NODE_CONFIG)
            .with_field(Field::submitted("pubsub#max_items", ["7"]))
            .with_field(Field::submitted("x#unknown", ["?"]));
        let context = FormContext { features: Features::default(), limits: Limits::default() };
        let config = read_config(&form, &base, context).unwrap();
        assert_eq!(config, NodeConfig { max_items: Bound::At(7), ..base });
    }

    #[test]
    fn configurations_travel_as_forms() {
        let config = NodeConfig { title: "t".into(), contact: vec!["a@b".into()], ..NodeConfig::finesse() };
        assert_eq!(NodeConfig::from_form(&config.to_form()), config);
        let collected =
            NodeConfig { collection: vec!["c".into()], children_max: Bound::At(3), ..config.clone() };
        assert_eq!(NodeConfig::from_form(&collected.to_form()), collected);
        // What most services do not know is said only where it matters.
        assert!(config.to_form().field("pubsub#collection").is_none());
        assert!(SubscribeOptions::default().to_form().field("pubsub#subscription_depth").is_none());
        let difference = config.difference(&NodeConfig::finesse());
        assert_eq!(difference.fields.len(), 3);
    }

    #[test]
    fn a_decision_reads_as_it_was_asked() {
        let (node, jid, subid) = (NodeId::new("n"), Jid::new("a@b/c").unwrap(), SubId::new("s"));
        let mut form = authorization_form(&node, &jid, &subid);
        assert_eq!(read_authorization(&form), None);
        form.ty = FormType::Submit;
        let decision = Decision { node, subscriber: jid, subid: Some(subid), allow: false };
        assert_eq!(read_authorization(&form), Some(decision));
    }
}

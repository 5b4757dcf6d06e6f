//! Data forms (XEP-0004), with their `FORM_TYPE` (XEP-0068).

use xml_cursor::{Cursor, Namespace as _, Sink, Tag, Writer, XmlError};

use crate::Ns;

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FormType {
    /// To be filled in.
    Form,
    /// Filled in.
    Submit,
    /// Not filled in: the user gave up.
    Cancel,
    /// Data.
    Result,
}

/// How a field is shown and which values it takes. On the wire an unknown type is read as text (FORM-3).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldType {
    /// Yes or no.
    Boolean,
    /// Words for people, no value.
    Fixed,
    /// Not shown.
    Hidden,
    /// Several addresses.
    JidMulti,
    /// An address.
    JidSingle,
    /// Several of the options.
    ListMulti,
    /// One of the options.
    ListSingle,
    /// Several lines.
    TextMulti,
    /// A password.
    TextPrivate,
    /// A line; also what an unknown type is read as.
    #[default]
    TextSingle,
}

/// One choice of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormOption {
    /// Words for people.
    pub label: Option<String>,
    /// What is submitted.
    pub value: String,
}

/// A field of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name; only a fixed field has none.
    pub var: Option<String>,
    /// Its type, if it is given: a submitted field needs none.
    pub ty: Option<FieldType>,
    /// Words for people.
    pub label: Option<String>,
    /// More words.
    pub desc: Option<String>,
    /// Must be filled in.
    pub required: bool,
    /// Its values in order.
    pub values: Vec<String>,
    /// What may be chosen.
    pub options: Vec<FormOption>,
}

/// A form: fields, or for results of several items a heading and rows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DataForm {
    /// What it is for.
    pub ty: FormType,
    /// Words for people.
    pub title: Option<String>,
    /// More words, a paragraph each.
    pub instructions: Vec<String>,
    /// The fields, `FORM_TYPE` included.
    pub fields: Vec<Field>,
    /// The heading of a result of several items.
    pub reported: Vec<Field>,
    /// The rows of a result of several items.
    pub items: Vec<Vec<Field>>,
}

impl FormType {
    /// The attribute's value.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Submit => "submit",
            Self::Cancel => "cancel",
            Self::Result => "result",
        }
    }
}

impl FieldType {
    const NAMES: [(Self, &'static str); 10] = [
        (Self::Boolean, "boolean"),
        (Self::Fixed, "fixed"),
        (Self::Hidden, "hidden"),
        (Self::JidMulti, "jid-multi"),
        (Self::JidSingle, "jid-single"),
        (Self::ListMulti, "list-multi"),
        (Self::ListSingle, "list-single"),
        (Self::TextMulti, "text-multi"),
        (Self::TextPrivate, "text-private"),
        (Self::TextSingle, "text-single"),
    ];

    /// The attribute's value.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(ty, _)| *ty == self).map_or("text-single", |(_, name)| name)
    }

    /// The type of an attribute's value; an unknown one is text.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        Self::NAMES.iter().find(|(_, known)| *known == name).map_or(Self::TextSingle, |(ty, _)| *ty)
    }
}

impl Field {
    /// A field with a type.
    #[must_use]
    pub fn new(var: &str, ty: FieldType) -> Self {
        Self { var: Some(var.to_owned()), ty: Some(ty), ..Self::default() }
    }

    /// A field as it is submitted: a name and values.
    #[must_use]
    pub fn submitted<'v>(var: &str, values: impl IntoIterator<Item = &'v str>) -> Self {
        let values = values.into_iter().map(str::to_owned).collect();
        Self { var: Some(var.to_owned()), values, ..Self::default() }
    }

    /// The same with a value more.
    #[must_use]
    pub fn with_value(mut self, value: &str) -> Self {
        self.values.push(value.to_owned());
        self
    }

    /// The same with words for people.
    #[must_use]
    pub fn with_label(mut self, label: &str) -> Self {
        self.label = Some(label.to_owned());
        self
    }

    /// The same with a choice more.
    #[must_use]
    pub fn with_option(mut self, value: &str) -> Self {
        self.options.push(FormOption { label: None, value: value.to_owned() });
        self
    }

    /// The first value.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.values.first().map(String::as_str)
    }

    /// The value of a yes-or-no field: `0`, `1`, `false` or `true` (FORM-4). `None`: something else.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value().map(str::trim) {
            Some("1" | "true") => Some(true),
            Some("0" | "false") | None => Some(false),
            Some(_) => None,
        }
    }

    fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer
            .start("field")
            .attr_opt("var", self.var.as_deref())
            .attr_opt("type", self.ty.map(FieldType::name));
        writer.attr_opt("label", self.label.as_deref());
        if let Some(desc) = &self.desc {
            writer.leaf("desc", desc);
        }
        if self.required {
            writer.empty("required");
        }
        for value in &self.values {
            writer.leaf("value", value);
        }
        for option in &self.options {
            writer.start("option").attr_opt("label", option.label.as_deref());
            writer.leaf("value", &option.value).end("option");
        }
        writer.end("field");
    }

    fn read(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut field = Self {
            var: tag.attr("var").map(Into::into),
            ty: tag.attr("type").map(|name| FieldType::from_name(&name)),
            label: tag.attr("label").map(Into::into),
            ..Self::default()
        };
        while let Some(tag) = cursor.child()? {
            match (tag.ns(), tag.name()) {
                (Ns::DataForms, "value") => field.values.push(cursor.text()?.into_owned()),
                (Ns::DataForms, "desc") => field.desc = Some(cursor.text()?.into_owned()),
                (Ns::DataForms, "required") => {
                    field.required = true;
                    cursor.skip()?;
                }
                (Ns::DataForms, "option") => {
                    let label = tag.attr("label").map(Into::into);
                    while let Some(tag) = cursor.child()? {
                        if tag.is(Ns::DataForms, "value") {
                            let value = cursor.text()?.into_owned();
                            field.options.push(FormOption { label: label.clone(), value });
                        } else {
                            cursor.skip()?;
                        }
                    }
                }
                _ => cursor.skip()?,
            }
        }
        Ok(field)
    }
}

impl DataForm {
    /// A form without fields.
    #[must_use]
    pub fn new(ty: FormType) -> Self {
        Self {
            ty,
            title: None,
            instructions: Vec::new(),
            fields: Vec::new(),
            reported: Vec::new(),
            items: Vec::new(),
        }
    }

    /// The same with the hidden field that says what all others mean; it comes first.
    #[must_use]
    pub fn with_form_type(mut self, form_type: &str) -> Self {
        self.fields.insert(0, Field::new("FORM_TYPE", FieldType::Hidden).with_value(form_type));
        self
    }

    /// The same with a field more.
    #[must_use]
    pub fn with_field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// The value of `FORM_TYPE`; its field's type may be missing in a submitted form (FORM-2).
    #[must_use]
    pub fn form_type(&self) -> Option<&str> {
        self.field("FORM_TYPE")?.value()
    }

    /// The field of that name.
    #[must_use]
    pub fn field(&self, var: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.var.as_deref() == Some(var))
    }

    /// The first value of the field of that name.
    #[must_use]
    pub fn value(&self, var: &str) -> Option<&str> {
        self.field(var)?.value()
    }

    /// Writes `<x/>`.
    pub fn write(&self, writer: &mut Writer<'_, impl Sink>) {
        writer.start_in("x", Ns::DataForms.uri()).attr("type", self.ty.name());
        if let Some(title) = &self.title {
            writer.leaf("title", title);
        }
        for text in &self.instructions {
            writer.leaf("instructions", text);
        }
        if !self.reported.is_empty() {
            writer.start("reported");
            self.reported.iter().for_each(|field| field.write(writer));
            writer.end("reported");
        }
        self.fields.iter().for_each(|field| field.write(writer));
        for item in &self.items {
            writer.start("item");
            item.iter().for_each(|field| field.write(writer));
            writer.end("item");
        }
        writer.end("x");
    }

    /// Reads the open `<x/>`, and closes it. A type that is missing or not defined is read as a submitted form, which is
    /// what careless clients send (FORM-1).
    ///
    /// # Errors
    /// The element is not well-formed.
    pub fn read(tag: &Tag<'_, Ns>, cursor: &mut Cursor<'_, Ns>) -> Result<Self, XmlError> {
        let mut form = Self::new(match tag.attr("type").as_deref() {
            Some("form") => FormType::Form,
            Some("result") => FormType::Result,
            Some("cancel") => FormType::Cancel,
            _ => FormType::Submit,
        });
        while let Some(tag) = cursor.child()? {
            match (tag.ns(), tag.name()) {
                (Ns::DataForms, "field") => form.fields.push(Field::read(&tag, cursor)?),
                (Ns::DataForms, "title") => form.title = Some(cursor.text()?.into_owned()),
                (Ns::DataForms, "instructions") => form.instructions.push(cursor.text()?.into_owned()),
                (Ns::DataForms, "reported") => form.reported.extend(read_fields(cursor)?),
                (Ns::DataForms, "item") => form.items.push(read_fields(cursor)?),
                _ => cursor.skip()?,
            }
        }
        Ok(form)
    }
}

fn read_fields(cursor: &mut Cursor<'_, Ns>) -> Result<Vec<Field>, XmlError> {
    let mut fields = Vec::new();
    while let Some(tag) = cursor.child()? {
        if tag.is(Ns::DataForms, "field") {
            fields.push(Field::read(&tag, cursor)?);
        } else {
            cursor.skip()?;
        }
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MessageType, Stanza};

    fn read(text: &str) -> DataForm {
        let stanza = Stanza::message(MessageType::Normal).with_content(text);
        let (tag, mut cursor) = stanza.child(Ns::DataForms, "x").unwrap();
        DataForm::read(&tag, &mut cursor).unwrap()
    }

    #[test]
    fn form_3_reads_as_written() {
        let mut form = DataForm::new(FormType::Form)
            .with_field(
                Field::new("a", FieldType::ListSingle)
                    .with_label("A")
                    .with_value("x")
                    .with_option("x")
                    .with_option("y"),
            )
            .with_field(Field::submitted("b", ["1", "", "<2>"]))
            .with_form_type("urn:t");
        form.title = Some("T".into());
        form.instructions = vec!["do".into(), "this".into()];
        form.reported = vec![Field::new("r", FieldType::JidSingle)];
        form.items = vec![vec![Field::submitted("r", ["a@b"])], vec![Field::submitted("r", ["c@d"])]];
        let mut out = String::new();
        form.write(&mut Writer::new(&mut out));
        let again = read(&out);
        assert_eq!(again, form);
        assert_eq!(again.form_type(), Some("urn:t"));
        assert_eq!(again.field("b").unwrap().values, ["1", "", "<2>"]);
    }

    #[test]
    fn form_2_type_of_form_type_may_be_missing() {
        let form = read(
            "<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>urn:t</value></field></x>",
        );
        assert_eq!((form.ty, form.form_type()), (FormType::Submit, Some("urn:t")));
    }

    #[test]
    fn form_3_unknown_types_are_text() {
        let form = read("<x xmlns='jabber:x:data' type='form'><field var='a' type='colour'/></x>");
        assert_eq!(form.field("a").unwrap().ty, Some(FieldType::TextSingle));
        for (ty, name) in FieldType::NAMES {
            assert_eq!((FieldType::from_name(name), ty.name()), (ty, name));
        }
    }

    #[test]
    fn form_4_booleans() {
        for (value, meaning) in [
            ("1", Some(true)),
            ("true", Some(true)),
            ("0", Some(false)),
            ("false", Some(false)),
            ("yes", None),
        ] {
            assert_eq!(Field::submitted("a", [value]).as_bool(), meaning);
        }
        assert_eq!(Field::submitted("a", []).as_bool(), Some(false));
    }
}

//! Gadgets, layouts and workflows: read, checked, written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use finesse_proto::{
    DesktopLayout, Escape, Gadget, GadgetContent, GadgetRef, LayoutConfig, LayoutFault, Preferences, Release,
    Workflow, WorkflowAction, WorkflowFault, from_document,
};
use proptest::prelude::*;

const GADGET: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- a gadget as people write them -->
<Module>
  <ModulePrefs title="Orders" description="Orders of the caller" height="200" scrolling="true">
    <Require feature="settitle"/>
    <Require feature="dynamic-height"><Param name="min_height">50</Param></Require>
    <Require feature="pubsub-2"/>
    <Optional feature="loadingindicator"/>
    <Locale messages="all.xml"/>
  </ModulePrefs>
  <UserPref name="scheme" display_name="scheme" default_value="https"/>
  <UserPref name="host" display_name="host" default_value="localhost"/>
  <UserPref name="hostPort" display_name="port" default_value=""/>
  <UserPref name="colour" datatype="enum" default_value="a">
    <EnumValue value="a" display_value="A &amp; B"/><EnumValue value="b"/>
  </UserPref>
  <Content type="html" view="default, canvas"><![CDATA[<!DOCTYPE html>
<script src="__UP_scheme__://__UP_host__:__UP_hostPort__/a.js"></script><b>if (a && b) {}</b>__UP_unknown__]]></Content>
  <Content type="url" view="profile" href="https://example.com/"/>
</Module>"#;

#[test]
fn a_gadget_is_read_with_all_its_parts() {
    let gadget = Gadget::read(GADGET.as_bytes()).unwrap();
    assert_eq!(gadget.prefs.title.as_deref(), Some("Orders"));
    assert!(gadget.requires("pubsub-2") && !gadget.requires("loadingindicator"));
    assert_eq!(&*gadget.prefs.requires[1].params[0].value, "50");
    assert_eq!(gadget.prefs.other[0].as_str(), "<Locale messages=\"all.xml\"/>");
    assert_eq!(gadget.preferences.len(), 4);
    assert_eq!(gadget.preferences[3].values[0].display_value.as_deref(), Some("A & B"));
    assert_eq!(gadget.page("profile"), None, "it is somewhere else");
    assert!(gadget.page("canvas").unwrap().starts_with("<!DOCTYPE html>\n<script"));
}

#[test]
fn preferences_take_their_places() {
    let gadget = Gadget::read(GADGET.as_bytes()).unwrap();
    let mut given = Preferences::new();
    given.set("host", "fin1\"><script>");
    given.set("unknown", "x");
    let page = gadget.render("default", &given, Escape::Html).unwrap();
    assert!(page.contains("src=\"https://fin1&#34;&gt;&lt;script&gt;:/a.js\""), "{page}");
    assert!(page.contains("__UP_unknown__"), "what is no preference of the gadget stays");
    assert_eq!(gadget.render("profile", &given, Escape::Html), None);
}

#[test]
fn a_gadget_is_written_as_it_was_read() {
    let gadget = Gadget::read(GADGET.as_bytes()).unwrap();
    let written = gadget.write();
    assert_eq!(Gadget::read(written.as_bytes()).unwrap(), gadget);
    assert!(written.contains("<![CDATA[<!DOCTYPE html>"), "{written}");
}

#[test]
fn what_is_no_gadget_is_an_error() {
    for text in ["", "<Gadget/>", "<Module>", "<Module><ModulePrefs></Module>", "<!DOCTYPE a><Module/>"] {
        assert!(Gadget::read(text.as_bytes()).is_err(), "{text}");
    }
}

const LAYOUT: &str = "<finesseLayout xmlns=\"http://www.cisco.com/vtg/finesse\"><version>1250.03</version><configs>\
    <config key=\"title\" value=\"Desktop\"/></configs><header><leftAlignedColumns><headercolumn width=\"300px\"><component id=\"cd-logo\">\
    <url>/desktop/scripts/js/logo.js</url></component></headercolumn></leftAlignedColumns><rightAlignedColumns>\
    <headercolumn width=\"50px\"><gadget id=\"g1\">/a.xml</gadget></headercolumn></rightAlignedColumns></header>\
    <layout><role>Agent</role><page><gadget>/desktop/scripts/js/callcontrol.js</gadget></page><tabs>\
    <tab><id>home</id><icon>home</icon><label>finesse.container.tabs.agent.homeLabel</label><columns><column><gadgets>\
    <gadget id=\"q\" hidden=\"true\" managedBy=\"m\" alternateHosts=\"b.example, c.example\">https://localhost:8444/cuic/gadget/LiveData/LiveDataGadget.xml?gadgetHeight=310&amp;viewId=V</gadget>\
    </gadgets></column></columns></tab>\
    <tab><id>manageCall</id><label>x</label><gadgets><gadget>/3rdpartygadget/files/a.xml</gadget></gadgets></tab>\
    </tabs></layout></finesseLayout>";

#[test]
fn a_layout_is_read_and_written_whole() {
    let layout = DesktopLayout::read(LAYOUT.as_bytes()).unwrap();
    assert_eq!(layout.faults(Release::V12_5), []);
    assert_eq!(layout.setting("title"), Some("Desktop"));
    assert_eq!(layout.write().replace('\'', "\""), order(LAYOUT));
    let agent = layout.role("Agent").unwrap();
    let urls: Vec<_> = agent.gadgets().map(|gadget| &*gadget.url).collect();
    assert_eq!(urls.len(), 3);
    assert!(agent.gadgets().next().unwrap().is_component());
    let live = agent.gadgets().nth(1).unwrap();
    assert!(!live.is_component());
    assert_eq!(live.preferences().get("gadgetHeight"), Some("310"));
    let addresses = live.addresses("fin1.example");
    assert_eq!(addresses.len(), 3);
    assert!(addresses[0].starts_with("https://fin1.example:8444/cuic/"), "{addresses:?}");
    assert!(addresses[2].starts_with("https://c.example:8444/cuic/"), "{addresses:?}");
    assert_eq!(agent.gadgets().nth(2).unwrap().addresses("fin1").len(), 1, "a path has no alternates");
}

/// Attributes are written in the order of the table.
fn order(text: &str) -> String {
    text.replace(
        "id=\"q\" hidden=\"true\" managedBy=\"m\" alternateHosts=\"b.example, c.example\"",
        "id=\"q\" alternateHosts=\"b.example, c.example\" managedBy=\"m\" hidden=\"true\"",
    )
}

#[test]
fn a_layout_travels_as_text_in_its_configuration() {
    let mut config = LayoutConfig::default();
    config.layout_xml = DesktopLayout::read(LAYOUT.as_bytes()).unwrap().write().into();
    let document = finesse_proto::Answer::from(config).write();
    let read: LayoutConfig<'_> = from_document(&document, "LayoutConfig").unwrap();
    assert!(DesktopLayout::read(read.layout_xml.as_bytes()).is_ok());
}

#[test]
fn every_fault_of_a_layout_is_found() {
    let wrong = |from: &str, to: &str| {
        let text = LAYOUT.replace(from, to);
        assert_ne!(text, LAYOUT, "{from}");
        DesktopLayout::read(text.as_bytes()).unwrap().faults(Release::V12_5)
    };
    assert_eq!(wrong("<role>Agent", "<role>Clerk"), [LayoutFault::Role("Clerk".into())]);
    assert_eq!(wrong("<id>manageCall", "<id>home"), [LayoutFault::TabId("home".into())]);
    assert_eq!(wrong("<id>manageCall", "<id>1st"), [LayoutFault::TabId("1st".into())]);
    assert_eq!(wrong("<label>x", "<label>x\ny"), [LayoutFault::Label("manageCall".into())]);
    assert_eq!(wrong("<label>x", "<label> "), [LayoutFault::Label("manageCall".into())]);
    assert_eq!(
        wrong("/files/a.xml", "/files/a b.xml"),
        [LayoutFault::Gadget("/3rdpartygadget/files/a b.xml".into())]
    );
    assert_eq!(wrong("id=\"cd-logo\"", ""), [LayoutFault::Component]);
    assert_eq!(
        wrong("<label>x</label>", "<label>x</label><columns/>"),
        [LayoutFault::Both("manageCall".into())]
    );
    let five = "<column><gadgets/></column>".repeat(5);
    let columns = format!("<label>x</label><columns>{five}</columns>");
    assert!(wrong("<label>x</label>", &columns).contains(&LayoutFault::Columns("manageCall".into())));
    let none = DesktopLayout::read(b"<finesseLayout/>").unwrap();
    assert_eq!(none.faults(Release::V12_5), [LayoutFault::Layouts(0), LayoutFault::Header]);
    assert_eq!(none.faults(Release::V11_6), [LayoutFault::Layouts(0)], "headers came with 12.0");
}

#[test]
fn unknown_elements_of_a_layout_survive() {
    let text = LAYOUT.replace("</tabs>", "</tabs><novelty a=\"1\"/>");
    let layout = DesktopLayout::read(text.as_bytes()).unwrap();
    let written = layout.write();
    assert!(written.contains("<novelty"), "{written}");
    assert_eq!(DesktopLayout::read(written.as_bytes()).unwrap().write(), written);
}

fn workflow(text: &str) -> Vec<WorkflowFault> {
    from_document::<Workflow<'_>>(text.as_bytes(), "Workflow").unwrap().faults()
}

fn action(text: &str) -> Vec<WorkflowFault> {
    from_document::<WorkflowAction<'_>>(text.as_bytes(), "WorkflowAction").unwrap().faults()
}

#[test]
fn workflows_are_checked_as_far_as_the_facts_go() {
    assert_eq!(workflow("<Workflow><name>a</name></Workflow>"), []);
    assert_eq!(workflow("<Workflow><name/></Workflow>"), [WorkflowFault::Name]);
    assert_eq!(
        workflow(&format!("<Workflow><name>{}</name></Workflow>", "x".repeat(41))),
        [WorkflowFault::Name]
    );
    let six = |item: &str| format!("<{item}/>").repeat(6);
    let conditions = format!(
        "<Workflow><name>a</name><ConditionSet><applyMethod>SOME</applyMethod><conditions>{}</conditions></ConditionSet>\
         <workflowActions>{}</workflowActions></Workflow>",
        six("Condition"),
        six("WorkflowAction")
    );
    assert_eq!(
        workflow(&conditions),
        [WorkflowFault::Conditions, WorkflowFault::ApplyMethod, WorkflowFault::Actions]
    );
}

#[test]
fn workflow_actions_need_their_parameters() {
    let pop = "<WorkflowAction><name>a</name><type>BROWSER_POP</type><params><Param><name>path</name><value>https://x</value></Param>\
               </params></WorkflowAction>";
    assert_eq!(action(pop), []);
    assert_eq!(action(&pop.replace("BROWSER_POP", "CALL")), [WorkflowFault::Type]);
    let request = pop.replace("BROWSER_POP", "HTTP_REQUEST");
    assert_eq!(action(&request), [WorkflowFault::Param("method"), WorkflowFault::Param("location")]);
    let more = "<Param><name>method</name><value>GET</value></Param><Param><name>location</name><value>OTHER</value></Param></params>";
    assert_eq!(action(&request.replace("</params>", more)), [WorkflowFault::Param("method")]);
    let seven =
        format!("<actionVariables>{}</actionVariables></WorkflowAction>", "<ActionVariable/>".repeat(7));
    assert_eq!(action(&pop.replace("</WorkflowAction>", &seven)), [WorkflowFault::Variables]);
}

proptest! {
    /// Any page survives, whatever it holds that could end a section.
    #[test]
    fn any_page_reads_as_it_was_written(body in "([<>&\\]'\"a\r\n\t]|\\PC|]]>){0,40}") {
        let mut gadget = Gadget::default();
        let mut content = GadgetContent::default();
        content.body = body.clone().into();
        gadget.contents.push(content);
        let written = gadget.write();
        let read = Gadget::read(written.as_bytes()).unwrap();
        prop_assert_eq!(&read.contents[0].body, &body);
        prop_assert_eq!(read.write(), written);
    }

    /// Any value of a layout survives.
    #[test]
    fn any_address_reads_as_it_was_written(url in "[ -~]{0,40}", id in "\\PC{0,10}") {
        let mut layout = DesktopLayout::read(LAYOUT.as_bytes()).unwrap();
        let mut gadget = GadgetRef::default();
        gadget.url = url.into();
        gadget.id = Some(id.into());
        layout.layouts[0].page.as_mut().unwrap().gadgets.push(gadget);
        let written = layout.write();
        let read = DesktopLayout::read(written.as_bytes()).unwrap();
        prop_assert_eq!(&read, &layout);
        prop_assert!(read.layouts[0].gadgets().all(|gadget| !gadget.addresses("h").is_empty()));
        let _ = read.faults(Release::V12_6);
    }
}

#[test]
fn what_a_layout_without_a_namespace_holds_beside_the_known_stays_as_it_is() {
    let text = b"<finesseLayout xmlns:p='urn:p'><layout><role>Agent</role><new/></layout><p:new p:a='1'/></finesseLayout>";
    let written = DesktopLayout::read(text).unwrap().write();
    assert!(written.contains("<new xmlns=''/>") && written.contains("<p:new xmlns:p='urn:p'"), "{written}");
    assert_eq!(DesktopLayout::read(written.as_bytes()).unwrap().write(), written);

    let named = written.replace(" xmlns=''", "");
    assert_eq!(DesktopLayout::read(named.as_bytes()).unwrap().write(), named, "nothing is declared twice");
}

"""Drives a publish-subscribe service with slixmpp's XEP-0060 plugin.

    slixmpp_pubsub.py --port PORT single|multi|collections

Accounts are NAME@localhost, all with the password "secret"; the service is pubsub.localhost. Ends with the number of
checks on the last line, or with an exception.
"""

import argparse
import asyncio
import xml.etree.ElementTree as ET

import slixmpp
from slixmpp.exceptions import IqError
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

SERVICE = "pubsub.localhost"
ERRORS = "http://jabber.org/protocol/pubsub#errors"
checks = 0


def check(condition, what):
    global checks
    if not condition:
        raise AssertionError(what)
    checks += 1


class Client(slixmpp.ClientXMPP):
    """One connection, with the events it got."""

    def __init__(self, jid):
        config = {"feature_mechanisms": {"unencrypted_plain": True}}
        super().__init__(jid, "secret", plugin_config=config)
        for plugin in ("xep_0004", "xep_0030", "xep_0050", "xep_0059", "xep_0060", "xep_0131", "xep_0199", "xep_0203"):
            self.register_plugin(plugin)
        self.enable_direct_tls = False
        self.enable_starttls = False
        self.enable_plaintext = True
        self.news = asyncio.Queue()
        for name in ("publish", "retract", "purge", "delete", "config", "subscription"):
            self.add_event_handler("pubsub_" + name, lambda message, name=name: self.news.put_nowait((name, message)))
        self.mail = asyncio.Queue()
        self.add_event_handler("message_xform", self.mail.put_nowait)

    async def start(self, port):
        online = asyncio.Event()
        self.add_event_handler("session_start", lambda _: online.set())
        self.connect("127.0.0.1", port)
        await asyncio.wait_for(online.wait(), 20)
        self.send_presence()
        await self.get_roster()
        # An answer to this comes after the presence has been seen.
        await self.plugin["xep_0199"].send_ping("localhost")
        return self.plugin["xep_0060"]

    async def told(self, kind):
        name, message = await asyncio.wait_for(self.news.get(), 10)
        check(name == kind, f"{name} instead of {kind}: {message}")
        return message

    async def quiet(self):
        """Everything the service sent before the answer to a request is there: no event must be."""
        await self.plugin["xep_0030"].get_info(SERVICE)
        await asyncio.sleep(0)
        check(self.news.empty(), "an event nobody wanted: %s" % (self.news,))


async def refused(request, condition, reason=None):
    try:
        answer = await request
    except IqError as error:
        check(error.condition == condition, f"{error.condition} instead of {condition}")
        if reason:
            found = error.iq.xml.find(f".//{{{ERRORS}}}{reason}")
            check(found is not None, f"no {reason} in {error.iq}")
        return
    raise AssertionError(f"{condition} expected: {answer}")


def payload(text):
    element = ET.Element("{urn:example:news}entry")
    element.text = text
    return element


def form(client, form_type, **fields):
    form = client.plugin["xep_0004"].make_form("submit")
    form.add_field(var="FORM_TYPE", ftype="hidden", value="http://jabber.org/protocol/pubsub#" + form_type)
    for var, value in fields.items():
        form.add_field(var="pubsub#" + var, value=value)
    return form


def fields(stanza):
    """The values of the form in a stanza."""
    data = "{jabber:x:data}"
    return {
        field.get("var"): [value.text for value in field.findall(data + "value")]
        for field in stanza.xml.iter(data + "field")
    }


def listed(answer, attribute):
    """An attribute of discovered items, in order; slixmpp itself makes a set of them."""
    return [item.get(attribute) for item in answer.xml.iter("{http://jabber.org/protocol/disco#items}item")]


def disco_items(client, node):
    """A request that comes in pages: slixmpp's own paging of items needs an extension it does not register."""
    iq = client.Iq(sto=SERVICE, stype="get")
    iq["disco_items"]["node"] = node
    return iq


def ids(answer):
    return [item["id"] for item in answer["pubsub"]["items"]]


async def single(port):
    owner, bob, eve = Client("owner@localhost/desk"), Client("bob@localhost/phone"), Client("eve@localhost/car")
    own, his, her = [await client.start(port) for client in (owner, bob, eve)]

    # Discovery.
    info = await bob.plugin["xep_0030"].get_info(SERVICE)
    check(("pubsub", "service", None) in {i[:3] for i in info["disco_info"]["identities"]}, str(info))
    features = info["disco_info"]["features"]
    for feature in ("publish", "subscribe", "retrieve-items", "auto-create", "publish-options", "purge-nodes"):
        check("http://jabber.org/protocol/pubsub#" + feature in features, feature)

    # Creating, and the defaults.
    default = await own.get_node_config(SERVICE)
    check("pubsub#access_model" in fields(default), str(default))
    await own.create_node(SERVICE, "news", config=form(owner, "node_config", title="News", max_items="3"))
    await refused(own.create_node(SERVICE, "news"), "conflict")
    instant = await own.create_node(SERVICE, None)
    check(len(instant["pubsub"]["create"]["node"]) > 8, str(instant))
    await own.delete_node(SERVICE, instant["pubsub"]["create"]["node"])
    nodes = await his.get_nodes(SERVICE)
    check(listed(nodes, "node") == ["news"], str(nodes))
    info = await bob.plugin["xep_0030"].get_info(SERVICE, "news")
    check(("pubsub", "leaf", None, "News") in info["disco_info"]["identities"], str(info))

    # Subscribing, publishing.
    answer = await his.subscribe(SERVICE, "news")
    check(answer["pubsub"]["subscription"]["subscription"] == "subscribed", str(answer))
    check(answer["pubsub"]["subscription"]["jid"] == "bob@localhost", str(answer))
    await refused(her.subscribe(SERVICE, "news", subscribee="bob@localhost"), "bad-request", "invalid-jid")
    await refused(her.subscribe(SERVICE, "nothing"), "item-not-found")
    answer = await own.publish(SERVICE, "news", id="one", payload=payload("a < b & c"))
    check(answer["pubsub"]["publish"]["item"]["id"] == "one", str(answer))
    event = await bob.told("publish")
    check(event["type"] == "headline" and event["to"] == "bob@localhost", str(event))
    item = event["pubsub_event"]["items"]["item"]
    check((item["id"], item["payload"].text) == ("one", "a < b & c"), str(event))
    check(event["pubsub_event"]["items"]["node"] == "news", str(event))
    answer = await own.publish(SERVICE, "news", payload=payload("two"))
    made = answer["pubsub"]["publish"]["item"]["id"]
    check(made != "", str(answer))
    event = await bob.told("publish")
    check(event["pubsub_event"]["items"]["item"]["id"] == made, str(event))
    await refused(her.publish(SERVICE, "news", id="x", payload=payload("x")), "forbidden")

    # Reading.
    check(ids(await his.get_items(SERVICE, "news")) == ["one", made], "all items")
    check(ids(await his.get_items(SERVICE, "news", max_items=1)) == [made], "the newest")
    check(ids(await his.get_item(SERVICE, "news", "one")) == ["one"], "one")
    check(ids(await his.get_items(SERVICE, "news", item_ids=[made, "one"])) == [made, "one"], "two by name")
    check(ids(await his.get_items(SERVICE, "news", item_ids=["none"])) == [], "none of that name")
    names = await his.get_item_ids(SERVICE, "news")
    check(listed(names, "name") == ["one", made], str(names))
    found = []
    async for page in bob.plugin["xep_0059"].iterate(disco_items(bob, "news"), "disco_items", amount=1):
        found += listed(page, "name")
    check(found == ["one", made], f"pages: {found}")

    # A late subscriber gets the newest item, with its date.
    await her.subscribe(SERVICE, "news", bare=False)
    event = await eve.told("publish")
    check(event["pubsub_event"]["items"]["item"]["id"] == made, str(event))
    check(event["delay"]["stamp"] is not None, str(event))

    # Lists of one's own.
    answer = await his.get_subscriptions(SERVICE)
    check([s["node"] for s in answer["pubsub"]["subscriptions"]] == ["news"], str(answer))
    answer = await his.get_subscriptions(SERVICE, "news")
    check([s["jid"] for s in answer["pubsub"]["subscriptions"]] == ["bob@localhost"], str(answer))
    answer = await own.get_affiliations(SERVICE, "news")
    check([a["affiliation"] for a in answer["pubsub"]["affiliations"]] == ["owner"], str(answer))
    answer = await own.get_affiliations(SERVICE)
    check([(a["node"], a["affiliation"]) for a in answer["pubsub"]["affiliations"]] == [("news", "owner")], str(answer))

    # Options, with the subscription and later; events by a name of one's own.
    await own.create_node(SERVICE, "quiet")
    await his.subscribe(SERVICE, "quiet", options=form(bob, "subscribe_options", deliver="0"))
    await refused(his.subscribe(SERVICE, "quiet", options=form(bob, "subscribe_options", digest="1")), "bad-request",
                  "invalid-options")
    await own.publish(SERVICE, "quiet", payload=payload("unheard"))
    await bob.quiet()
    await his.unsubscribe(SERVICE, "quiet", subscribee="bob@localhost")
    mapped = asyncio.Queue()
    his.map_node_event("quiet", "whisper")
    bob.add_event_handler("whisper_publish", mapped.put_nowait)
    await his.subscribe(SERVICE, "quiet")
    event = await asyncio.wait_for(mapped.get(), 10)
    check(event["pubsub_event"]["items"]["node"] == "quiet", str(event))
    await bob.told("publish")
    await own.delete_node(SERVICE, "quiet")
    await bob.told("delete")
    default = await his.get_subscription_options(SERVICE)
    check("pubsub#deliver" in fields(default), str(default))
    options = await his.get_subscription_options(SERVICE, "news", "bob@localhost")
    check("pubsub#deliver" in fields(options), str(options))
    request = bob.Iq(sto=SERVICE, stype="set")
    request["pubsub"]["options"]["node"] = "news"
    request["pubsub"]["options"]["jid"] = "bob@localhost"
    request["pubsub"]["options"].append(form(bob, "subscribe_options", deliver="0"))
    await request.send()
    # slixmpp has a method for it that sends a get: that asks, and changes nothing.
    asked = await his.set_subscription_options(
        SERVICE, "news", "bob@localhost", form(bob, "subscribe_options", deliver="1")
    )
    check(fields(asked)["pubsub#deliver"] == ["0"], str(asked))
    await own.publish(SERVICE, "news", id="one", payload=payload("again"))
    event = await eve.told("publish")
    check(event["pubsub_event"]["items"]["item"]["id"] == "one", str(event))
    await bob.quiet()
    check(ids(await his.get_items(SERVICE, "news")) == [made, "one"], "published again: the newest")

    # Retracting, purging.
    await own.retract(SERVICE, "news", "one", notify=True)
    event = await eve.told("retract")
    check(event["pubsub_event"]["items"]["retract"]["id"] == "one", str(event))
    await refused(own.retract(SERVICE, "news", "one"), "item-not-found")
    await own.purge(SERVICE, "news")
    event = await eve.told("purge")
    check(event["pubsub_event"]["purge"]["node"] == "news", str(event))

    # Configuring.
    config = await own.get_node_config(SERVICE, "news")
    check(fields(config)["pubsub#title"] == ["News"], str(config))
    await own.set_node_config(SERVICE, "news", form(owner, "node_config", notify_config="1", title="Latest"))
    event = await eve.told("config")
    check(event["pubsub_event"]["configuration"]["node"] == "news", str(event))
    await refused(his.get_node_config(SERVICE, "news"), "forbidden")

    # Affiliations and subscriptions, as the owner sees them.
    await own.modify_affiliations(SERVICE, "news", [("bob@localhost", "publisher")])
    answer = await own.get_node_affiliations(SERVICE, "news")
    found = sorted((str(a["jid"]), a["affiliation"]) for a in answer["pubsub_owner"]["affiliations"])
    check(found == [("bob@localhost", "publisher"), ("owner@localhost", "owner")], str(found))
    await his.publish(SERVICE, "news", id="mine", payload=payload("by bob"))
    await eve.told("publish")
    await refused(own.modify_affiliations(SERVICE, "news", [("owner@localhost", "none")]), "not-acceptable")
    answer = await own.get_node_subscriptions(SERVICE, "news")
    found = sorted(str(s["jid"]) for s in answer["pubsub_owner"]["subscriptions"])
    check(found == ["bob@localhost", "eve@localhost/car"], str(found))
    await own.modify_subscriptions(SERVICE, "news", [("eve@localhost/car", "none")])
    event = await eve.told("subscription")
    check(event["pubsub_event"]["subscription"]["subscription"] == "none", str(event))
    await own.publish(SERVICE, "news", id="z", payload=payload("z"))
    await eve.quiet()
    await refused(her.unsubscribe(SERVICE, "news", bare=False), "unexpected-request", "not-subscribed")
    await his.unsubscribe(SERVICE, "news")

    # Approval.
    await own.create_node(SERVICE, "club", config=form(owner, "node_config", access_model="authorize"))
    while not owner.mail.empty():
        owner.mail.get_nowait()
    answer = await her.subscribe(SERVICE, "club")
    check(answer["pubsub"]["subscription"]["subscription"] == "pending", str(answer))
    request = await asyncio.wait_for(owner.mail.get(), 10)
    check(fields(request)["pubsub#subscriber_jid"] == ["eve@localhost"], str(request))
    decision = owner.Message(sto=SERVICE)
    decision["id"] = request["id"]
    decision.append(
        form(owner, "subscribe_authorization", node="club", subscriber_jid="eve@localhost", allow="1")
    )
    decision.send()
    event = await eve.told("subscription")
    check(event["pubsub_event"]["subscription"]["subscription"] == "subscribed", str(event))
    await own.publish(SERVICE, "club", id="c", payload=payload("welcome"))
    await eve.told("publish")

    # Publishing makes nodes, under conditions.
    options = form(owner, "publish-options", access_model="whitelist")
    await own.publish(SERVICE, "list", id="1", payload=payload("x"), options=options)
    await refused(her.subscribe(SERVICE, "list"), "not-allowed", "closed-node")
    options = form(owner, "publish-options", access_model="open")
    await refused(
        own.publish(SERVICE, "list", id="2", payload=payload("x"), options=options), "conflict", "precondition-not-met"
    )

    # The end of a node.
    await own.delete_node(SERVICE, "club")
    event = await eve.told("delete")
    check(event["pubsub_event"]["delete"]["node"] == "club", str(event))
    for client in (owner, bob, eve):
        await client.disconnect()


async def multi(port):
    owner, bob = Client("owner@localhost/desk"), Client("bob@localhost/phone")
    own, his = await owner.start(port), await bob.start(port)
    config = form(owner, "node_config", send_last_published_item="never")
    await own.create_node(SERVICE, "news", config=config)
    first = (await his.subscribe(SERVICE, "news"))["pubsub"]["subscription"]["subid"]
    second = (await his.subscribe(SERVICE, "news"))["pubsub"]["subscription"]["subid"]
    check(first and second and first != second, f"{first} {second}")
    await own.publish(SERVICE, "news", id="1", payload=payload("x"))
    event = await bob.told("publish")
    headers = [
        header.text for header in event.xml.iter("{http://jabber.org/protocol/shim}header")
        if header.get("name") == "SubID"
    ]
    check(sorted(headers) == sorted([first, second]), str(event))
    await bob.quiet()
    await refused(his.unsubscribe(SERVICE, "news"), "bad-request", "subid-required")
    await refused(his.unsubscribe(SERVICE, "news", subid="no"), "not-acceptable", "invalid-subid")
    await his.unsubscribe(SERVICE, "news", subid=first)
    await his.unsubscribe(SERVICE, "news")
    answer = await his.get_subscriptions(SERVICE)
    check(len(list(answer["pubsub"]["subscriptions"])) == 0, str(answer))
    for client in (owner, bob):
        await client.disconnect()


async def collections(port):
    owner, bob = Client("owner@localhost/desk"), Client("bob@localhost/phone")
    own, his = await owner.start(port), await bob.start(port)
    # `ntype` counts only beside a configuration.
    await own.create_node(SERVICE, "all", ntype="collection", config=form(owner, "node_config", title="All"))
    options = form(bob, "subscribe_options", subscription_type="all", subscription_depth="all")
    await his.subscribe(SERVICE, "all", options=options)
    shown = await his.get_subscription_options(SERVICE, "all", "bob@localhost")
    check(fields(shown)["pubsub#subscription_type"] == ["all"], str(shown))
    news = asyncio.Queue()
    # slixmpp has events for what happens to items; these are others.
    path = "{jabber:client}message/{http://jabber.org/protocol/pubsub#event}event"
    bob.register_handler(Callback("events", MatchXPath(path), news.put_nowait))
    await own.create_node(SERVICE, "in", config=form(owner, "node_config", collection="all"))
    event = await asyncio.wait_for(news.get(), 10)
    check(event.xml.find(".//{http://jabber.org/protocol/pubsub#event}create").get("node") == "in", str(event))
    config = await own.get_node_config(SERVICE, "all")
    check(fields(config)["pubsub#children"] == ["in"], str(config))
    info = await bob.plugin["xep_0030"].get_info(SERVICE, "all")
    check(("pubsub", "collection") in {i[:2] for i in info["disco_info"]["identities"]}, str(info))
    check(listed(await his.get_nodes(SERVICE), "node") == ["all"], "at the top")
    check(listed(await his.get_nodes(SERVICE, "all"), "node") == ["in"], "in the collection")
    await own.publish(SERVICE, "in", id="1", payload=payload("x"))
    event = await bob.told("publish")
    check(event["pubsub_event"]["items"]["node"] == "in", str(event))
    headers = [(h.get("name"), h.text) for h in event.xml.iter("{http://jabber.org/protocol/shim}header")]
    check(headers == [("Collection", "all")], str(event))
    while not news.empty():
        news.get_nowait()
    await own.set_node_config(SERVICE, "in", form(owner, "node_config", collection=""))
    event = await asyncio.wait_for(news.get(), 10)
    check(event["pubsub_event"]["collection"]["node"] == "all", str(event))
    check(event["pubsub_event"]["collection"]["disassociate"]["node"] == "in", str(event))
    await refused(own.publish(SERVICE, "all", payload=payload("x")), "feature-not-implemented", "unsupported")
    for client in (owner, bob):
        await client.disconnect()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("part", choices=("single", "multi", "collections"))
    args = parser.parse_args()
    part = {"single": single, "multi": multi, "collections": collections}[args.part]
    asyncio.run(asyncio.wait_for(part(args.port), 60))
    print(f"{checks} checks passed")


main()

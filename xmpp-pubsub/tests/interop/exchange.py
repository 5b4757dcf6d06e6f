"""slixmpp logs in and exchanges message, presence and iq with bot@localhost/bot.

    exchange.py PORT clear|starttls|direct MECHANISM JID PASSWORD CA_FILE

Prints ONLINE, PONG, MESSAGE, PRESENCE, IQ, CLOSED as it goes; REFUSED when the login fails.
"""

import asyncio
import sys
import xml.etree.ElementTree as ET

import slixmpp

BOT = "bot@localhost/bot"


class Client(slixmpp.ClientXMPP):
    def __init__(self, way, mechanism, jid, password, ca_file):
        config = {"feature_mechanisms": {"unencrypted_plain": True, "unencrypted_scram": True, "use_mech": mechanism}}
        super().__init__(jid, password, plugin_config=config, sasl_mech=mechanism)
        self.ca_certs = ca_file
        self.enable_plaintext = way == "clear"
        self.enable_starttls = way == "starttls"
        self.enable_direct_tls = way == "direct"
        self.register_plugin("xep_0199")
        self.online, self.mail, self.seen = asyncio.Event(), asyncio.Queue(), asyncio.Queue()
        self.add_event_handler("session_start", lambda _: self.online.set())
        self.add_event_handler("failed_all_auth", lambda _: self.refused())
        self.add_event_handler("message", self.mail.put_nowait)
        self.add_event_handler("presence_dnd", self.saw)

    def refused(self):
        print("REFUSED", flush=True)
        sys.exit(1)

    def saw(self, presence):
        if presence["from"] == BOT:
            self.seen.put_nowait(presence)


async def main():
    port, way, mechanism, jid, password, ca_file = sys.argv[1:]
    client = Client(way, mechanism, jid, password, ca_file)
    client.connect("127.0.0.1" if way == "clear" else "localhost", int(port))
    await client.online.wait()
    print("ONLINE", client.boundjid.full, flush=True)
    client.send_presence()
    await client.get_roster()
    await client.plugin["xep_0199"].send_ping("localhost")
    print("PONG", flush=True)
    client.send_message(BOT, "1 < 2 & \u00e4\U0001f600", mtype="chat")
    print("MESSAGE", (await client.mail.get())["body"], flush=True)
    client.send_presence(pto=BOT, pshow="dnd")
    print("PRESENCE", (await client.seen.get())["show"], flush=True)
    query = client.make_iq_get(ito=BOT)
    query.append(ET.fromstring("<q xmlns='urn:x'>?</q>"))
    answer = await query.send()
    print("IQ", answer.xml.find("{urn:x}q").text, flush=True)
    await client.disconnect()
    print("CLOSED", flush=True)


# A test that waits for what never comes must end.
asyncio.run(asyncio.wait_for(main(), 30))

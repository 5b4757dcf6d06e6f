"""Signs in over XMPP/TCP with STARTTLS and prints a line for each pubsub event.

python3 slixmpp_tail.py HOST PORT JID PASSWORD CA_FILE
Lines: "CONNECTED", then "EVENT node text" until killed.
"""

import asyncio
import sys

import slixmpp


class Tail(slixmpp.ClientXMPP):
    def __init__(self, jid, password, ca_file):
        super().__init__(jid, password)
        self.ca_certs = ca_file
        self.enable_direct_tls = False
        self.register_plugin("xep_0060")
        self.register_plugin("xep_0199")
        self.add_event_handler("session_start", self.start)
        self.add_event_handler("failed_auth", lambda _: self.refused())
        self.add_event_handler("pubsub_publish", self.published)

    async def start(self, _):
        self.send_presence(ppriority=0)
        # A ping comes back only after the presence has been seen.
        await self.plugin["xep_0199"].send_ping(self.boundjid.domain)
        print("CONNECTED", flush=True)

    def refused(self):
        print("REFUSED", flush=True)
        sys.exit(1)

    def published(self, message):
        items = message["pubsub_event"]["items"]
        for item in items["substanzas"]:
            text = " ".join("".join(item["payload"].itertext()).split())
            print("EVENT", items["node"], text, flush=True)


async def main():
    host, port, jid, password, ca_file = sys.argv[1:]
    client = Tail(jid, password, ca_file)
    client.connect(host, int(port))
    # A test that waits for what never comes must end.
    await asyncio.sleep(60)


asyncio.run(main())

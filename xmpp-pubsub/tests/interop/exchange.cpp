// gloox logs in and exchanges message, presence and iq with bot@localhost/bot.
//
//     exchange PORT clear|starttls MECHANISM JID PASSWORD
//
// Prints ONLINE, PONG, MESSAGE, PRESENCE, IQ, CLOSED as it goes; REFUSED when the login fails.
#include <gloox/client.h>
#include <gloox/connectionlistener.h>
#include <gloox/eventhandler.h>
#include <gloox/iqhandler.h>
#include <gloox/message.h>
#include <gloox/messagehandler.h>
#include <gloox/presence.h>
#include <gloox/presencehandler.h>
#include <gloox/stanzaextension.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <unistd.h>

using namespace gloox;

static const JID BOT("bot@localhost/bot");
static const int QUERY = ExtUser + 1;

// <q xmlns='urn:x'>text</q>
struct Query : StanzaExtension {
  std::string text;
  explicit Query(const std::string& said) : StanzaExtension(QUERY), text(said) {}
  explicit Query(const Tag* tag) : StanzaExtension(QUERY), text(tag ? tag->cdata() : "") {}
  const std::string& filterString() const override {
    static const std::string filter = "/iq/q[@xmlns='urn:x']";
    return filter;
  }
  StanzaExtension* newInstance(const Tag* tag) const override { return new Query(tag); }
  Tag* tag() const override {
    Tag* q = new Tag("q", text);
    q->setXmlns("urn:x");
    return q;
  }
  StanzaExtension* clone() const override { return new Query(text); }
};

struct Exchange : ConnectionListener, MessageHandler, PresenceHandler, IqHandler, EventHandler {
  Client& client;
  explicit Exchange(Client& c) : client(c) {}

  static void say(const std::string& line) { std::cout << line << std::endl; }

  void onConnect() override {
    say("ONLINE " + client.jid().full());
    client.setPresence();
    client.xmppPing(JID("localhost"), this);
  }
  void onDisconnect(ConnectionError error) override {
    if (error == ConnAuthenticationFailed) say("REFUSED");
    else if (error == ConnUserDisconnected) say("CLOSED");
    else say("ERROR " + std::to_string(error));
  }
  bool onTLSConnect(const CertInfo& info) override {
    // The test's authority is unknown to the system: the names must be right.
    bool good = info.server == "CN=localhost" && info.issuer == "CN=test authority";
    if (!good) std::cerr << "a certificate of " << info.server << " by " << info.issuer << std::endl;
    return good;
  }

  void handleEvent(const Event&) override {
    say("PONG");
    client.send(Message(Message::Chat, BOT, "1 < 2 & \xc3\xa4\xf0\x9f\x98\x80"));
  }
  void handleMessage(const Message& message, MessageSession*) override {
    say("MESSAGE " + message.body());
    client.send(Presence(Presence::DND, BOT));
  }
  void handlePresence(const Presence& presence) override {
    if (presence.from() != BOT) return;
    say(std::string("PRESENCE ") + (presence.presence() == Presence::DND ? "dnd" : "?"));
    IQ iq(IQ::Get, BOT, client.getID());
    iq.addExtension(new Query("?"));
    client.send(iq, this, 1);
  }
  bool handleIq(const IQ&) override { return false; }
  void handleIqID(const IQ& iq, int) override {
    const Query* q = iq.findExtension<Query>(QUERY);
    say("IQ " + (q ? q->text : "?"));
    client.disconnect();
  }
};

int main(int argc, char** argv) {
  if (argc != 6) return 2;
  // A test that waits for what never comes must end.
  alarm(30);
  Client client(JID(argv[4]), argv[5], std::atoi(argv[1]));
  client.setTls(std::string(argv[2]) == "clear" ? TLSDisabled : TLSRequired);
  client.setSASLMechanisms(std::string(argv[3]) == "PLAIN" ? SaslMechPlain : SaslMechScramSha1);
  client.registerStanzaExtension(new Query(static_cast<const Tag*>(nullptr)));
  Exchange exchange(client);
  client.registerConnectionListener(&exchange);
  client.registerMessageHandler(&exchange);
  client.registerPresenceHandler(&exchange);
  client.connect();
}

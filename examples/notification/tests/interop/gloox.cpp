// Logs in with gloox over BOSH, says that it is there, and prints what it gets: one JSON object a line.
// Arguments: host, port, address, password, how many events to wait for.
#include <cstdlib>
#include <iostream>
#include <string>

#include <gloox/client.h>
#include <gloox/connectionbosh.h>
#include <gloox/connectionlistener.h>
#include <gloox/connectiontcpclient.h>
#include <gloox/eventhandler.h>
#include <gloox/message.h>
#include <gloox/messagehandler.h>
#include <gloox/tag.h>

using namespace gloox;

static std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

class Listener : public ConnectionListener, public MessageHandler, public EventHandler, public TagHandler {
public:
    Listener(Client& client, int wanted) : client(client), left(wanted) {}

    void onConnect() override {
        std::cout << "{\"status\":\"CONNECTED\",\"jid\":" << quoted(client.jid().full()) << "}" << std::endl;
        client.setPresence(Presence::Available, 0);
        client.xmppPing(JID(client.jid().server()), this);
    }

    void onDisconnect(ConnectionError error) override {
        bool refused = error == ConnAuthenticationFailed;
        std::cout << "{\"status\":\"" << (refused ? "AUTHFAIL" : "DISCONNECTED") << "\"}" << std::endl;
    }

    bool onTLSConnect(const CertInfo&) override { return true; }

    void handleEvent(const Event& event) override {
        std::cout << "{\"ready\":" << (event.eventType() == Event::PingPong ? "true" : "false") << "}" << std::endl;
    }

    void handleMessage(const Message&, MessageSession*) override {}

    void handleTag(Tag*) override {}

    int left;

    // The library reads publish-subscribe only for requests it made: the element itself is looked at.
    void event(const Tag* message) {
        const Tag* items = message->findTag("message/event/items");
        const Tag* notification = message->findTag("message/event/items/item/notification");
        if (!items || !notification) return;
        std::cout << "{\"event\":" << quoted(items->findAttribute("node"))
                  << ",\"from\":" << quoted(message->findAttribute("from"))
                  << ",\"text\":" << quoted(notification->cdata()) << "}" << std::endl;
        if (--left == 0) client.disconnect();
    }

private:
    Client& client;
};

// Every element passes here, read or not.
class Watched : public Client {
public:
    Watched(const JID& jid, const std::string& password) : Client(jid, password), listener(nullptr) {}
    Listener* listener;

protected:
    void handleTag(Tag* tag) override {
        if (listener && tag->name() == "message") listener->event(tag);
        Client::handleTag(tag);
    }
};

int main(int count, char** words) {
    if (count != 6) return 2;
    std::string host = words[1];
    int port = std::atoi(words[2]);
    JID jid(words[3]);
    Watched client(jid, words[4]);
    Listener listener(client, std::atoi(words[5]));
    client.listener = &listener;
    client.registerConnectionListener(&listener);
    client.disableRoster();
    client.setTls(TLSDisabled);
    client.setCompression(false);
    client.setSASLMechanisms(SaslMechPlain);
    auto* tcp = new ConnectionTCPClient(client.logInstance(), host, port);
    auto* bosh = new ConnectionBOSH(&client, tcp, client.logInstance(), host, jid.server(), port);
    bosh->setMode(ConnectionBOSH::ModePersistentHTTP);
    client.setConnectionImpl(bosh);
    client.connect(true);
    return listener.left == 0 ? 0 : 1;
}

// Logs in with stanza over BOSH, says that it is there, and prints what it gets: one JSON object a line.
// Arguments: URL of the service, address, password, how many events to wait for.
import * as stanza from 'stanza';

const [url, jid, password, wanted] = process.argv.slice(2);
const tell = (object) => console.log(JSON.stringify(object));
let left = Number(wanted);

const client = stanza.createClient({ jid, password, transports: { bosh: url, websocket: false } });
let raw = '';
client.on('raw:incoming', (text) => { raw = text; });
client.on('session:started', async () => {
    tell({ status: 'CONNECTED', jid: client.jid });
    client.sendPresence();
    try {
        await client.ping();
        tell({ ready: true });
    } catch (error) {
        tell({ ready: false, error: String(error) });
    }
});
client.on('pubsub:published', (message) => {
    // The payload is nothing this library knows: it stands in the text it read.
    const text = /<notification[^>]*>([^<]*)<\/notification>/.exec(raw)?.[1];
    const plain = text?.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&apos;', "'").replaceAll('&amp;', '&');
    tell({ event: message.pubsub.items.node, from: message.from, text: plain });
    left -= 1;
    if (left === 0) client.disconnect();
});
client.on('auth:failed', () => {
    tell({ status: 'AUTHFAIL' });
    client.disconnect();
});
client.on('disconnected', () => {
    tell({ status: 'DISCONNECTED' });
    setTimeout(() => process.exit(left === 0 ? 0 : 1), 50);
});
client.connect();

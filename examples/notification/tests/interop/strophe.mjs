// Logs in with strophe.js over BOSH, says that it is there, and prints what it gets: one JSON object a line.
// Arguments: URL of the service, address, password, how many events to wait for.
import xhr2 from 'xhr2';

// What a browser's XMLHttpRequest has and xhr2 has not.
globalThis.XMLHttpRequest = class extends xhr2 {
    get responseXML() {
        return this.responseText ? new globalThis.DOMParser().parseFromString(this.responseText, 'text/xml') : null;
    }
};
const { Strophe, $pres } = await import('strophe.js');

const [url, jid, password, wanted] = process.argv.slice(2);
const tell = (object) => console.log(JSON.stringify(object));
const names = Object.fromEntries(Object.entries(Strophe.Status).map(([name, number]) => [number, name]));
const connection = new Strophe.Connection(url, { withCredentials: false });
let left = Number(wanted);

connection.addHandler((stanza) => {
    const items = stanza.getElementsByTagName('items')[0];
    if (!items) return true;
    const notification = stanza.getElementsByTagName('notification')[0];
    tell({ event: items.getAttribute('node'), from: stanza.getAttribute('from'), text: notification?.textContent });
    left -= 1;
    if (left === 0) connection.disconnect('enough');
    return true;
}, null, 'message', null, null, null);

connection.connect(jid, password, (status, reason) => {
    tell({ status: names[status], reason: reason ?? undefined, jid: connection.jid });
    if (status === Strophe.Status.CONNECTED) {
        connection.send($pres());
        connection.sendIQ(
            ping(),
            () => tell({ ready: true }),
            (error) => tell({ ready: false, error: error?.toString() }),
            5000,
        );
    }
    if (status === Strophe.Status.DISCONNECTED || status === Strophe.Status.AUTHFAIL || status === Strophe.Status.CONNFAIL) {
        setTimeout(() => process.exit(left === 0 ? 0 : 1), 50);
    }
}, 60, 1);

function ping() {
    return new Strophe.Builder('iq', { type: 'get', id: 'ready' }).c('ping', { xmlns: 'urn:xmpp:ping' });
}

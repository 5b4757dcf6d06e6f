// Signs in over BOSH and prints a line for each pubsub event:  node strophe.js URL JID PASSWORD
// Lines: "CONNECTED", then "EVENT node text" until killed.
import { DOMParser } from '@xmldom/xmldom';
import XMLHttpRequest from 'xhr2';

// Browsers parse the answer by themselves; strophe.js relies on it.
class BrowserRequest extends XMLHttpRequest {
  get responseXML() {
    return this.responseText ? new DOMParser().parseFromString(this.responseText, 'text/xml') : null;
  }
}
globalThis.XMLHttpRequest = BrowserRequest;
globalThis.DOMParser = DOMParser;

const { Strophe, $iq, $pres } = await import('strophe.js');
const [url, jid, password] = process.argv.slice(2);
// A test that waits for what never comes must end.
setTimeout(() => process.exit(1), 60_000);
const connection = new Strophe.Connection(url);

function onMessage(message) {
  const items = message.getElementsByTagName('items')[0];
  if (items) {
    const text = message.getElementsByTagName('notification')[0]?.textContent ?? '';
    console.log(`EVENT ${items.getAttribute('node')} ${text.replace(/\s+/g, ' ')}`);
  }
  return true;
}

connection.connect(jid, password, (status, condition) => {
  if (status === Strophe.Status.CONNECTED) {
    connection.addHandler(onMessage, null, 'message');
    connection.send($pres().c('priority').t('0'));
    // Events come once the presence has been seen; the answer to a ping says so.
    const ping = $iq({ type: 'get', to: Strophe.getDomainFromJid(jid) }).c('ping', { xmlns: 'urn:xmpp:ping' });
    connection.sendIQ(ping, () => console.log('CONNECTED'));
  } else if (status === Strophe.Status.AUTHFAIL) {
    console.log('REFUSED');
    process.exit(1);
  } else if ([Strophe.Status.CONNFAIL, Strophe.Status.DISCONNECTED, Strophe.Status.ERROR].includes(status)) {
    console.log(`ENDED ${condition ?? ''}`);
    process.exit(1);
  }
}, 30, 1);

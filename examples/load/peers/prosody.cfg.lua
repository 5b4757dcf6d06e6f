-- Prosody 0.12 on loopback, for load and interoperability runs.
-- Ports: 15222 c2s, 15280 BOSH (/http-bind) and WebSocket (/xmpp-websocket), 15347 external components.
-- DIRECTORY is replaced by peer.sh.
daemonize = false
pidfile = "DIRECTORY/prosody.pid"
data_path = "DIRECTORY/data"
plugin_paths = { }
interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
http_interfaces = { "127.0.0.1" }
c2s_ports = { 15222 }
s2s_ports = { }
http_ports = { 15280 }
https_ports = { }
component_ports = { 15347 }
component_interface = "127.0.0.1"
network_backend = "epoll"

modules_enabled = {
  "roster"; "saslauth"; "disco"; "posix"; "ping"; "time"; "version"; "private";
  "bosh"; "websocket"; "smacks"; "carbons"; "pep"; "presence"; "message"; "iq";
}
modules_disabled = { "s2s"; "tls"; "offline" }
authentication = "internal_plain"      -- so that PLAIN and SCRAM-SHA-1 are both offered
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
consider_bosh_secure = true
consider_websocket_secure = true
bosh_max_inactivity = 60
bosh_max_wait = 120
limits = { c2s = { rate = "100mb/s" } }
c2s_stanza_size_limit = 262144
-- Accounts are files; everything else is in memory.
storage = {
  accounts = "internal"; roster = "memory"; pubsub_nodes = "memory"; pubsub_data = "memory"; pep = "memory";
  pep_data = "memory"; private = "memory"; presence = "memory"; archive = "memory"; __default = "memory";
}
default_storage = "memory"
log = { error = "DIRECTORY/prosody.log" }
statistics = nil
http_max_content_size = 1048576

VirtualHost "localhost"

Component "pubsub.localhost" "pubsub"
  name = "Pubsub"
  autocreate_on_publish = false
  autocreate_on_subscribe = false
  pubsub_max_items = 1000
  expose_publisher = true
  admins = { "finesse@localhost" }
  -- Prosody lets only admins of the component create nodes, so the publisher is one

-- external component (XEP-0114) for pointing a component client at this server
Component "ext.localhost"
  component_secret = "secret"

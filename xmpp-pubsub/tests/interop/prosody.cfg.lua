-- Prosody for an interoperability test: loopback only, everything in memory but the accounts.
-- DIR and PORT are replaced by the test.
run_as_root = true
daemonize = false
pidfile = "DIR/prosody.pid"
data_path = "DIR/data"
interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { PORT }
s2s_ports = { }
http_ports = { }
https_ports = { }
component_ports = { }
modules_enabled = { "roster"; "saslauth"; "disco"; "ping"; "presence"; "message"; "iq" }
modules_disabled = { "s2s"; "tls"; "offline" }
authentication = "internal_plain"
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
default_storage = "memory"
storage = { accounts = "internal" }
log = { warn = "DIR/prosody.log" }

VirtualHost "localhost"

Component "pubsub.localhost" "pubsub"
  expose_publisher = true
  admins = { "admin@localhost" }

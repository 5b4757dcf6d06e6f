-- Prosody for logins of every kind: loopback only, everything in memory but the accounts.
-- Words between @ are replaced by the test. With plain passwords Prosody offers every mechanism it has.
run_as_root = true
daemonize = false
pidfile = "@DIR@/prosody.pid"
data_path = "@DIR@/data"
interfaces = { "127.0.0.1" }
local_interfaces = { "127.0.0.1" }
c2s_ports = { @C2S@ }
c2s_direct_tls_ports = { @DIRECT@ }
s2s_ports = { }
http_ports = { @HTTP@ }
http_interfaces = { "127.0.0.1" }
https_ports = { }
component_ports = { }
modules_enabled = { "roster"; "saslauth"; "tls"; "disco"; "ping"; "presence"; "message"; "iq"; "smacks"; "websocket" }
modules_disabled = { "s2s"; "offline" }
authentication = "internal_plain"
allow_unencrypted_plain_auth = true
c2s_require_encryption = false
consider_websocket_secure = true
smacks_hibernation_time = 60
default_storage = "memory"
storage = { accounts = "internal" }
ssl = { key = "@DIR@/server.key"; certificate = "@DIR@/server.pem" }
c2s_direct_tls_ssl = { key = "@DIR@/server.key"; certificate = "@DIR@/server.pem" }
log = { warn = "@DIR@/prosody.log" }

VirtualHost "localhost"

#!/usr/bin/env bash
# usage: peer.sh ours|floor|prosody|ejabberd start|stop DIR
#
# Starts a server on loopback with the accounts `finesse` and u0 … uN (N from USERS, default 10), password `secret`, domain
# `localhost`, publish-subscribe at `pubsub.localhost`. Leaves in DIR: `pid`, and `ports` with the shell lines
# BOSH=host:port and XMPP=host:port. Prosody and ejabberd are those of the system's packages.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
server=$1 action=$2 dir=$3 users=${USERS:-10}
binaries=${BINARIES:-"$here/../../../target/release"}
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
case $server in
  prosody) port=15280 xmpp=15222 ;;
  ejabberd) port=25280 xmpp=25222 ;;
  ours) port=16280 xmpp=16222 ;;
  floor) port=17280 xmpp=17222 ;;
  *) echo "no server $server" >&2; exit 2 ;;
esac

if [ "$action" = stop ]; then
  kill "$(cat "$dir/pid")" 2>/dev/null || true
  for _ in $(seq 100); do kill -0 "$(cat "$dir/pid")" 2>/dev/null || exit 0; sleep 0.1; done
  kill -KILL "$(cat "$dir/pid")" 2>/dev/null || true
  exit 0
fi

mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
printf 'BOSH=127.0.0.1:%s\nXMPP=127.0.0.1:%s\n' $port $xmpp > "$dir/ports"
names=$(echo finesse; seq -f 'u%g' 0 $((users - 1)))
case $server in
  ours)
    echo "$names" | sed 's/$/:secret/' > "$dir/accounts"
    setsid "$binaries/notification" --static-accounts "$dir/accounts" --xmpp $xmpp --bosh $port --bosh-tls 0 \
      --xmpp-tls 0 --allow-plain-on-loopback > "$dir/log" 2>&1 &
    pid=$! ;;
  floor)
    setsid "$binaries/floor" --bosh 127.0.0.1:$port --xmpp 127.0.0.1:$xmpp > "$dir/log" 2>&1 &
    pid=$! ;;
  prosody)
    mkdir -p "$dir/data/localhost/accounts"
    sed "s#DIRECTORY#$dir#g" "$here/prosody.cfg.lua" > "$dir/prosody.cfg.lua"
    for name in $names; do
      printf 'return {\n\t["password"] = "secret";\n};\n' > "$dir/data/localhost/accounts/$name.dat"
    done
    run=(bash -c "ulimit -n 65536 2>/dev/null || ulimit -n 20000; exec prosody --config '$dir/prosody.cfg.lua' -F")
    if [ "$(id -u)" = 0 ]; then
      chmod 755 "$dir"; chown -R prosody "$dir"; run=(runuser -u prosody -- "${run[@]}")
    fi
    setsid "${run[@]}" > "$dir/log" 2>&1 &
    pid= ;;
  ejabberd)
    mkdir -p "$dir/db"; rm -f "$dir/ready"
    cp "$here/ejabberd.yml" "$dir/"
    ebin=$(ls -d /usr/lib/*/ejabberd-*/ebin | head -1)
    register="[ejabberd_auth:try_register(U, <<\"localhost\">>, <<\"secret\">>) || U <- [<<\"finesse\">> | \
      [iolist_to_binary([\"u\", integer_to_list(I)]) || I <- lists:seq(0, $users - 1)]]]"
    start="case application:ensure_all_started(ejabberd) of {ok, _} -> ok; E -> io:format(\"~p~n\", [E]), halt(1) end"
    # Without Erlang's distribution: no daemon of its own, loopback only.
    (cd "$dir"; setsid erl -noinput +K true -pa "$ebin" -mnesia dir "\"$dir/db\"" \
      -ejabberd config "\"$dir/ejabberd.yml\"" log_path "\"$dir/ejabberd.log\"" -sasl sasl_error_logger false \
      -eval "$start, $register, file:write_file(\"$dir/ready\", <<\"ok\">>)." > "$dir/log" 2>&1 &)
    for _ in $(seq 300); do [ -f "$dir/ready" ] && break; sleep 0.2; done
    pid= ;;
esac
for _ in $(seq 150); do (exec 3<>/dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
[ -n "$pid" ] || pid=$(ss -ltnp | grep ":$port " | grep -oE 'pid=[0-9]+' | head -1 | cut -d= -f2)
if [ -z "$pid" ] || ! kill -0 "$pid"; then echo "$server did not start:" >&2; cat "$dir/log" >&2; exit 1; fi
echo "$pid" > "$dir/pid"

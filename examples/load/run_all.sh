#!/usr/bin/env bash
# usage: run_all.sh [OUT_DIR] [SERVER...]
#
# The whole table: each row against a freshly started server, one server at a time, alone on the machine. SERVER is
# any of ours, floor, ejabberd, prosody (default: all four). OUT_DIR gets the raw reports and `table.md`, which is also
# printed. About seven minutes; QUICK=1 runs everything small, to see that it works. Build first:
#
#   cargo build --release -p load -p notification
#
# Needs prosody and ejabberd installed (Debian's packages), 20,000 open files, and Linux.
set -u
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/../../target/load"}; shift || true
servers=("$@"); [ ${#servers[@]} -gt 0 ] || servers=(ours floor ejabberd prosody)
export BINARIES=${BINARIES:-"$here/../../target/release"}
mkdir -p "$out"; out=$(cd "$out" && pwd)
ulimit -n 65536 2>/dev/null || ulimit -n "$(ulimit -Hn)"
if [ -n "${QUICK:-}" ]; then many=100 idle=300 seconds=3; else many=1000 idle=5000 seconds=${SECONDS_EACH:-15}; fi

row() { # server name users arguments...
  local server=$1 name=$2 users=$3; shift 3
  local dir=$out/$server.run report=$out/$server.$name
  rm -rf "$dir"
  if ! USERS=$users "$here/peers/peer.sh" "$server" start "$dir"; then echo "failed=1" > "$report"; return; fi
  . "$dir/ports"
  sleep 1
  echo "### $server $name: $*" | tee "$report"
  timeout 150 "$BINARIES/load" "$@" --bosh "$BOSH" --xmpp "$XMPP" --pid "$(cat "$dir/pid")" | tee -a "$report"
  "$here/peers/peer.sh" "$server" stop "$dir"
}

value() { # server name field
  grep -oE "(^| )$3=[^ ]+" "$out/$1.$2" 2>/dev/null | head -1 | cut -d= -f2
}

for server in "${servers[@]}"; do
  row "$server" fanout $many fanout --sessions $many --seconds "$seconds"
  row "$server" nodes $many nodes --sessions $many --seconds "$seconds" --in-flight 32
  row "$server" idle $idle idle --sessions $idle --settle 5000
done

fields=(
  "fanout events_per_s|fan-out to $many, notifications/s"
  "fanout p50_ms|… 50 of 100 within, ms"
  "fanout p99_ms|… 99 of 100 within, ms"
  "fanout server_cpu_us|… server processor each, µs"
  "fanout rss_growth_MiB|… growth of memory, MiB"
  "fanout missing|… missing"
  "nodes events_per_s|$many nodes, 32 in flight, notifications/s"
  "nodes p50_ms|… 50 of 100 within, ms"
  "nodes p99_ms|… 99 of 100 within, ms"
  "nodes server_cpu_us|… server processor each, µs"
  "nodes missing|… missing"
  "idle setups_per_s|$idle idle sessions, set-ups/s"
  "idle setup_cpu_ms|… server processor each, ms"
  "idle rss_session_KiB|… memory each, KiB"
)
{
  printf '| |'; printf ' %s |' "${servers[@]}"; echo
  printf '|---|'; printf -- '---:|%.0s' "${servers[@]}"; echo
  for entry in "${fields[@]}"; do
    read -r name field <<< "${entry%%|*}"
    printf '| %s |' "${entry#*|}"
    for server in "${servers[@]}"; do printf ' %s |' "$(value "$server" "$name" "$field")"; done
    echo
  done
} | tee "$out/table.md"

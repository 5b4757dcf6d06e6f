# Walls of the house that the compiler does not see.
bad=0
say() { echo "$1"; bad=1; }
for crate in cti-wire xmpp-pubsub bosh axl-soap finesse-proto xml-cursor; do
    others=$(cargo metadata --locked --no-deps --format-version 1 | python3 -c '
import json, sys
crate = sys.argv[1]
ours = {"cti-wire", "xmpp-pubsub", "xmpp-bosh", "axl-soap", "finesse-proto"}
for package in json.load(sys.stdin)["packages"]:
    if package["manifest_path"].endswith(f"/{crate}/Cargo.toml"):
        print(*[d["name"] for d in package["dependencies"] if d["name"] in ours])
' "$crate")
    [ -z "$others" ] || say "$crate depends on another protocol crate: $others"
    for adapter in "$crate"/src/tokio/*.rs; do
        [ -e "$adapter" ] || continue
        lines=$(wc -l <"$adapter")
        [ "$lines" -le 300 ] || say "$adapter has $lines lines: an adapter stays under 300"
    done
done
left=$(git grep -nE 'todo!\(|unimplemented!\(' -- '*.rs' || true)
[ -z "$left" ] || say "left-overs: $left"
npm_locks=$(git ls-files '*package-lock.json' '*npm-shrinkwrap.json')
[ -z "$npm_locks" ] || say "npm lock files: $npm_locks"
exit $bad

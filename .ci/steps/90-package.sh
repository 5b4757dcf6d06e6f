# What would be published is complete and builds by itself.
# Cargo unpacks the crates of an earlier run where it looks for those of this one, by version alone.
rm -rf "${CARGO_HOME:-$HOME/.cargo}"/registry/src/-*/{xml-cursor,cti-wire,xmpp-pubsub,xmpp-bosh,axl-soap,finesse-proto}-*
cargo package --quiet --locked --allow-dirty \
    -p xml-cursor -p cti-wire -p xmpp-pubsub -p xmpp-bosh -p axl-soap -p finesse-proto
for crate in xml-cursor cti-wire xmpp-pubsub bosh axl-soap finesse-proto; do
    for file in README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE; do
        test -s "$crate/$file" || { echo "$crate/$file is missing"; exit 1; }
    done
done

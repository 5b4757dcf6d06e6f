# Every feature of every published crate alone, and none.
cargo metadata --locked --no-deps --format-version 1 | python3 -c '
import json, sys
for package in json.load(sys.stdin)["packages"]:
    if package["publish"] is None:
        for feature in ["", *sorted(package["features"])]:
            if feature != "default":
                print(package["name"], feature)
' | while read -r package feature; do
    echo "$package: ${feature:-no features}"
    cargo check --quiet --locked -p "$package" --no-default-features ${feature:+--features "$feature"}
done
# What a user of one crate gets: its own tests with all its features.
for package in xml-cursor cti-wire xmpp-pubsub xmpp-bosh axl-soap finesse-proto; do
    cargo test --quiet --locked -p "$package" --all-features
done

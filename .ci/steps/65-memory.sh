# The claim about 100,000 nodes takes too long without an optimiser to be among the ordinary tests.
cargo test --quiet --locked --release -p xmpp-pubsub --test pubsub_memory -- --include-ignored

cargo clippy --quiet --locked --workspace --all-targets --all-features -- -D warnings

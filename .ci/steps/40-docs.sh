RUSTDOCFLAGS="-D warnings" cargo doc --quiet --locked --workspace --no-deps --all-features --document-private-items

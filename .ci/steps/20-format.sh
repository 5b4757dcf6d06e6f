cargo fmt --all --check
(cd fuzz && cargo fmt --check)

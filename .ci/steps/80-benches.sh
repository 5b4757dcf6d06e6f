# Every benchmark is built and runs once; figures are for a quiet machine and `cargo bench -p benches`.
cargo test --quiet --locked -p benches --benches

# Each target for ten seconds from its corpus. No nightly: coverage without a sanitizer.
. .ci/interop.env
seconds=${FUZZ_SECONDS:-10}
cd fuzz
cargo fuzz build -s none
log=$(mktemp)
ran=0
for target in $(cargo fuzz list); do
    # A scratch folder takes what is found; the committed corpus stays as it is.
    scratch=$(mktemp -d)
    if ! cargo fuzz run -s none "$target" "$scratch" "corpus/$target" -- \
        -max_total_time="$seconds" -rss_limit_mb=1024 -timeout=10 -max_len=65536 -print_final_stats=1 >"$log" 2>&1; then
        tail -n 60 "$log"
        echo "$target found something"
        exit 1
    fi
    echo "$target: $(grep -oE 'number_of_executed_units: *[0-9]+' "$log" | grep -oE '[0-9]+') inputs"
    rm -r "$scratch"
    ran=$((ran + 1))
done
test "$ran" -gt 0
echo "$ran fuzz targets ran, $seconds s each"

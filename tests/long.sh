#!/usr/bin/env bash
# long.sh: the tests that take hours, each under one name; `./dev test long [NAME...]` runs them.
#
#   tsan        the rooms with threads and what lies below them, under ThreadSanitizer
#   histories   1,000 random lives of the paid half on each database; OFFLIST_LIFE_HISTORIES for another number
#   kills       kill -9 at random moments: 100 of the daemon, 200 of the paid half; OFFLIST_KILL_ROUNDS for another number
#   resolvers   the resolver that begins to lie in the middle of a paid job, each that we know of
#   fuzz        every libFuzzer target for 60 s; OFFLIST_FUZZ_SECONDS for another time
#   fresh       the Debian packages installed on a Debian that debootstrap makes
#
# Needs build/asan, and build/tsan for `tsan`, which ./dev builds before. Each name's output is build/long/NAME.log; the
# last line counts what passed.
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." || exit

passed=0
failed=0
logs=build/long

# run NAME COMMAND...: keeps its output, and tells what came of it and how long it took.
run() {
    local name=$1 began=$SECONDS
    shift
    printf '%-34s ' "$name"
    if "$@" >"$logs/$name.log" 2>&1 </dev/null; then
        passed=$((passed + 1))
        printf 'passed  %5d s\n' $((SECONDS - began))
    else
        failed=$((failed + 1))
        printf 'FAILED  %5d s  (%s)\n' $((SECONDS - began)) "$logs/$name.log"
        tail -n 5 "$logs/$name.log" | sed 's/^/    /'
    fi
}

long_tsan() {
    local room
    # a race is an error, and so is a report about libraries that were not built with TSan unless it is named there
    export TSAN_OPTIONS="halt_on_error=1:suppressions=$PWD/tests/tsan.supp"
    for room in store http outbound monitor; do run "tsan.$room" "build/tsan/test_$room"; done
    unset TSAN_OPTIONS
}

long_histories() {
    local database
    for database in sqlite postgresql; do
        run "histories.$database" env OFFLIST_LIFE_HISTORIES="${OFFLIST_LIFE_HISTORIES:-1000}" \
            build/asan/test_store --gtest_filter="*money_life*$database*"
    done
}

long_kills() {
    run kills.daemon env OFFLIST_KILL_ROUNDS="${OFFLIST_KILL_ROUNDS:-100}" \
        build/asan/test_daemon --gtest_filter='history.survives_kill_9*'
    run kills.orders env OFFLIST_KILL_ROUNDS="${OFFLIST_KILL_ROUNDS:-200}" \
        build/asan/test_services --gtest_filter='*kill_9_at_random*'
}

long_resolvers() {
    run resolvers env OFFLIST_RESOLVERS=all build/asan/test_daemon --gtest_filter='*orders_through_a_resolver*'
}

long_fuzz() {
    local target name
    for target in tests/fuzz/fuzz_*.cpp; do
        name=$(basename "$target" .cpp)
        name=${name#fuzz_}
        run "fuzz.$name" ./dev fuzz "$name" "${OFFLIST_FUZZ_SECONDS:-60}"
    done
}

long_fresh() { run fresh.install env OFFLIST_FRESH_MACHINE=1 python3 -B tests/packaging/install_test.py; }

mkdir -p "$logs"
[ $# -gt 0 ] || set -- tsan histories kills resolvers fuzz fresh
for name in "$@"; do
    declare -F "long_$name" >/dev/null || {
        printf "long.sh: no long test '%s'; there are tsan, histories, kills, resolvers, fuzz, fresh\n" "$name" >&2
        exit 2
    }
done
for name in "$@"; do "long_$name"; done
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]

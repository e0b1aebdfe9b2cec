#!/usr/bin/env bash
# ./dev bench slice [STEPS SLICE]: steps of listings a second into SQLite and PostgreSQL, durably, a slice at a time, and
# the same with each step written by itself. 48,000 steps in slices of 1,000 unless said; three rounds, the medians count.
set -euo pipefail
cd "$(dirname "$0")/.."
steps=${1:-48000}
slice=${2:-1000}
build=${OFFLIST_BUILD:-build/release}
postgres=${OFFLIST_POSTGRES:-/usr/lib/postgresql/15/bin}
rounds=3
# beside the program: /tmp may be a disk of memory, on which fsync costs nothing
folder=$(realpath "$(mktemp -d "${OFFLIST_BENCH_FOLDER:-$build}/slice-XXXXXX")")
socket=$(mktemp -d) # its path must be short

# PostgreSQL refuses to run as root; then it runs as Debian's user of its package
as_postgres() {
    if [ "$(id -u)" = 0 ]; then
        (cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
    else
        "$@"
    fi
}
cleanup() {
    [ ! -f "$folder/data/postmaster.pid" ] || as_postgres "$postgres/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null
    rm -rf "$folder" "$socket"
}
trap cleanup EXIT

mkdir "$folder/data"
if [ "$(id -u)" = 0 ]; then chown postgres "$folder" "$folder/data" "$socket"; fi
as_postgres "$postgres/initdb" -D "$folder/data" -A trust -U offlist >/dev/null
as_postgres "$postgres/pg_ctl" -D "$folder/data" -w -l "$folder/data/log" \
    -o "-c listen_addresses='' -c unix_socket_directories='$socket'" start >/dev/null

for ((round = 1; round <= rounds; ++round)); do
    as_postgres "$postgres/createdb" -h "$socket" -U offlist "round$round"
    printf 'round %d, SQLite\n' "$round"
    "$build/slice_bench" "sqlite:$folder/round$round.db" "$steps" "$slice" | tee -a "$folder/sqlite"
    printf 'round %d, PostgreSQL\n' "$round"
    "$build/slice_bench" "postgresql:///round$round?host=$socket&user=offlist" "$steps" "$slice" | tee -a "$folder/postgresql"
done
median() { awk -v word="$1" '$1 == word {print $2}' "$2" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
for store in sqlite postgresql; do
    printf 'median, %s: %s steps/s whole, %s singly, ratio %s\n' "$store" "$(median whole "$folder/$store")" \
        "$(median singly "$folder/$store")" "$(median ratio "$folder/$store")"
done

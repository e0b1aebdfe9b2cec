#!/usr/bin/env bash
# ./dev bench money [COUNT]: delisting orders a second into SQLite, durably: in process and through REST, beside a bare
# loop of prepared inserts with the same durability. Three rounds in turn; the medians count.
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-50000}
build=${OFFLIST_BUILD:-build/release}
in_flight=(64 256)
rounds=3
# beside the program: /tmp may be a disk of memory, on which fsync costs nothing
folder=$(mktemp -d "${OFFLIST_BENCH_FOLDER:-$build}/money-XXXXXX")
trap 'rm -rf "$folder"' EXIT

# one MODE THIRD: a run in a fresh folder
one() {
    local at
    at=$(mktemp -d "$folder/XXXXXX")
    "$build/money_bench" "$1" "$at" "$count" "$2"
    rm -rf "$at"
}

for ((round = 1; round <= rounds; ++round)); do
    for n in "${in_flight[@]}"; do
        printf 'round %d, %3d orders in flight: ' "$round" "$n"
        one orders "$n" | tee -a "$folder/orders.$n"
    done
    printf 'round %d, bare inserts:         ' "$round"
    one inserts 100 | tee -a "$folder/inserts"
    printf 'round %d, through REST:         ' "$round"
    python3 -B bench/orders.py --build "$build" --folder "$folder" | tee -a "$folder/rest"
done
median() { awk '/^[0-9]/ {print $1}' "$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
for n in "${in_flight[@]}"; do
    printf 'median: %s orders/s with %d in flight\n' "$(median "$folder/orders.$n")" "$n"
done
printf 'median: %s inserts/s\n' "$(median "$folder/inserts")"
printf 'median: %s orders/s through REST with 64 connections\n' "$(median "$folder/rest")"

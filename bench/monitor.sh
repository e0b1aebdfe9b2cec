#!/usr/bin/env bash
# ./dev bench monitor [SUBJECTS LISTS]: the monitor in virtual time: CPU a question, memory, start-up, growth of the store
#
# A million subjects on 60 lists unless said, of which each lists one in a hundred. It takes some minutes, and up to one
# gigabyte in TMPDIR, which is deleted.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${OFFLIST_BUILD:-build/release}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

printf '== the scheduler alone, one hour of the steady state\n'
timeout 900 "$build/monitor_bench" scheduler "$@"
printf '\n== three rounds into SQLite\n'
timeout 3600 "$build/monitor_bench" rounds "$folder/offlist.db" "$@"
printf '\n== a start from that store\n'
timeout 300 "$build/monitor_bench" start "$folder/offlist.db" "$@"

#!/usr/bin/env bash
# ./dev bench history: ten million stored changes read by REST while a sweep writes; options go to bench/history.py (--help)
#
# It takes some minutes and four gigabytes in TMPDIR, which are deleted.
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 bench/history.py --build "${OFFLIST_BUILD:-build/release}" "$@"

#!/usr/bin/env bash
# ./dev bench neighbour: how long a tenant's requests take while a stranger attacks, against alone; the argument is
# seconds for each attack (5).
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 -B bench/neighbour.py --build "${OFFLIST_BUILD:-build/release}" --seconds "${1:-5}"

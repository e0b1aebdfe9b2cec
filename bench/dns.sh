#!/usr/bin/env bash
# ./dev bench dns: this engine through its whole path against dnsperf. Options go to bench/dns.py (--help tells them).
set -euo pipefail
cd "$(dirname "$0")/.."
exec python3 bench/dns.py --build "${OFFLIST_BUILD:-build/release}" "$@"

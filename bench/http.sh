#!/usr/bin/env bash
# ./dev bench http: the HTTP server with a trivial handler under wrk, 64 connections; the argument is seconds (5).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5}
build=${OFFLIST_BUILD:-build/release}

coproc server { exec "$build/http_bench"; }
read -r port <&"${server[0]}"
wrk --threads 1 --connections 64 --duration "${seconds}s" --latency "http://127.0.0.1:$port/v1/listings/lst_12"
input=${server[1]}
exec {input}>&- # the server ends with its input
cat <&"${server[0]}"

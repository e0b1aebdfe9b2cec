#!/usr/bin/env bash
# ./dev bench http: the HTTP server with a trivial handler under wrk, 64 connections; the argument is seconds (5).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-5}
build=${OFFLIST_BUILD:-build/release}

coproc server { exec "$build/http_bench"; }
exec {said}<&"${server[0]}" {input}>&"${server[1]}" # bash forgets its own as soon as the server ends
eval "exec ${server[1]}>&-"
read -r port <&"$said"
wrk --threads 1 --connections 64 --duration "${seconds}s" --latency "http://127.0.0.1:$port/v1/listings/lst_12"
exec {input}>&- # the server ends with its input
cat <&"$said"

#!/usr/bin/env bash
# Runs of five Lua nodes over HTTP, started and finished, one POST with ?wait=1000 each: 64 connections from wrk, which
# shares the machine's cores with the server. Medians of five.
#
#   bench/http_bench.sh [BIN [SECONDS [CONNECTIONS]]]     BIN: where millrace is; build/release/bin if not given
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=${1:-$here/../build/release/bin}
seconds=${2:-5}
connections=${3:-64}

if ! command -v wrk >/dev/null; then
    echo "http: skipped, wrk is not installed (sudo apt-get install wrk)" >&2
    exit 0
fi

data=$(mktemp -d)
server=
clean_up() {
    [ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true
    rm -rf "$data"
}
trap clean_up EXIT

password=only-for-this-bench
"$bin/millrace" org add bench --data "$data" >/dev/null
"$bin/millrace" user add admin@bench.test --role admin --password "$password" --data "$data" >/dev/null
"$bin/millrace" publish "$here/five_lua_nodes.json" --data "$data" >/dev/null

"$bin/millrace" serve --data "$data" --listen 127.0.0.1:0 >"$data/server.log" 2>&1 &
server=$!
address=
for _ in $(seq 100); do
    address=$(sed -n 's/^listening on //p' "$data/server.log")
    [ -z "$address" ] || break
    sleep 0.1
done
[ -n "$address" ] || { echo "http: expected the server to listen, but:" >&2 && cat "$data/server.log" >&2 && exit 1; }

MILLRACE_TOKEN=$(curl -sS -X POST -H 'Content-Type: application/json' "$address/api/auth/login" \
    -d "{\"email\":\"admin@bench.test\",\"password\":\"$password\"}" | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
export MILLRACE_TOKEN
[ -n "$MILLRACE_TOKEN" ] || { echo "http: expected to log in, but there is no token" >&2 && exit 1; }

# One run, looked at: what is fast but wrong is not worth a figure.
shown=$(curl -sS -X POST -H "Authorization: Bearer $MILLRACE_TOKEN" -H 'Content-Type: application/json' \
    "$address/api/flows/five/runs?wait=1000" -d '{"input":{}}')
case $shown in
    *'"sum":5'*) ;;
    *) echo "http: expected a finished run with the sum 5, but got $shown" >&2 && exit 1 ;;
esac

load() { wrk -t1 -c"$connections" -d"${seconds}s" -s "$here/start_runs.lua" "$address/api/flows/five/runs?wait=1000"; }
load >/dev/null # warms up
for _ in 1 2 3 4 5; do
    load | sed -n 's/^figures //p'
done >"$data/figures"

bad=$(awk '{ bad += $3 } END { print bad }' "$data/figures")
((bad == 0)) || { echo "http: expected every request to be answered by 201, but $bad were not" >&2 && exit 1; }
# The third of five, with the least and the most.
middle() { sort -n -k"$1,$1" "$data/figures" | awk -v k="$1" '{ v[NR] = $k } END { print v[3], u, "[" v[1] " to " v[5] "]" }' u="$2"; }
echo "http_runs $(middle 1 req/s)"
echo "http_runs_p99 $(middle 2 ms)"

#!/usr/bin/env bash
# 6. Serve a customer over HTTP: a visitor and an agent, played with curl against a running demo.
#
#   ./run                                             # in another terminal
#   MILLRACE_DEMO_PASSWORD=… examples/06_serve_a_customer_over_http.sh
#
# MILLRACE_URL is the server, http://127.0.0.1:8080 if not said. The password is printed when the demo first starts.
set -euo pipefail

url=${MILLRACE_URL:-http://127.0.0.1:8080}
password=${MILLRACE_DEMO_PASSWORD:?"expected the demo's password in MILLRACE_DEMO_PASSWORD"}

# One member of a JSON answer, by its name.
member() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }

# call TOKEN METHOD PATH [BODY]: the answer's body; an answer that is not 2xx ends the script with it.
call() {
    local answer status
    answer=$(curl -sS -X "$2" -H "Authorization: Bearer $1" ${4:+-H 'Content-Type: application/json' -d "$4"} \
        -w '\n%{http_code}' "$url$3")
    status=${answer##*$'\n'}
    if [[ $status != 2* ]]; then
        echo "expected 2xx from $2 $3 but got $status: ${answer%$'\n'*}" >&2
        return 1
    fi
    printf '%s\n' "${answer%$'\n'*}"
}

# eventually WHAT COMMAND…: asks until the command succeeds, for ten seconds.
eventually() {
    local what=$1
    shift
    for _ in {1..50}; do
        if "$@" >/dev/null 2>&1; then
            return 0
        fi
        sleep 0.2
    done
    echo "expected $what within 10 s but it did not come" >&2
    return 1
}

echo "A visitor begins a conversation."
begun=$(curl -sS -X POST -H 'Content-Type: application/json' -d '{"name":"Mia"}' "$url/api/chat/web/conversations")
conversation=$(member conversation_id <<<"$begun")
visitor=$(member token <<<"$begun")
[ -n "$visitor" ] || { echo "expected a conversation and a token but got $begun" >&2; exit 1; }

messages() { call "$visitor" GET "/api/chat/conversations/$conversation/messages"; }
hears() { messages | grep -qF "$1"; }
says() {
    call "$visitor" POST "/api/chat/conversations/$conversation/messages" "{\"id\":\"$1\",\"text\":\"$2\"}" >/dev/null
}

eventually "a greeting" hears "What can we help you with?"
echo "  bot: Hello. Mia chooses Sales."
says m1 "Sales"
eventually "the first question" hears "In one sentence"
says m2 "A thousand red chairs"
eventually "the second question" hears "order or customer number"
says m3 "skip"

echo "An agent logs in and sees a preview in the queue."
agent=$(curl -sS -X POST -H 'Content-Type: application/json' \
    -d "{\"email\":\"agent1@demo.test\",\"password\":\"$password\"}" "$url/api/auth/login" | member token)
[ -n "$agent" ] || { echo "expected to log in as agent1@demo.test but could not" >&2; exit 1; }

is_queued() { call "$agent" GET "/api/conversations?status=queued&queue=sales" | grep -qF "$conversation"; }
eventually "the conversation in the queue sales" is_queued
call "$agent" POST "/api/conversations/$conversation/take" >/dev/null
echo "  taken."
call "$agent" POST "/api/conversations/$conversation/messages" '{"text":"Hello Mia, red it is. When do you need them?"}' >/dev/null
eventually "the agent's words" hears "red it is"
echo "  Mia reads the agent's answer."
says m4 "Tomorrow, please"

echo "The agent leaves a note, a tag, and closes."
call "$agent" POST "/api/conversations/$conversation/notes" '{"text":"Wants a thousand."}' >/dev/null
call "$agent" POST "/api/conversations/$conversation/tags" '{"tag":"chairs"}' >/dev/null
call "$agent" POST "/api/conversations/$conversation/close" '{"reason":"resolved"}' >/dev/null

eventually "the survey" hears "How satisfied"
says m5 "5"
eventually "thanks" hears "anything you would like to add"
says m6 "skip"
eventually "a goodbye" hears "Goodbye"
echo "  Mia was asked how it was, and said five."
echo "A customer was served over HTTP."

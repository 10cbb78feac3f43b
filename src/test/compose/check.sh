#!/usr/bin/env bash
# Brings the compose stack up beside whatever else runs, with the scripted API behind the proxy, and checks what its
# page (.github/docs/containers-and-services.md) says of it. Needs Docker with compose 2.24 or newer, and curl; talks to a
# port of this machine only.
# Usage: src/test/compose/check.sh   after "docker compose --profile demo build"
set -euo pipefail
cd "$(dirname "$0")/../../.."

port=${CHECK_PORT:-19100}
base=http://127.0.0.1:$port
folder=$(mktemp -d)
random() { od -An -N16 -v -tx1 /dev/urandom | tr -d ' \n'; }
key=proxy-$(random)
secret=upstream-$(random)
printf '# of this check\n\nPROXY_API_KEY=%s\nANTHROPIC_API_KEY=%s\nANTHROPIC_BASE_URL=http://demo-api:8080\nMAX_CONCURRENT=3\n' \
  "$key" "$secret" >"$folder/settings.env"
chmod 644 "$folder/settings.env" # readable by the container's user, whoever runs this
chmod 755 "$folder"

export PROXY_SETTINGS=$folder/settings.env PROXY_PORT=$port COMPOSE_PROJECT_NAME=claude-cli-proxy-check
compose() { docker compose --profile demo "$@"; }
inside() { compose exec -T proxy "$@"; }
trap 'compose down -v -t 5 >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT

failed=0
# check TEXT COMMAND...
check() {
  local text=$1
  shift
  if "$@"; then echo "ok  $text"; else echo "NOT $text"; failed=1; fi
}
# equals WHAT EXPECTED ACTUAL
equals() {
  if [ "$2" = "$3" ]; then echo "ok  $1: $3"; else echo "NOT $1: $3, expected $2"; failed=1; fi
}
# until_true SECONDS COMMAND...
until_true() {
  local limit=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $limit ] || return 1
    sleep 0.2
  done
}

container() { compose ps -a -q "${1:-proxy}"; }
state() { docker inspect --format "$1" "$(container)"; }
log() { docker logs "$(container "${1:-proxy}")" 2>&1; }
ask() { # ask STREAM [CURL OPTION...]
  local stream=$1
  shift
  curl -sS -N -m 60 "$base/v1/messages" -H 'content-type: application/json' "$@" -d '{"model": "claude-sonnet-5",
    "max_tokens": 200, "stream": '"$stream"', "messages": [{"role": "user", "content": "Is anybody there?"}]}'
}
status() { ask false -o "$folder/body" -w '%{http_code}' "$@"; }
healthy() { [ "$(state '{{.State.Health.Status}}')" = healthy ]; }
answers() { [ "$(status -H "x-api-key: $key" 2>/dev/null)" = 200 ]; }
java_pid() { inside sh -c 'for p in /proc/[0-9]*; do [ "$(cat $p/comm 2>/dev/null)" != java ] || echo ${p#/proc/}; done'; }
running_turns() { curl -sS -m 5 "$base/health" | sed -n 's/.*"active":\([0-9]*\).*/\1/p'; }
hidden() { ! grep -q -e "$key" -e "$secret" "$1"; }

docker version --format 'engine {{.Server.Version}}, {{.Server.Os}}/{{.Server.Arch}}'
echo "compose $(docker compose version --short)"

echo "-- up"
compose up -d --wait proxy demo-api >"$folder/up" 2>&1 || { cat "$folder/up"; compose logs --tail 40; exit 1; }
check 'the proxy is healthy' healthy
equals 'published on' "127.0.0.1:$port" "$(compose port proxy 9100)"

echo "-- demo"
# with no profile named, as its users run it
demo_ends() { docker compose run --rm -T demo >"$folder/demo" 2>"$folder/progress"; }
check 'the demo ends with status 0' demo_ends
check 'it printed a plain answer' grep -q 'plain: .*"Why is the sky blue?"' "$folder/demo"
check 'it printed a streamed answer' grep -q 'streamed: .*"Why is the sky blue?"' "$folder/demo"
check 'it printed no log' eval "! grep -q '\"level\"' '$folder/demo'"

# anew NAME=VALUE...: a new container of the proxy's, with these variables
anew() {
  env "$@" docker compose --profile demo up -d --wait --force-recreate proxy >"$folder/up" 2>&1 || { cat "$folder/up"; failed=1; }
}

echo "-- through the published port"
equals 'a question with the key' 200 "$(status -H "x-api-key: $key")"
check 'it is answered by the scripted API' grep -q 'Is anybody there' "$folder/body"
equals 'a question without a key' 401 "$(status)"
equals 'a question with another key' 401 "$(status -H 'x-api-key: demo')"
equals 'by the name of the service' 200 "$(status -H "x-api-key: $key" -H 'Host: proxy:9100')"
equals 'by a name that is not ours' 403 "$(status -H "x-api-key: $key" -H 'Host: rebound.example')"
docker run --rm --network "${COMPOSE_PROJECT_NAME}_default" -e ANTHROPIC_BASE_URL=http://proxy:9100 -e ANTHROPIC_API_KEY="$key" \
  claude-cli-proxy-demo node client.mjs >"$folder/other" || true
check 'another container of this network, with the SDK' grep -q 'streamed: .*"Why is the sky blue?"' "$folder/other"

echo "-- streams"
ask true -H "x-api-key: $key" >"$folder/stream" &
asking=$!
until_true 30 grep -q text_delta "$folder/stream"
equals 'turns that still run when the first word is here' 1 "$(running_turns)"
wait $asking
check "it came in $(grep -c text_delta "$folder/stream") pieces" [ "$(grep -c text_delta "$folder/stream")" -gt 5 ]
check 'the stream has its end' grep -q '"message_stop"' "$folder/stream"

echo "-- confined"
equals 'user' 1000:1000 "$(inside sh -c 'echo $(id -u):$(id -g)')"
pid=$(java_pid)
equals 'capabilities of the server' 0000000000000000 "$(inside sed -n 's/^CapEff:\t//p' "/proc/$pid/status")"
equals 'capabilities it could get' 0000000000000000 "$(inside sed -n 's/^CapBnd:\t//p' "/proc/$pid/status")"
equals 'no new privileges' 1 "$(inside sed -n 's/^NoNewPrivs:\t//p' "/proc/$pid/status")"
equals 'read-only root' true "$(state '{{.HostConfig.ReadonlyRootfs}}')"
for place in / /opt/claude-cli-proxy /home/claude /usr/local/bin; do
  check "nothing can be written to $place" inside sh -c "! touch ${place%/}/file 2>/dev/null"
done
equals 'memory limit' 4294967296 "$(state '{{.HostConfig.Memory}}')"
equals 'process limit' 1024 "$(state '{{.HostConfig.PidsLimit}}')"
equals 'first process' docker-init "$(inside cat /proc/1/comm | sed 's/^tini$/docker-init/')"
check 'the server started with its class archive' inside grep -q /opt/claude-cli-proxy/app.aot "/proc/$pid/maps"
check 'no Node, npm, Maven or compiler inside' inside sh -c '! command -v node && ! command -v npm && ! command -v mvn'
equals 'the CLI' "$(sed -n 's/.*claude-code": "\(.*\)".*/\1/p' src/test/sdk/node/package.json) (Claude Code)" "$(inside claude --version)"
check 'the CLI ends with the server (setpriv is there)' inside sh -c "grep -lq CLI_PROXY_SESSION_MARK /proc/[0-9]*/environ 2>/dev/null && setpriv --pdeathsig TERM -- true && setsid true"

echo "-- killed"
began=$(state '{{.State.StartedAt}}')
inside sh -c "kill -9 $pid" || true
started_again() { [ "$(state '{{.State.StartedAt}}')" != "$began" ] && [ "$(state '{{.State.Running}}')" = true ]; }
check 'it is started again' until_true 30 started_again
check 'it is healthy again' until_true 60 healthy
check 'it answers again' until_true 30 answers
equals 'restarts' 1 "$(state '{{.RestartCount}}')"

echo "-- secrets"
state '{{json .}}' >"$folder/inspect"
docker image inspect claude-cli-proxy >"$folder/image"
docker history --no-trunc claude-cli-proxy >"$folder/history"
for service in proxy demo-proxy demo-api; do log $service; done >"$folder/logs"
inside sh -c 'cat /proc/[0-9]*/cmdline' >"$folder/commands" 2>/dev/null || true
for where in inspect image history logs commands; do
  check "no secret in $where ($(wc -c <"$folder/$where") bytes)" hidden "$folder/$where"
done
check 'a secret would have been found' eval "! hidden '$folder/settings.env'"

echo "-- stopped while a turn runs"
ask true -H "x-api-key: $key" >"$folder/last" &
asking=$!
until_true 30 grep -q text_delta "$folder/last"
began=$SECONDS
compose stop proxy >/dev/null 2>&1
took=$((SECONDS - began))
wait $asking || true
check 'the running turn came to its end' grep -q '"message_stop"' "$folder/last"
equals 'exit status' 0 "$(state '{{.State.ExitCode}}')"
check "it took $took s, less than the grace period" [ $took -lt 45 ]
log >"$folder/logs"
check 'the log ends with STOPPED' grep -q '"STOPPED"' "$folder/logs"

echo "-- with no settings at all"
anew PROXY_SETTINGS=
made=$(inside cat /var/lib/claude-cli-proxy/key)
equals 'length of the key that it made' 48 ${#made}
equals 'a question without it' 401 "$(status)"
equals 'a question with it, and no login' 503 "$(status -H "x-api-key: $made")"
check 'it says so' grep -q 'ANTHROPIC_API_KEY' "$folder/body"
log >"$folder/logs"
check 'that key is not in the log' eval "! grep -q $made '$folder/logs'"

echo "-- with a mounted login that another user owns"
owner=$(id -u):$(id -g)
mkdir "$folder/login"
printf '{"claudeAiOauth":{"accessToken":"%s","refreshToken":"none","expiresAt":%s000,"scopes":["user:inference"]}}' \
  "$secret" $(($(date +%s) + 86400)) >"$folder/login/.credentials.json"
chmod 600 "$folder/login/.credentials.json"
[ "$owner" != 0:0 ] || { owner=1234:1234 && chown -R $owner "$folder/login"; }
sed -i.all '/^ANTHROPIC_API_KEY/d' "$folder/settings.env"
anew CLAUDE_LOGIN="$folder/login" PROXY_USER="$owner"
equals 'user' "$owner" "$(inside sh -c 'echo $(id -u):$(id -g)')"
logged_in() { grep -q '"msg":"CLI".*"loggedIn":true' <(log); }
check 'the CLI has that login' until_true 30 logged_in
check 'the folder can be written, so that the login can be renewed' inside sh -c 'echo >/home/claude/.claude/written'
equals 'a question' 200 "$(status -H "x-api-key: $key")"
log | grep '"msg":"CLI"'

[ $failed = 0 ] && echo 'all well' || echo 'NOT all well'
exit $failed

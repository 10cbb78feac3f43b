#!/usr/bin/env bash
# How long the proxy takes from its command to its first answers, and what memory it holds.
# Usage: src/bench/start.sh [STARTS]   after "mvn -DskipTests package"; JAVA_HOME chooses the Java. Needs Linux.
# It talks to nothing but a port of this machine, and to a CLI that costs nothing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
war=$here/../../target/claude-cli-proxy.war
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
starts=${1:-11}
port=19123
home=$(mktemp -d)
pid=
exec {never}<> <(:) # nothing ever comes from it: to wait on it starts no process
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null; rm -rf "$home"' EXIT

# ask REQUEST: whether the server answers it with 200. While there is no answer no process is started, as it would slow
# down what we measure.
ask() {
  local line
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
  printf '%s' "$1" >&3
  read -r line <&3 || line=
  cat <&3 >/dev/null
  exec 3>&-
  [[ $line == *" 200"* ]]
}

health=$'GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'
body='{"model":"fake","max_tokens":9,"messages":[{"role":"user","content":"hello"}]}'
turn=$'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n'
turn+="Content-Length: ${#body}"$'\r\n\r\n'"$body"

now() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }
memory() { awk '/^VmRSS/ { printf "%d", $2 / 1024 }' "/proc/$pid/status"; }

# launch COMMAND...: sets ready and turned, the ms to the first answer of /health/live and to the first turn's end
launch() {
  local began
  began=$(now)
  env -i PATH=/usr/bin:/bin HOME="$home" CLAUDE_CLI_PATH="$here/free-cli.pl" CLAUDE_PROXY_PORT=$port \
    MAX_CONCURRENT=8 "$@" >"$home/log" 2>&1 &
  pid=$!
  until ask "$health"; do
    kill -0 "$pid" 2>/dev/null || { cat "$home/log" >&2; exit 1; }
    [ $(($(now) - began)) -lt 60000 ] || { echo "no answer within a minute" >&2; exit 1; }
    read -r -t 0.005 -u "$never" || true
  done
  ready=$(($(now) - began))
  ask "$turn" || { cat "$home/log" >&2; exit 1; }
  turned=$(($(now) - began))
}

end() { kill "$pid"; wait "$pid" || true; pid=; }

median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

# measure NAME COMMAND...: one row of the table. The first start, which makes what later ones use, is told apart.
measure() {
  local name=$1 first idle i
  shift
  launch "$@" && first=$ready && end
  : >"$home/ready" && : >"$home/turned"
  for ((i = 0; i < starts; i++)); do
    launch "$@" && end
    echo "$ready" >>"$home/ready" && echo "$turned" >>"$home/turned"
  done
  launch "$@"
  sleep 5
  idle=$(memory)
  for ((i = 0; i < 200; i++)); do ask "$turn"; done
  printf '| %s | %s | %s | %s | %s | %s |\n' "$name" "$first" \
    "$(median <"$home/ready")" "$(median <"$home/turned")" "$idle" "$(memory)"
  end
}

flags=(-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xms24m -Xmx512m)
laid=$home/laid-out

"$java" -version 2>&1 | tail -n 1
echo "| start ($starts, medians) | first start, ms | /health/live, ms | first turn, ms | idle after one turn, MB | after 200 turns, MB |"
echo '|---|---|---|---|---|---|'
measure 'WAR, default heap' "$java" -XX:+ExitOnOutOfMemoryError -jar "$war"
rm -r "$home/.cache"
measure 'WAR, recommended flags' "$java" "${flags[@]}" -XX:+ExitOnOutOfMemoryError -jar "$war"
HOME=$home "$java" -jar "$war" unpack "$laid"
"$java" "@$laid/archive.args" >/dev/null 2>&1
measure 'unpacked, with archive' "$java" "@$laid/run.args"

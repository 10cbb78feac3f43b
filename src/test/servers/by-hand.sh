#!/usr/bin/env bash
# Does with a server what .github/docs/servers.md tells its user to do: from its own distribution, by its own scripts, on
# its own ports, with the real CLI before the scripted API. Prints what it did and saw, and ends with 1 when an answer is
# wrong.
#   src/test/servers/by-hand.sh SERVER >src/test/transcripts/SERVER.txt
# SERVER: tomcat-10, tomcat-11, jetty-ee10, jetty-ee11, wildfly, payara, glassfish-7, glassfish-8, open-liberty; all of
# them, and the CLI, are under target/ after "mvn -Pservers verify". Where it may, it runs in a network of its own.
set -euo pipefail
cd "$(dirname "$0")/../../.."
server=$1
work=$PWD/target/by-hand/$server
JAVA_HOME=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}

# no variable of this shell's reaches the server, and its user has an empty home
if [ -z "${BY_HAND:-}" ]; then
  rm -rf "$work"
  mkdir -p "$work/home" "$work/opt"
  own_net=(unshare --map-root-user --net)
  "${own_net[@]}" ip link set lo up 2>/dev/null || own_net=()
  exec env -i BY_HAND=yes PATH="$(dirname "$(command -v node)"):/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin" LANG=C.UTF-8 \
    HOME="$work/home" JAVA_HOME="$JAVA_HOME" timeout -k 10 900 "${own_net[@]}" bash "$0" "$server"
fi
ip link set lo up 2>/dev/null || true

war=target/claude-cli-proxy.war
claude=$(compgen -G "$PWD/target/npm/node_modules/@anthropic-ai/claude-code-*/claude" | head -n 1)
api=http://127.0.0.1:8099 # the scripted one
opt=$work/opt
failed=0

# what a reader need not know of this machine
tidy() {
  sed -e "s|$claude|/usr/local/bin/claude|g" -e "s|$opt|/opt|g" -e "s|$HOME|/home/server|g" -e "s|$PWD/||g" \
    -e "s|$JAVA_HOME|/usr/lib/jvm/java|g"
}
say() { printf '%s\n' "$*" | tidy; }
# run COMMAND: shows it and what it prints, as a shell would
run() {
  say "\$ $1"
  eval "$1" >"$work/out" 2>&1 </dev/null || say "(exit status $?)"
  tidy <"$work/out" | head -n 40 | sed -e '$a\'
}
# expect TEXT PATTERN: of what was printed last
expect() {
  if grep -Eq -- "$2" "$work/out"; then say "ok  $1"; else say "NOT $1"; failed=1; fi
}
# add FILE LINE...: to a file of the server's user
add() {
  local file=$1
  shift
  say "\$ cat >>$file"
  printf '%s\n' "$@" | tee -a "$(eval "echo $file")" | tidy
}
until_true() {
  local limit=$((SECONDS + $1))
  shift
  until "$@"; do
    [ $SECONDS -lt $limit ] || return 1
    sleep 0.2
  done
}
# check TEXT COMMAND...
check() {
  local text=$1
  shift
  if "$@"; then say "ok  $text"; else say "NOT $text"; failed=1; fi
}

# processes that we have started, by name
ours() {
  local found
  for found in $(grep -lsz "^HOME=$HOME\$" /proc/[0-9]*/environ); do
    [ "$(cat "${found%environ}comm" 2>/dev/null)" != "$1" ] || { found=${found%/environ} && echo "${found#/proc/}"; }
  done
}
none() { [ -z "$(ours "$1")" ]; }
cleanup() {
  local name
  for name in java claude node; do ours $name | xargs -r kill -9 2>/dev/null || true; done
}
trap cleanup EXIT

answers() { [ "$(curl -s -m 5 -o /dev/null -w '%{http_code}' "$1")" = "$2" ]; }
is_up() { answers "${url%/proxy}/" 200 || answers "${url%/proxy}/" 404; }
is_gone() { ! answers "$url/health" 200 && ! answers "$url/health" 503; }
body() { # body STREAM QUESTION
  echo '{"model": "claude-sonnet-5", "max_tokens": 200, "stream": '"$1"', "messages": [{"role": "user", "content": "'"$2"'"}]}'
}
ask() { # ask STREAM QUESTION [PIPE]
  run "curl -sN -m 60 $url/v1/messages -H 'content-type: application/json' -d '$(body "$1" "$2")'${3:-}"
}

# a turn that goes on for some fifteen seconds, and its first word is here
begin_turn() {
  : >"$work/turn"
  curl -sN -m 100 "$url/v1/messages" -H 'content-type: application/json' -d "$(body true "$(printf 'word %.0s' {1..130})")" \
    >"$work/turn" 2>&1 &
  turn=$!
  check 'a long turn runs, and its first word is here' until_true 30 grep -q text_delta "$work/turn"
  folders=$(for pid in $(ours claude); do readlink "/proc/$pid/cwd"; done | sort -u)
}
# end_turn whole|cut
end_turn() {
  wait $turn && say 'the client saw the end of its answer' || say "(the client's exit status $?)"
  grep '^data' "$work/turn" | tail -n 1 | tidy || true
  local was=cut
  ! grep -q message_stop "$work/turn" || was=whole
  check "that turn was $was" [ $was = "$1" ]
}
left_nothing() {
  check 'no CLI process is left' until_true 20 none claude
  local folder
  for folder in $folders; do check 'its temporary folder is gone' until_true 20 [ ! -e "$folder" ]; done
}

case $server in
  tomcat-*) . src/test/servers/by-hand/tomcat.sh ;;
  jetty-*) . src/test/servers/by-hand/jetty.sh ;;
  payara | glassfish-*) . src/test/servers/by-hand/glassfish.sh ;;
  wildfly) . src/test/servers/by-hand/wildfly.sh ;;
  open-liberty) . src/test/servers/by-hand/liberty.sh ;;
  *) echo "no such server: $server" >&2 && exit 2 ;;
esac
node src/demo/api.mjs 8099 127.0.0.1 &
disown

say "src/test/servers/by-hand.sh $server, the WAR unchanged, $("$claude" --version), on $("$JAVA_HOME/bin/java" -version 2>&1 | head -n 1)"
say "An API that is scripted (src/demo/api.mjs) answers at $api; with the true one that variable is left out."
say
configure
start
check 'the server is up' until_true 120 is_up
deploy
check 'it answers' until_true 60 answers "$url/health/live" 200
! declare -F login >/dev/null || login
check 'it is ready' until_true 60 answers "$url/health/ready" 200
run "curl -s $url/health"
expect 'healthy' '^\{"ok":true,'
run "grep -o '{\"ts\".*\"STARTED\".*' $log"
expect 'the log has its start' '"msg":"STARTED".*"server":'
ask false 'Is anybody there?'
expect 'a plain answer' 'Is anybody there\?.*"stop_reason":"end_turn"'
ask true 'Is anybody there?' ' | grep -v ^$ | sed -n "1,10p; \$p"'
expect 'a streamed answer' '^event: content_block_delta'
run "grep -o '{\"ts\".*\"RES\".*' $log"
expect 'the log has its turns' '"msg":"RES"'
say
say '# undeployed while a turn runs'
begin_turn
undeploy
end_turn "$undeployed"
check 'the application is gone' until_true 60 is_gone
left_nothing
say
say '# the server stopped while a turn runs'
deploy
check 'it answers' until_true 60 answers "$url/health/live" 200
begin_turn
stop
end_turn "$stopped"
check 'the server has ended' until_true 60 none java
left_nothing
run "grep -o '{\"ts\".*\"STOPPED\".*' $log"
expect 'the log has its end' '"msg":"STOPPED"'
[ $failed = 0 ] && say 'all well' || say 'NOT all well'
exit $failed

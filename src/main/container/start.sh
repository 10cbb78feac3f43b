#!/bin/sh
# Starts the server in its container. What is secret comes from files, as `docker inspect` shows a container's environment.
set -eu
umask 077
settings=/run/secrets/settings
key=/var/lib/claude-cli-proxy/key
cr=$(printf '\r')

# NAME=value a line, taken as it stands; blank lines and comments are passed over
if [ -e "$settings" ]; then
  [ -r "$settings" ] || { echo "the settings file is not readable for uid $(id -u): set PROXY_USER to its owner" >&2; exit 2; }
  number=0
  while IFS= read -r line || [ -n "$line" ]; do
    number=$((number + 1))
    case ${line%"$cr"} in
      '' | '#'*) ;;
      [A-Za-z_]*=*) export "${line%"$cr"}" ;;
      *) echo "line $number of the settings file is not NAME=value" >&2; exit 2 ;;
    esac
  done <"$settings"
fi

# in a container every caller comes over the network, so there is always a key
if [ -z "${PROXY_API_KEY:-}" ] && [ "${CLAUDE_PROXY_ALLOW_OPEN:-}" != true ]; then
  if [ ! -s "$key" ]; then
    od -An -N24 -v -tx1 /dev/urandom | tr -d ' \n' >"$key.new"
    mv "$key.new" "$key"
  fi
  PROXY_API_KEY=$(cat "$key")
  export PROXY_API_KEY
  echo "PROXY_API_KEY is not set; this container made one: docker compose exec proxy cat $key" >&2
fi

# the model is told where the CLI runs, and the API's cache knows a conversation again only if that is the same place
if [ -z "${CLAUDE_PROXY_WORKDIR:-}" ]; then
  mkdir -p /tmp/work
  export CLAUDE_PROXY_WORKDIR=/tmp/work
fi

# what is published, and asked by the health check
export CLAUDE_PROXY_HOST=0.0.0.0 CLAUDE_PROXY_PORT=9100

exec java @/opt/claude-cli-proxy/run.args "$@"

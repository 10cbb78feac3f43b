#!/usr/bin/env bash
# Installs what the integration tests talk to: the claude CLI, two majors of each official SDK, the Agent SDK, clients of
# OpenAI's API, and the checks of accessibility, all pinned, from npm and Maven Central into TARGET. Does nothing when they
# are there already.
#   install.sh TARGET MVN
set -euo pipefail
target=$1
mvn=$2
here=$(cd "$(dirname "$0")" && pwd)

# clients FOLDER TARGET-FOLDER [npm's options...]: the packages of a folder beside this script, and its programs
clients() {
  local from=$here/$1 to=$target/$2
  mkdir -p "$to"
  find "$from" -name '*.mjs' -exec cp {} "$to/" ';'
  cmp -s "$from/package-lock.json" "$to/installed-lock.json" && return
  cp "$from/package.json" "$from/package-lock.json" "$to/"
  (cd "$to" && npm ci "${@:3}" --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$from/package-lock.json" "$to/installed-lock.json"
}

clients node npm
# without the copy of the CLI that it brings, and without what only its MCP helpers need
clients agent agent-sdk --omit=optional --legacy-peer-deps
clients openai openai # its frameworks ask for a newer node than they need
clients codex codex
clients browser browser

jars=$target/openai-java
if [ ! -e "$jars/complete" ]; then
  "$mvn" -q -B -f "$here/openai-java/pom.xml" dependency:copy-dependencies -DoutputDirectory="$jars"
  touch "$jars/complete"
fi

for version in 2.75.0 3.12.0; do
  jars=$target/sdk-java/$version
  [ -e "$jars/complete" ] && continue
  "$mvn" -q -B -f "$here/java/pom.xml" -Dsdk.version=$version dependency:copy-dependencies -DoutputDirectory="$jars"
  touch "$jars/complete"
done

#!/usr/bin/env bash
# Installs what the integration tests talk to: the claude CLI, two majors of each official SDK, and the Agent SDK, all
# pinned, from npm and Maven Central into TARGET. Does nothing when they are there already.
#   install.sh TARGET MVN
set -euo pipefail
target=$1
mvn=$2
here=$(cd "$(dirname "$0")" && pwd)

npm=$target/npm
mkdir -p "$npm"
cp "$here/node/probe.mjs" "$here/node/agent.mjs" "$npm/"
if ! cmp -s "$here/node/package-lock.json" "$npm/installed-lock.json"; then
  cp "$here/node/package.json" "$here/node/package-lock.json" "$npm/"
  (cd "$npm" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$here/node/package-lock.json" "$npm/installed-lock.json"
fi

agent=$target/agent-sdk
mkdir -p "$agent"
cp "$here/agent/ask.mjs" "$agent/"
if ! cmp -s "$here/agent/package-lock.json" "$agent/installed-lock.json"; then
  cp "$here/agent/package.json" "$here/agent/package-lock.json" "$agent/"
  # without the copy of the CLI that it brings, and without what only its MCP helpers need
  (cd "$agent" && npm ci --omit=optional --legacy-peer-deps --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$here/agent/package-lock.json" "$agent/installed-lock.json"
fi

for version in 2.75.0 3.12.0; do
  jars=$target/sdk-java/$version
  [ -e "$jars/complete" ] && continue
  "$mvn" -q -B -f "$here/java/pom.xml" -Dsdk.version=$version dependency:copy-dependencies -DoutputDirectory="$jars"
  touch "$jars/complete"
done

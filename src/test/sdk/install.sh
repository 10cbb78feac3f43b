#!/usr/bin/env bash
# Installs what the integration tests talk to: the claude CLI and two majors of each official SDK, all pinned, from npm
# and Maven Central into TARGET. Does nothing when they are there already.
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

for version in 2.75.0 3.12.0; do
  jars=$target/sdk-java/$version
  [ -e "$jars/complete" ] && continue
  "$mvn" -q -B -f "$here/java/pom.xml" -Dsdk.version=$version dependency:copy-dependencies -DoutputDirectory="$jars"
  touch "$jars/complete"
done

#!/usr/bin/env bash
# The benchmark: one table on stdout, and target/bench.json. What it measures and its options stand at the head of
# src/bench/java/.../Bench.java; the proxy runs on the Java of JAVA_HOME, else of PATH.
#   src/bench/run.sh [--quick] [--only a,b,c,...] [--conversations N] [--soak fake|real] [--flags "JVM flags of the proxy"]
set -euo pipefail
cd "$(dirname "$0")/../.."

mvn -q -B -ntp -Pbench -DskipTests package
src/test/sdk/install.sh "$PWD/target" "$(command -v mvn)"
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" \
  -cp "$PWD/target/test-classes:$PWD/target/classes:$PWD/target/claude-cli-proxy/WEB-INF/lib/*" \
  io.github.claudecliproxy.bench.Bench "$@"

#!/usr/bin/env bash
# Prints what the server tests have found, a line a server.
#   table.sh TARGET
set -euo pipefail
target=$1

# the sum of an attribute over a server's reports
sum() {
  sed -n 's/.*<testsuite .* '"$2"'="\([0-9]*\)".*/\1/p' "$target"/failsafe-reports/TEST-*-"$1".xml |
    awk '{ all += $1 } END { print all + 0 }'
}
note() { cat "$target/servers/$1/note.$2" 2>/dev/null || echo '?'; }

echo '| server | | Java | tests | skipped | failed | JAX-RS | threads of turns | threads before / with 200 waiting | class copies kept / deployments |'
echo '|---|---|---|---|---|---|---|---|---|---|'
for folder in "$target"/servers/*/; do
  name=$(basename "$folder")
  compgen -G "$target/failsafe-reports/TEST-*-$name.xml" >/dev/null || continue
  failed=$(($(sum "$name" failures) + $(sum "$name" errors)))
  echo "| $(note "$name" server) | $name | $(note "$name" java) | $(sum "$name" tests) | $(sum "$name" skipped) | $failed | $(note "$name" jaxrs) |" \
    "$(note "$name" kind) | $(note "$name" threads) | $(note "$name" copies) |"
done

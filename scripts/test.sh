#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# test.sh: the whole build with all checks and all tests, as CI runs it. Prints the sums of each module's tests at its end.
set -uo pipefail
cd "$(dirname "$0")/.."
JAVA_HOME=$(scripts/find-jdk.sh) || exit 1
export JAVA_HOME MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

mvn --batch-mode verify "$@" 2>&1 | tee "$log" |
  grep --line-buffered -E '^\[ERROR\]|^\[WARNING\] .*\.java|Tests run:.* in |^\[INFO\] Building Aurae|^lines per |^skipped |^AOT cache|BUILD '
result=${PIPESTATUS[0]}

echo
echo "Tests of each module:"
grep -E '^\[(INFO|WARNING|ERROR)\] (Building Aurae: |Tests run: [0-9]+, Failures: [0-9]+, Errors: [0-9]+, Skipped: [0-9]+$)' "$log" |
  sed -E 's/^\[[A-Z]+\] //; s/Building (Aurae: .*[^ ]) +[0-9]+\.[0-9]+\.[0-9]+.*/\1/' |
  awk '/^Aurae: /{module=$0; next} {printf "  %-34s %s\n", module, $0; split($0, n, /[^0-9]+/); run+=n[2]; bad+=n[3]+n[4]; skipped+=n[5]}
       END {printf "Tests run: %d, failed: %d, skipped: %d\n", run, bad, skipped}'
exit "$result"

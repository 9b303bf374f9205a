#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# bench.sh [--FLAG VALUE]…: measures this machine's runtimes in one run, as root; the flags are in io.aurae.bench.Settings. The peers are
# Debian's packages; each runs in directories, mounts and cgroups of its own, and all of it is gone afterwards. With --containerd2 PROGRAM a
# containerd 2 with runc joins them, its containerd-shim-runc-v2 beside it (Debian's crun 1.8.1 refuses its specifications: "unknown version
# specified"). Both build from their Go module, in a module of one's own: go get github.com/containerd/containerd/v2/cmd/containerd@v2.4.2
# github.com/containerd/containerd/v2/cmd/containerd-shim-runc-v2@v2.4.2, then go build of the same two; two minutes on two cores.
set -euo pipefail
cd "$(dirname "$0")/.."
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)

scripts/setup.sh containerd runc
JAVA_HOME=$(scripts/find-jdk.sh)
export JAVA_HOME
mvn --batch-mode --no-transfer-progress --quiet -Pfast -DskipTests package -pl bench -am
home=$(echo dist/target/aurae-*/bin | head -n 1)
exec "${as_root[@]}" "$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -cp "bench/target/classes:bench/target/lib/*" io.aurae.bench.Main --home "${home%/bin}" "$@"

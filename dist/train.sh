#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# train.sh HOME: runs each program of the distribution HOME once with its exact flags, and leaves the AOT caches in HOME/aot.
set -euo pipefail
home=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

record() { # record CACHE JAR ARGUMENTS…: one training run
  local cache=$1 jar=$2
  shift 2
  if ! "$home/runtime/bin/java" -XX:AOTCacheOutput="$home/aot/$cache.aot" -cp "$home/lib/$jar.jar" "@$home/lib/$cache.args" "$@" \
    >"$work/$cache.log" 2>&1 || [ ! -s "$home/aot/$cache.aot" ]; then
    echo "training of $cache failed:" >&2
    tail -n 20 "$work/$cache.log" >&2
    rm -f "$home/aot/$cache.aot"*
    return 0
  fi
  echo "AOT cache: $cache.aot, $(du -h "$home/aot/$cache.aot" | cut -f1)"
}

record auraed auraed --version
record nested auraed --version
record aurae-cri-shim aurae-cri-shim --version
record aurae aurae --version

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Prints the home of a JDK 25: JAVA_HOME's, the one on PATH, or one from the usual places. Prints nothing and fails when there is none.
set -u
version=25

is_wanted() { # is_wanted HOME: a full JDK of the wanted version
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] && grep -qE "^JAVA_VERSION=\"$version([.\"+-])" "$1/release" 2>/dev/null
}

candidates() {
  printf '%s\n' "${JAVA_HOME:-}"
  command -v javac >/dev/null && dirname "$(dirname "$(readlink -f "$(command -v javac)")")"
  printf '%s\n' \
    "${XDG_CACHE_HOME:-$HOME/.cache}/aurae/jdk-$version" \
    /usr/lib/jvm/*"$version"* /usr/java/*"$version"* /opt/*jdk*"$version"* /opt/java/*"$version"* \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/"$version"* \
    "${ASDF_DATA_DIR:-$HOME/.asdf}"/installs/java/*"$version"* \
    "${MISE_DATA_DIR:-$HOME/.local/share/mise}"/installs/java/*"$version"* \
    "$HOME"/.jenv/versions/*"$version"* \
    "$HOME"/.jdks/*"$version"* \
    "$HOME"/.jbang/currentjdk
}

while IFS= read -r home; do
  if [ -n "$home" ] && is_wanted "$home"; then
    readlink -f "$home"
    exit 0
  fi
done < <(candidates)
exit 1

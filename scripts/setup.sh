#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh [PACKAGE…]: brings what building, running and testing need onto this machine, and the packages named, and says what it does.
# A second run does nothing twice.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

packages=(
  crun conmon containernetworking-plugins iproute2 iptables util-linux # auraed runs these
  openssl                                                              # its library hashes the content of images
  docker-registry skopeo                                               # a loopback registry, and images made from packages
  maven gcc libc6-dev musl-tools make                                  # the build
  busybox curl jq unzip procps ca-certificates                         # scripts and tests
  runc                                                                 # tests start bundles of auraed with it
  zsh fish mandoc                                                      # tests complete command lines and read manual pages with them
)

# The release that is fetched where neither the machine nor its distribution has a JDK 25.
jdk_url=https://github.com/adoptium/temurin25-binaries/releases/download/jdk-25.0.3%2B9/OpenJDK25U-jdk
declare -A jdk_sha256=(
  [x64]=69264a7a211bf5029830d07bc3370f879769d62ebc5b5488e90c9343a2da0e1f
  [aarch64]=3e4287cb98870ba824ed698854bdc27cff984254caf66dd12cc291e7bfdde26b
)

say() { echo "setup: $*"; }

die() {
  echo "setup: $*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "needs root to run '$*', and sudo is not installed: run it yourself, then run this again"
  fi
}

installed() { [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

install_packages() { # install_packages PACKAGE…: those that are missing
  local package missing=()
  for package in "$@"; do
    installed "$package" || missing+=("$package")
  done
  if [ ${#missing[@]} = 0 ]; then
    return
  fi
  say "installing with apt: ${missing[*]}"
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${missing[@]}" >/dev/null
  # Debian starts a registry of its own for everybody; ours is started when it is needed.
  if [[ " ${missing[*]} " == *" docker-registry "* ]] && [ -d /run/systemd/system ]; then
    as_root systemctl disable --quiet --now docker-registry
  fi
}

install_programs() {
  if ! command -v apt-get >/dev/null; then
    say "this is no Debian: please see yourself that these packages, or their like, are installed: ${packages[*]} $*"
    return
  fi
  install_packages "${packages[@]}" "$@"
}

distribution_has_jdk() {
  command -v apt-cache >/dev/null && apt-cache show openjdk-25-jdk-headless >/dev/null 2>&1
}

fetch_jdk() {
  local machine archive target
  case $(uname -m) in
    x86_64) machine=x64 ;;
    aarch64) machine=aarch64 ;;
    *) die "no JDK 25 is known for '$(uname -m)': install one and set JAVA_HOME to it" ;;
  esac
  target=${XDG_CACHE_HOME:-$HOME/.cache}/aurae/jdk-25
  archive=$(mktemp)
  trap 'rm -rf "$archive" "$target.part"' RETURN
  say "fetching Temurin 25.0.3 into $target"
  curl --fail --silent --show-error --location --connect-timeout 20 --output "$archive" \
    "${jdk_url}_${machine}_linux_hotspot_25.0.3_9.tar.gz" ||
    die "no JDK 25 on this machine, none in its distribution, and the download failed: install a JDK 25 and set JAVA_HOME to it"
  echo "${jdk_sha256[$machine]}  $archive" | sha256sum --check --quiet ||
    die "the JDK that was downloaded is not the one that is pinned (sha256 ${jdk_sha256[$machine]}): nothing was installed"
  mkdir -p "$target.part"
  tar --extract --gzip --file "$archive" --directory "$target.part" --strip-components 1 --no-same-owner
  mv "$target.part" "$target"
}

provide_jdk() {
  if "$here/find-jdk.sh" >/dev/null; then
    return
  fi
  if distribution_has_jdk; then
    install_packages openjdk-25-jdk-headless
  else
    fetch_jdk
  fi
}

install_programs "$@"
provide_jdk
say "ready, with the JDK at $("$here/find-jdk.sh")"

#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh: from the distribution to a page served from a pod: a node, an image, a pod, and the same image through the CRI socket.
# run.sh --stop: ends all of it. A second run does nothing twice.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"

home=$(echo "$root"/dist/target/aurae-*/bin | head -n 1)
home=${home%/bin}
state=$root/target/run
registry=127.0.0.1:5005
config=/etc/aurae/auraed.toml
cri=/run/aurae/cri.sock
PATH=$home/bin:$state/tools:$PATH

step() { printf '\n\033[1m%s\033[0m\n' "$*"; }

show() { # show COMMAND…: says and does it
  echo "\$ $*"
  "$@"
}

shim_runs() { [ -e "$state/shim.pid" ] && grep -qs aurae-cri-shim "/proc/$(cat "$state/shim.pid")/cmdline"; }

crictl() { command crictl --config /dev/null --runtime-endpoint "unix://$cri" --image-endpoint "unix://$cri" "$@"; }

remove_cri_pod() {
  local pod
  for pod in $(crictl pods --quiet --name web-by-cri); do
    crictl rmp --force "$pod"
  done
}

# What somebody else runs on this node runs on.
stop() {
  if shim_runs; then
    remove_cri_pod
    kill "$(cat "$state/shim.pid")"
  fi
  aurae rm --force web || true
  aurae down
  "$root/e2e/images/registry.sh" stop "$state/registry"
  rm -f "$state/shim.pid"
  echo "stopped; images stay in /var/lib/aurae, the node's identity in /etc/aurae"
}

# Without the internet, docker.io is a registry on this machine that holds an nginx made from Debian's own package.
provide_image() {
  mkdir -p "$state"
  if curl --silent --output /dev/null --max-time 5 https://registry-1.docker.io/v2/; then
    echo "docker.io is reachable: the image comes from there"
    return
  fi
  echo "docker.io is not reachable: a loopback registry on $registry takes its place"
  "$root/e2e/images/registry.sh" start "$state/registry" "${registry##*:}"
  "$root/e2e/images/make-images.sh" "$state/images" "$registry"
  if ! grep -qs "^\[registries" "$config"; then
    mkdir -p -m 700 "${config%/*}"
    printf '\n[registries."docker.io"]\nmirrors = ["http://%s"]\n' "$registry" >>"$config"
    echo "told $config"
    [ ! -S /run/aurae/aurae.sock ] || aurae down
  fi
}

start_pod() {
  if aurae ps --output json | jq --exit-status 'any(.[]; .pod == "web")' >/dev/null; then
    echo "pod 'web' runs already"
  else
    aurae rm web >/dev/null 2>&1 || true
    show aurae run --detach --name web nginx
  fi
}

pod_address() { aurae ps --output json | jq --raw-output '.[] | select(.pod == "web") | .address'; }

fetch_page() { # fetch_page ADDRESS
  show curl --silent --show-error --fail --retry 20 --retry-connrefused --retry-delay 1 "http://$1/"
}

start_shim() {
  shim_runs && return
  setsid aurae-cri-shim >>"$state/shim.log" 2>&1 </dev/null &
  echo $! >"$state/shim.pid"
  for ((i = 0; i < 100; i++)); do
    [ -S $cri ] && return
    sleep 0.1
  done
  echo "the shim does not listen on $cri: $(tail -n 1 "$state/shim.log")" >&2
  exit 1
}

run_through_cri() {
  if ! type -P crictl >/dev/null && ! "$root/e2e/tools/build.sh" "$state/tools" crictl; then
    echo "the CRI socket is not shown: there is no crictl (expected: one on PATH, or Go to build it)"
    return
  fi
  cat >"$state/pod.json" <<<'{"metadata": {"name": "web-by-cri", "uid": "1", "namespace": "default"}, "log_directory": "/tmp"}'
  cat >"$state/container.json" <<<'{"metadata": {"name": "nginx"}, "image": {"image": "docker.io/library/nginx:latest"}, "log_path": "nginx.log",
    "labels": {"io.kubernetes.pod.name": "web-by-cri", "io.kubernetes.pod.namespace": "default"}}'
  if [ -z "$(crictl ps --quiet --name nginx)" ]; then
    remove_cri_pod
    show crictl run "$state/container.json" "$state/pod.json"
  fi
  show crictl ps
  fetch_page "$(crictl inspectp --output json "$(crictl pods --quiet --name web-by-cri)" | jq --raw-output .status.network.ip)" |
    grep -i '<title>'
}

if [ "${1:-}" = --stop ]; then
  stop
  exit
fi

step "1. An image to run"
provide_image
step "2. This machine becomes a node"
show aurae up alice
step "3. nginx in a pod of its own"
start_pod
step "4. Its page, from the pod's own address"
fetch_page "$(pod_address)"
step "5. What runs"
show aurae ps
step "6. The same image through the CRI socket"
start_shim
run_through_cri

cat <<EOF

Next, with $home/bin on your PATH:
  aurae logs -f web          what nginx writes
  aurae exec -it web -- sh   a shell in the pod
  aurae run --rm -it busybox -- sh
  aurae --help               all verbs
Stop everything: make stop
EOF

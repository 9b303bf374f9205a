#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# train.sh HOME CLASSES: runs each program of the distribution HOME once, with its exact flags and real calls, and leaves the AOT caches in
# HOME/aot. CLASSES holds the compiled module "training". Everything happens on throw-away state: own folders, own cgroup, own mounts.
set -euo pipefail
home=$1
classes=$2
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS

# In a mount namespace of its own: what the daemon mounts for itself ends with the training. Who is not root becomes it in a user
# namespace of his own, where the kernel lets him.
if [ "${AURAE_TRAINING_MOUNTS:-}" != own ]; then
  export AURAE_TRAINING_MOUNTS=own
  if [ "$(id -u)" = 0 ]; then
    exec unshare --mount --propagation private "$0" "$@"
  elif unshare --user --map-root-user --mount true 2>/dev/null; then
    exec unshare --user --map-root-user --mount --propagation private "$0" "$@"
  fi
fi

work=$(mktemp -d)
cgroup=/aurae-training-$$
launcher=
shim=
staged=
trap finish EXIT

finish() {
  [ -z "$shim" ] || kill "$shim" 2>/dev/null || true
  [ -z "$staged" ] || kill "$staged" 2>/dev/null || true
  [ -z "$launcher" ] || kill "$launcher" 2>/dev/null || true
  wait
  find /sys/fs/cgroup -depth -type d -path "*$cgroup*" -exec rmdir {} + 2>/dev/null || true
  rm -rf "$work"
}

trainer=("$home/runtime/bin/java" -cp "$classes:$home/lib/*" io.aurae.training.Main)

recording() { # recording CACHE JAR: the command line of a program that leaves its cache when it ends
  printf '%s\n' "$home/runtime/bin/java" "-XX:AOTCacheOutput=$home/aot/$1.aot" -cp "$home/lib/$2.jar" "@$home/lib/$1.args"
}

fail() { # fail WHAT LOG
  echo "training: $1" >&2
  tail -n 20 "$2" >&2
  exit 1
}

await() { # await PROCESS WHAT LOG COMMAND…: until the command succeeds, for a minute at most and while the process lives
  local process=$1 what=$2 log=$3 end=$((SECONDS + 60))
  shift 3
  until "$@"; do
    [ $SECONDS -lt $end ] && kill -0 "$process" 2>/dev/null || fail "$what" "$log"
    sleep 0.1
  done
}

trained() { # trained CACHE LOG
  [ -s "$home/aot/$1.aot" ] || fail "no cache of '$1'" "$2"
  echo "AOT cache: $1.aot, $(du -h "$home/aot/$1.aot" | cut -f1)"
}

prepare() {
  "${trainer[@]}" pki "$work/pki"
  cat >"$work/auraed.toml" <<EOF
host = "training"
trust_domain = "training.aurae.local"
runtime_dir = "$work/run"
library_dir = "$work/lib"
server_crt = "$work/pki/node.crt"
server_key = "$work/pki/node.key"
ca_crt = "$work/pki/ca.crt"
ca_key = "$work/pki/ca.key"
cgroup_root = "$cgroup"
EOF
  cat >"$work/config" <<EOF
[auth]
ca_crt = "$work/pki/ca.crt"
client_crt = "$work/pki/user.crt"
client_key = "$work/pki/user.key"

[system]
socket = "$work/run/aurae.sock"
EOF
}

# The launcher holds the socket, as always; AURAED_DAEMON stands in for the JVM that it would start.
start_daemon() { # start_daemon CACHE FLAG…
  local cache=$1
  shift
  {
    echo '#!/bin/sh'
    printf 'exec'
    recording "$cache" auraed | while IFS= read -r word; do printf " '%s'" "$word"; done
    echo ' "$@"'" $*"
  } >"$work/daemon"
  chmod +x "$work/daemon"
  mkdir -p "$work/run" "$work/lib"
  AURAED_DAEMON="$work/daemon" "$home/bin/auraed" --config "$work/auraed.toml" --runtime-dir "$work/run" --stop-grace-seconds 60 \
    >"$work/$cache.log" 2>&1 &
  launcher=$!
  await "$launcher" "the daemon does not answer" "$work/$cache.log" answers
}

answers() { "$home/bin/aurae" --config "$work/config" status >"$work/answer.log" 2>&1; }

stop_daemon() { # stop_daemon CACHE
  kill "$launcher"
  wait "$launcher" || fail "the daemon did not end well" "$work/$1.log"
  launcher=
  trained "$1" "$work/$1.log"
}

# With something to show: an answer that holds nothing loads few of the classes that read answers.
train_command_line() {
  local words
  "${trainer[@]}" node "$work/pki" "$work/staged.sock" >"$work/staged.log" 2>&1 &
  staged=$!
  await "$staged" "the staged node does not listen" "$work/staged.log" test -S "$work/staged.sock"
  mapfile -t words < <(recording aurae aurae)
  "${words[@]}" --config "$work/config" --socket "$work/staged.sock" ps >"$work/aurae.log" 2>&1 ||
    fail "'aurae ps' failed" "$work/aurae.log"
  kill "$staged"
  staged=
  trained aurae "$work/aurae.log"
}

ask() { "$home/bin/aurae" --config "$work/config" "$@" >>"$work/asked.log" 2>&1; }

# The daemon's paths from a cell to a process, which goes on running. They need root, crun and conmon; without them a cache is made all
# the same, only smaller.
begin_work() {
  ask cell allocate --memory 64m training &&
    ask cell start training first -- sh -c 'echo trained' &&
    ask cell wait training first &&
    ask logs training:first &&
    ask cell start training second -- sleep 60 &&
    ask exec training:second true &&
    ask ps || echo "training: cells could not be exercised: $(tail -n 1 "$work/asked.log")" >&2
}

end_work() {
  ask cell stop training second || true
  ask cell free training || true
}

exercise_instance() {
  ask instance spawn nested || echo "training: instances could not be exercised: $(tail -n 1 "$work/asked.log")" >&2
  ask instance free nested || true
}

# An image without content: what its container runs it finds in the machine's /usr.
provide_image() {
  local image=$work/image layer
  mkdir -p "$image/root/usr"
  ln -s usr/bin usr/lib usr/lib64 "$image/root/"
  tar -C "$image/root" -cf "$image/layer.tar" .
  layer=$(sha256sum <"$image/layer.tar" | cut -d ' ' -f 1)
  echo '{"architecture":"'"$(go_machine)"'","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:'"$layer"'"]}}' \
    >"$image/config.json"
  echo '[{"Config":"config.json","RepoTags":["docker.io/library/training:latest"],"Layers":["layer.tar"]}]' >"$image/manifest.json"
  tar -C "$image" -cf "$work/image.tar" manifest.json config.json layer.tar
  ask image import "$work/image.tar" || echo "training: no image: $(tail -n 1 "$work/asked.log")" >&2
}

go_machine() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}

train_shim() {
  local words
  mapfile -t words < <(recording aurae-cri-shim aurae-cri-shim)
  "${words[@]}" --socket "$work/run/cri.sock" --config "$work/config" >"$work/shim.log" 2>&1 &
  shim=$!
  await "$shim" "the shim does not listen" "$work/shim.log" test -S "$work/run/cri.sock"
  if [ "$(id -u)" = 0 ]; then
    provide_image
    "${trainer[@]}" cri "$work/run/cri.sock" "$work/logs" >"$work/calls.log" 2>&1 ||
      fail "the calls to the shim failed" "$work/calls.log"
    grep -s '^training: ' "$work/calls.log" >&2 || true
  else
    echo "training: the shim answers root only, so it is trained without calls" >&2
  fi
  kill "$shim"
  wait "$shim" || true # 143: ended by a signal, as asked
  shim=
  trained aurae-cri-shim "$work/shim.log"
}

prepare
train_command_line
start_daemon auraed
begin_work
train_shim
end_work
exercise_instance
stop_daemon auraed
start_daemon nested --nested
begin_work
end_work
stop_daemon nested

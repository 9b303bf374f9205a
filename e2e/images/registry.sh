#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# registry.sh start DIR PORT: starts Debian's docker-registry on 127.0.0.1:PORT, plain http, deletion allowed, with its
# content, log and process id below DIR; returns when it answers. One that runs already is left alone.
# registry.sh stop DIR: ends the one started with DIR; success when there is none. Its content stays.
set -euo pipefail

usage() { sed -n '4,6s/^# //p' "$0" >&2; exit 2; }
[[ $# -ge 2 ]] || usage
mkdir -p "$2"
dir=$(realpath "$2")

# Prints the process id of the registry started with $dir, if it runs.
running() {
    local pid
    pid=$(cat "$dir/pid" 2>/dev/null) || return 1
    grep -qzxF "$dir/config.yml" "/proc/$pid/cmdline" 2>/dev/null && echo "$pid"
}

answers() { # PORT
    local line
    { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
    printf 'GET /v2/ HTTP/1.0\r\n\r\n' >&3
    read -r line <&3 || true
    exec 3>&-
    [[ $line == *' 200 '* ]]
}

start() { # PORT
    ! running >/dev/null || return 0
    if ! command -v docker-registry >/dev/null; then
        echo "no registry to start: docker-registry is not on PATH (expected: Debian's package docker-registry)" >&2
        exit 1
    fi
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
        echo "cannot start a registry on port '$1': something listens there (expected: a free port)" >&2
        exit 1
    fi
    cat >"$dir/config.yml" <<EOF
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: "$dir/content"}
  delete: {enabled: true}
http: {addr: "127.0.0.1:$1"}
EOF
    setsid docker-registry serve "$dir/config.yml" </dev/null >"$dir/log" 2>&1 &
    echo $! >"$dir/pid"
    for ((i = 0; i < 200; i++)); do
        ! answers "$1" || return 0
        kill -0 "$(cat "$dir/pid")" 2>/dev/null || break
        sleep 0.05
    done
    echo "the registry on port '$1' does not answer: $(tail -n 1 "$dir/log")" >&2
    stop
    exit 1
}

stop() {
    local pid
    pid=$(running) || return 0
    kill "$pid"
    for ((i = 0; i < 100; i++)); do
        running >/dev/null || return 0
        sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null || true
}

case $1:$# in
start:3) start "$3" ;;
stop:2) stop ;;
*) usage ;;
esac

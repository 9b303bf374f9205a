#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# make-critest-images.sh OUTDIR HOST:PORT: makes stand-ins for the images that critest asks for from Debian's busybox, as the OCI image
# layout OUTDIR/layout, pushes them to the plain-http registry HOST:PORT under their names without the host, and prints the digest of the
# one image whose digest critest knows by heart. Needs no root and installs nothing; what is up to date is not made again.
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022

if [[ $# -ne 2 ]]; then
    sed -n '4,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
mkdir -p "$1"
out=$(realpath "$1")
registry=$2
here=$(dirname "$(realpath "$0")")
layout=$out/layout
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/layout.sh"
. "$here/packages.sh"

architecture=$(dpkg --print-architecture)
choose busybox
inputs=$({ cat "$here"/{make-critest-images.sh,packages.sh,layout.sh,pause.c}; echo "$sources"; } | sha256sum)

# ---- the layers -------------------------------------------------------------------------------------------------------

# Writes the script FILE, which anybody may run, from its input.
script() { # FILE
    mkdir -p "$(dirname "$1")"
    { echo '#!/bin/sh'; cat; } >"$1"
    chmod 755 "$1"
}

# Two commands that critest runs in containers and Debian's busybox has not, users, and a page.
commands_layer() {
    local tree=$work/commands
    script "$tree/usr/bin/pgrep" <<'EOS'
found=1
for process in /proc/[0-9]*; do
    read -r name 2>/dev/null <"$process/comm" || continue
    case $name in *"$1"*) echo "${process#/proc/}"; found=0 ;; esac
done
exit $found
EOS
    script "$tree/usr/bin/ipcs" <<'EOS'
exec cat /proc/sysvipc/shm
EOS
    mkdir -p "$tree"/{etc,mnt,var/run,www}
    printf '%s\n' root:x:0:0:root:/root:/bin/sh daemon:x:1:1:daemon:/usr/sbin:/bin/false \
        www-data:x:33:33:www-data:/www:/bin/false nobody:x:65534:65534:nobody:/:/bin/false >"$tree/etc/passwd"
    printf '%s\n' root:x:0: daemon:x:1: www-data:x:33: nogroup:x:65534: >"$tree/etc/group"
    echo '<!doctype html><title>page</title>' >"$tree/www/index.html"
    pack commands
}

# Web servers by the names that critest looks for in process lists, files and logs.
web_layer() {
    local tree=$work/web
    script "$tree/usr/sbin/nginx" <<'EOS'
trap 'kill $!; exit 0' TERM INT QUIT
echo $$ >/var/run/nginx.pid
httpd -f -p "$2" -h /www &
wait
EOS
    script "$tree/usr/sbin/apache" <<'EOS'
echo "httpd serves on port $1"
exec httpd -f -p "$1" -h /www
EOS
    pack web
}

# A program of root's that tells as whom it runs.
setuid_layer() {
    mkdir "$work/setuid"
    "$(command -v musl-gcc || command -v gcc)" -static -Os -s -o "$work/setuid/nnp" -x c - <<'EOS'
#include <stdio.h>
#include <unistd.h>
int main(void) { return printf("Effective uid: %d\n", (int)geteuid()) < 0; }
EOS
    chmod 4755 "$work/setuid/nnp"
    pack setuid
}

# User 1000 is in group 50000.
groups_layer() {
    mkdir -p "$work/groups/etc"
    { cat "$work/commands/etc/passwd"; echo 'user:x:1000:1000::/:/bin/sh'; } >"$work/groups/etc/passwd"
    { cat "$work/commands/etc/group"; printf '%s\n' user:x:1000: extra:x:50000:user; } >"$work/groups/etc/group"
    pack groups
}

pause_layer() {
    mkdir "$work/pause"
    "$(command -v musl-gcc || command -v gcc)" -static -Os -s -o "$work/pause/pause" "$here/pause.c"
    pack pause
}

# A layer that makes an image unlike all others.
mark_layer() { # NAME
    mkdir "$work/$1"
    : >"$work/$1/$1"
    pack "$1"
}

# ---- the images -------------------------------------------------------------------------------------------------------

path='"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]'
named=()

# Lists one image under NAMEs.
add() { # CONFIG LAYERS NAME...
    local config=$1 parts=$2 descriptor name
    shift 2
    # shellcheck disable=SC2086 # a list of layers
    descriptor=$(image "$architecture" "$config" $parts)
    for name; do named+=("$(named "$name" "$descriptor")"); done
}

busybox() { # USER NAME...
    local user=$1
    shift
    add "{$path,\"Cmd\":[\"sh\"],\"User\":\"$user\"}" 'base commands' "$@"
}

server() { # COMMAND NAME...
    local command=$1
    shift
    add "{$path,\"Cmd\":[$command]}" 'base commands web' "$@"
}

make_images() {
    local mark cri=k8s-staging-cri-tools e2e=e2e-test-images
    unpack
    begin_layout
    base_layer
    commands_layer
    web_layer
    setuid_layer
    groups_layer
    pause_layer
    add '{"Entrypoint":["/pause"]}' pause pause:3.9 pause:3.10
    busybox '' $e2e/busybox:1.29-2 library/busybox:latest docker/library/busybox:{1,1-glibc,1-musl,1-uclibc,1.35.0-glibc}
    server '"nginx","master process","80"' $e2e/nginx:1.14-2 library/nginx:latest
    server '"nginx","master process","12003"' "$cri/hostnet-nginx-$architecture:latest"
    server '"apache","80"' $e2e/httpd:2.4.39-4
    add '{"Entrypoint":["/nnp"]}' 'base commands setuid' $e2e/nonewprivs:1.3
    busybox 1002 $cri/test-image-user-uid:latest
    busybox www-data $cri/test-image-user-username:latest
    busybox 1003:1004 $cri/test-image-user-uid-group:latest
    busybox www-data:1004 $cri/test-image-user-username-group:latest
    add "{$path,\"Cmd\":[\"sh\"],\"User\":\"1000\"}" 'base groups' $cri/test-image-predefined-group:latest
    for mark in 1 2 3 latest digest tag tags; do
        mark_layer "image-$mark"
    done
    for mark in 1 2 3 latest digest; do
        add "{$path,\"Cmd\":[\"sh\"]}" "base image-$mark" "$cri/test-image-$mark:latest"
    done
    add "{$path,\"Cmd\":[\"sh\"]}" 'base image-tag' $cri/test-image-tag:test
    add "{$path,\"Cmd\":[\"sh\"]}" 'base image-tag image-1' $cri/test-image-tag:all
    add "{$path,\"Cmd\":[\"sh\"]}" 'base image-tags' $cri/test-image-tags:{1,2,3}
    end_layout "${named[@]}"
    echo "$inputs" >"$out/inputs"
}

if [[ $(cat "$out/inputs" 2>/dev/null) != "$inputs" ]]; then
    rm -f "$out/inputs"
    make_images
fi
jq --raw-output '.manifests[].annotations[]' "$layout/index.json" | while read -r name; do
    skopeo --insecure-policy copy -q --preserve-digests --dest-tls-verify=false "oci:$layout:$name" "docker://$registry/$name"
done
jq --raw-output '.manifests[] | select(.annotations[] | contains("test-image-digest")) | .digest' "$layout/index.json"

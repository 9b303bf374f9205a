#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# make-images.sh OUTDIR [HOST:PORT]: makes container images from Debian's own packages as the OCI image layout
# OUTDIR/layout, and pushes them to the plain-http registry HOST:PORT when one is given. Needs no root and installs
# nothing; the same packages give the same digests; what is up to date is not made again.
#
#   library/busybox:latest   one manifest: a shell and the usual commands, as hard links
#   library/pause:latest     one manifest: a static program of ours that only waits
#   library/nginx:latest     an index of two platforms: nginx on port 80 over the busybox layer, logging to its output
set -euo pipefail
export LC_ALL=C TZ=UTC
umask 022

if [[ $# -lt 1 || $# -gt 2 ]]; then
    sed -n '4,10s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
mkdir -p "$1"
out=$(realpath "$1")
registry=${2:-}
here=$(dirname "$(realpath "$0")")
layout=$out/layout
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/layout.sh"
. "$here/packages.sh"

architecture=$(dpkg --print-architecture)
foreign=arm64
[[ $architecture != arm64 ]] || foreign=amd64

choose busybox nginx nginx-common
inputs=$({ cat "$here"/{make-images.sh,packages.sh,layout.sh,nginx.conf,pause.c}; echo "$sources"; } | sha256sum)

# ---- the layers -------------------------------------------------------------------------------------------------------

nginx_layer() {
    local tree=$work/nginx
    mkdir -p "$tree"/{etc/nginx,usr/share/nginx,var/lib/nginx,var/log/nginx}
    program nginx /usr/sbin/nginx
    cp "$here/nginx.conf" "$work/debian/etc/nginx/mime.types" "$tree/etc/nginx/"
    cp -r "$work/debian/usr/share/nginx/html" "$tree/usr/share/nginx/"
    pack nginx
}

pause_layer() {
    mkdir "$work/pause"
    "$(command -v musl-gcc || command -v gcc)" -static -Os -s -o "$work/pause/pause" "$here/pause.c"
    pack pause
}

# What an image for another platform holds: nothing that could run here.
foreign_layer() {
    mkdir "$work/foreign"
    echo "made for $foreign" >"$work/foreign/platform"
    pack foreign
}

# ---- the images -------------------------------------------------------------------------------------------------------

make_images() {
    local path='"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]' busybox pause nginx native other
    unpack
    begin_layout
    base_layer
    nginx_layer
    pause_layer
    foreign_layer
    busybox=$(image "$architecture" "{$path,\"Cmd\":[\"sh\"]}" base)
    pause=$(image "$architecture" '{"Entrypoint":["/pause"]}' pause)
    nginx="{$path,\"Cmd\":[\"nginx\",\"-g\",\"daemon off;\"],\"ExposedPorts\":{\"80/tcp\":{}},\"StopSignal\":\"SIGQUIT\"}"
    native=$(image "$architecture" "$nginx" base nginx)
    other=$(image "$foreign" "$nginx" foreign)
    nginx=$(index "$other" "$native")
    end_layout "$(named library/busybox:latest "$busybox")" "$(named library/pause:latest "$pause")" "$(named library/nginx:latest "$nginx")"
    echo "$inputs" >"$out/inputs"
}

if [[ $(cat "$out/inputs" 2>/dev/null) != "$inputs" ]]; then
    rm -f "$out/inputs"
    make_images
fi
if [[ $registry ]]; then
    for name in library/busybox:latest library/pause:latest library/nginx:latest; do
        skopeo --insecure-policy copy -q --all --preserve-digests --dest-tls-verify=false \
            "oci:$layout:$name" "docker://$registry/$name"
    done
fi

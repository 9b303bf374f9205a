#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
# build.sh OUTDIR [TOOL...]: builds crictl and critest (or only the tools named) from the Go modules pinned in go.mod.
# What is there and up to date is left alone. Exit status 3: no usable Go tool chain; the reason is printed.
set -euo pipefail

[[ $# -ge 1 ]] || { sed -n '4,5s/^# //p' "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(realpath "$1")
shift
cd "$(dirname "$(realpath "$0")")"
wanted=("$@")
[[ $# -gt 0 ]] || wanted=(crictl critest)

PATH=$PATH:/usr/local/go/bin
needed=$(sed -n 's/^go //p' go.mod)
if ! command -v go >/dev/null; then
    echo "crictl and critest are not built: no Go tool chain (expected: go $needed or newer on PATH)" >&2
    exit 3
fi
if ! reason=$(go version 2>&1 && go list -m 2>&1); then
    echo "crictl and critest are not built: ${reason##*$'\n'}" >&2
    exit 3
fi

cri_tools=sigs.k8s.io/cri-tools
version=$(go list -m -f '{{.Version}}' $cri_tools)
flags=(-trimpath -ldflags "-s -w -X $cri_tools/pkg/version.Version=$version")
inputs=$({ go version; cat go.mod go.sum build.sh; } | sha256sum)

for tool in "${wanted[@]}"; do
    [[ -x $out/$tool && $(cat "$out/$tool.inputs" 2>/dev/null) == "$inputs" ]] && continue
    echo "building $tool $version from its Go module (once)"
    case $tool in
    crictl) CGO_ENABLED=0 go build "${flags[@]}" -o "$out/crictl.new" $cri_tools/cmd/crictl ;;
    critest) CGO_ENABLED=0 go test -c "${flags[@]}" -o "$out/critest.new" $cri_tools/cmd/critest ;;
    *) echo "no such tool: '$tool' (expected: crictl or critest)" >&2; exit 2 ;;
    esac
    mv "$out/$tool.new" "$out/$tool"
    echo "$inputs" >"$out/$tool.inputs"
done

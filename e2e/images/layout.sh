# SPDX-License-Identifier: Apache-2.0
#
# Writes an OCI image layout. To be sourced, with `layout` (the layout's directory) and `work` (a temporary directory
# whose sub-directories become layers) set. The same trees give the same digests.

declare -A layers diff_ids

begin_layout() {
    rm -rf "$layout"
    mkdir -p "$layout/blobs/sha256"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
}

# Moves FILE into the layout and prints its descriptor, with EXTRA members.
store() { # FILE MEDIA_TYPE [EXTRA]
    local digest size
    digest=$(sha256sum <"$1")
    digest=${digest%% *}
    size=$(stat -c %s "$1")
    mv "$1" "$layout/blobs/sha256/$digest"
    printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%d%s}' \
        "$2" "$digest" "$size" "${3:-}"
}

# Packs the tree $work/NAME as the layer NAME; everything in it becomes root's.
pack() { # NAME
    tar -C "$work/$1" --format=ustar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/tar" .
    diff_ids[$1]=$(sha256sum <"$work/tar")
    gzip -n9 "$work/tar"
    layers[$1]=$(store "$work/tar.gz" layer.v1.tar+gzip)
}

# Prints its arguments with commas between them.
list() { local IFS=,; echo "$*"; }

# Stores an image whose configuration is CONFIG and prints the descriptor of its manifest.
image() { # ARCHITECTURE CONFIG LAYER...
    local architecture=$1 config=$2 layer ids=() descriptors=() stored
    shift 2
    for layer; do
        ids+=("\"sha256:${diff_ids[$layer]%% *}\"")
        descriptors+=("${layers[$layer]}")
    done
    printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:00Z","config":%s,"rootfs":%s}' \
        "$architecture" "$config" "{\"type\":\"layers\",\"diff_ids\":[$(list "${ids[@]}")]}" >"$work/json"
    stored=$(store "$work/json" config.v1+json)
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
        "$stored" "$(list "${descriptors[@]}")" >"$work/json"
    store "$work/json" manifest.v1+json ",\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"}"
}

# Stores an index of the MANIFESTs and prints its descriptor.
index() { # MANIFEST...
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' \
        "$(list "$@")" >"$work/json"
    store "$work/json" index.v1+json
}

# Prints DESCRIPTOR with the name under which the layout lists it.
named() { # NAME DESCRIPTOR
    printf '%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}' "${2%\}}" "$1"
}

# Lists the named DESCRIPTORs in the layout; it is complete then.
end_layout() { # DESCRIPTOR...
    printf '{"schemaVersion":2,"manifests":[%s]}' "$(list "$@")" >"$layout/index.json"
}

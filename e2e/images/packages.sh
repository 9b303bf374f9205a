# SPDX-License-Identifier: Apache-2.0
#
# Takes programs out of Debian's packages, fetched and unpacked but never installed. To be sourced, with `work` (a temporary directory whose
# sub-directories become layers) set.

apt() { apt-get -qq -o APT::Sandbox::User=root "$@"; }

# Prints the packages of the libraries that PACKAGE depends on.
libraries_of() { # PACKAGE
    apt-cache show --no-all-versions "$1" | sed -n 's/^Depends: //p' | tr , '\n' |
        sed -n 's/^ *\(lib[^ ]*\|zlib[^ ]*\).*/\1/p'
}

# Sets `packages` to PROGRAMs and their libraries, and `sources` to where they come from.
choose() { # PROGRAM...
    local package
    mapfile -t packages < <({
        printf '%s\n' "$@"
        for package; do libraries_of "$package"; done
    } | sort -u)
    if ! sources=$(apt --print-uris download "${packages[@]}"); then
        echo "no package list has ${packages[*]} (expected: 'apt-get update' has been run)" >&2
        exit 1
    fi
}

unpack() {
    local package
    mkdir "$work/debian" "$work/archives"
    (cd "$work/archives" && apt download "${packages[@]}")
    for package in "$work"/archives/*.deb; do dpkg-deb -x "$package" "$work/debian"; done
    loader=$(find "$work/debian" -type f -name 'ld-linux*' -print -quit)
    triplet=$(basename "$(dirname "$loader")")
}

# Copies the program PATH of the packages, and the libraries its loader finds among them, to the tree $work/LAYER;
# what the base layer has is left out.
program() { # LAYER PATH
    local path
    install -D -m 755 "$work/debian$2" "$work/$1$2"
    "$loader" --library-path "$work/debian/lib/$triplet:$work/debian/usr/lib/$triplet" --list "$work/debian$2" |
        sed -n "s#.*$work/debian\(/[^ ]*\).*#\1#p" |
        while read -r path; do
            [[ -e $work/base$path ]] || install -D -m 755 "$work/debian$path" "$work/$1$path"
        done
}

# Makes the layer `base`: busybox under the names of all its commands, as hard links.
base_layer() {
    local applet link tree=$work/base
    mkdir -p "$tree"/{bin,dev,etc,proc,root,run,sys,usr/{bin,sbin},var/{lib,log}}
    install -d -m 1777 "$tree/tmp" "$tree/var/tmp"
    program base /bin/busybox
    # The program loader under the name that programs ask for; the packages have it as a link.
    while read -r link; do
        mkdir -p "$(dirname "$tree$link")"
        cp -a "$work/debian$link" "$tree$link"
    done < <(cd "$work/debian" && find . -type l -name 'ld-linux*' | sed 's/^\.//')
    install -D -m 755 "$loader" "$tree${loader#"$work/debian"}"
    for applet in $("$loader" --library-path "$tree/lib/$triplet" "$tree/bin/busybox" --list); do
        [[ -e $tree/bin/$applet ]] || ln "$tree/bin/busybox" "$tree/bin/$applet"
    done
    printf '%s\n' root:x:0:0:root:/root:/bin/sh www-data:x:33:33:www-data:/var/www:/bin/false \
        nobody:x:65534:65534:nobody:/:/bin/false >"$tree/etc/passwd"
    printf '%s\n' root:x:0: www-data:x:33: nogroup:x:65534: >"$tree/etc/group"
    pack base
}

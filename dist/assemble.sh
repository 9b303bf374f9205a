#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# assemble.sh JARS HOME TRAIN: makes the distribution folder HOME from the jars that Maven collected in JARS, with AOT caches when TRAIN is
# "true". What did not change since the last time is kept: the runtime for the same JDK, the caches for the same jars, flags and runtime.
set -euo pipefail
jars=$1
home=$2
train=$3
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
jdk=$("$root/scripts/find-jdk.sh") || { echo "no JDK 25 found: run scripts/setup.sh" >&2; exit 1; }

# What our jars and their libraries use of the JDK. jdk.net: peer credentials; jdk.unsupported: netty and protobuf.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.xml,jdk.crypto.ec,jdk.net,jdk.unsupported

# The security providers of these modules. For each one named that is absent, Java asks every provider it can find on the class path, and
# loads all of Bouncy Castle at the start of each program: a quarter of a second of CPU time.
providers=(SUN SunRsaSign SunEC SunJSSE SunJCE)

make_runtime() {
  local stamp="$modules ${providers[*]} $(sha256sum <"$jdk/release")"
  if [ "$(cat "$home/runtime/.made-from" 2>/dev/null)" != "$stamp" ]; then
    echo "jlink: a runtime of $modules"
    rm -rf "$home/runtime"
    "$jdk/bin/jlink" --add-modules "$modules" --no-header-files --no-man-pages --compress zip-6 --output "$home/runtime"
    name_providers
    echo "$stamp" >"$home/runtime/.made-from"
  fi
}

name_providers() {
  local security=$home/runtime/conf/security/java.security number
  sed -i '/^security\.provider\.[0-9]/d' "$security"
  for number in "${!providers[@]}"; do
    echo "security.provider.$((number + 1))=${providers[$number]}" >>"$security"
  done
}

# Native libraries stand in the runtime's own library folder, where every class loader looks first: nothing is unpacked to /tmp at each start.
unpack_natives() {
  local temporary
  temporary=$(mktemp -d)
  unzip -qq -o -d "$temporary" "$jars/netty-transport-native-epoll-*-linux-*.jar" 'META-INF/native/*.so'
  unzip -qq -o -d "$temporary" "$jars/netty-tcnative-boringssl-static-*-linux-*.jar" 'META-INF/native/*.so'
  unzip -qq -o -d "$temporary" "$jars/jffi-*-native.jar" "jni/$(uname -m)-Linux/*.so"
  unzip -qq -o -d "$temporary" "$jars/zstd-jni-*.jar" "linux/$(java_machine)/*.so"
  find "$temporary" -name '*.so' -exec install -C -m 644 {} "$home/runtime/lib/" \;
  rm -rf "$temporary"
}

java_machine() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    *) uname -m ;;
  esac
}

# The JVM caches no class that was compiled for Java 5 or is signed, and starts slowly with it.
modernise_jars() { "$home/runtime/bin/java" -cp "$here/training/target/classes:$jars/*" io.aurae.training.Main modernise "$jars"; }

# Each program's jar names the other jars it needs in its manifest, so a class path is one path.
copy_jars() {
  local jar name
  mkdir -p "$home/lib"
  rm -f "$home/lib/"*.jar.gone
  for jar in "$home"/lib/*.jar; do
    [ -e "$jar" ] && mv "$jar" "$jar.gone"
  done
  for jar in "$jars"/*.jar; do
    name=$(program_name "${jar##*/}")
    if cmp -s "$jar" "$home/lib/$name.gone"; then
      mv "$home/lib/$name.gone" "$home/lib/$name"
    else
      cp "$jar" "$home/lib/$name"
    fi
  done
  rm -f "$home/lib/"*.jar.gone
}

program_name() { # the programs' own jars lose their version, the libraries keep theirs
  case $1 in
    auraed-[0-9]*.jar) echo auraed.jar ;;
    aurae-cli-[0-9]*.jar) echo aurae.jar ;;
    aurae-cri-shim-[0-9]*.jar) echo aurae-cri-shim.jar ;;
    *) echo "$1" ;;
  esac
}

copy_files() {
  mkdir -p "$home/bin"
  cp -R "$here/src/main/dist/." "$home/"
  rm "$home/bin/java-program"
  install -m 755 "$here/src/main/dist/bin/java-program" "$home/bin/aurae"
  install -m 755 "$here/src/main/dist/bin/java-program" "$home/bin/aurae-cri-shim"
  make --silent -C "$root/auraed/src/main/c" OUT="$home/bin"
  make --silent -C "$root/auraed/src/main/c" OUT="$home/runtime/lib" library
  cp "$root/LICENSE" "$root/README.md" "$home/" 2>/dev/null || true
}

# Manual pages and the shells' completion scripts, made of the programs' own grammar.
make_share() {
  local stamp version
  stamp=$(cat "$home/lib/aurae.jar" "$home/lib/auraed.jar" | sha256sum)
  if [ "$(cat "$home/share/.made-from" 2>/dev/null)" != "$stamp" ]; then
    rm -rf "$home/share"
    version=${home##*/aurae-}
    "$home/runtime/bin/java" --enable-native-access=ALL-UNNAMED -cp "$home/lib/auraed.jar" io.aurae.auraed.boot.Main --help |
      "$home/runtime/bin/java" -cp "$home/lib/aurae.jar" io.aurae.cli.Share "$home/share" "$version"
    echo "$stamp" >"$home/share/.made-from"
  fi
}

train() {
  local stamp
  stamp=$(cat "$home"/lib/*.jar "$home"/lib/*.args "$home/runtime/.made-from" "$here/train.sh" | sha256sum)
  if [ "$(cat "$home/aot/.made-from" 2>/dev/null)" != "$stamp" ]; then
    rm -rf "$home/aot"
    mkdir "$home/aot"
    if [ "$train" != true ]; then
      echo "no AOT caches: the programs work, and start slowly"
      return
    fi
    "$here/train.sh" "$home" "$here/training/target/classes"
    echo "$stamp" >"$home/aot/.made-from"
  fi
}

# A jar that a manifest names and that is not there would be left out of the class path in silence.
check_class_paths() {
  local program jar missing=0
  for program in auraed aurae aurae-cri-shim; do
    for jar in $(unzip -p "$home/lib/$program.jar" META-INF/MANIFEST.MF | tr -d '\r' | sed -e ':a;N;$!ba;s/\n //g' | sed -n 's/^Class-Path: //p'); do
      if [ ! -e "$home/lib/$jar" ]; then
        echo "$program.jar needs $jar, which Maven did not collect: pin one version of it in the root pom.xml" >&2
        missing=1
      fi
    done
  done
  return $missing
}

make_runtime
unpack_natives
modernise_jars
copy_jars
check_class_paths
copy_files
make_share
train
echo "distribution: $home ($(du -sh "$home" | cut -f1))"

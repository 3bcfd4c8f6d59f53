#!/bin/sh
# Builds libguardrails and installs header, libraries and pkg-config file: install.sh [PREFIX], default /usr/local.
# The installed folder may be moved: guardrails.pc finds the rest from where it lies.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
prefix=${1:-/usr/local}
target=${CARGO_TARGET_DIR:-$here/../target}

cargo build --release --locked --manifest-path "$here/Cargo.toml"
version=$(sed -n '/^\[workspace.package\]/,/^$/s/^version = "\(.*\)"/\1/p' "$here/../Cargo.toml")
abi=$(sed -n 's/^#define GUARDRAILS_ABI_VERSION //p' "$here/include/guardrails.h")

mkdir -p "$prefix/include" "$prefix/lib/pkgconfig"
install -m 644 "$here/include/guardrails.h" "$prefix/include/guardrails.h"
install -m 644 "$target/release/libguardrails.a" "$prefix/lib/libguardrails.a"
install -m 755 "$target/release/libguardrails.so" "$prefix/lib/libguardrails.so.$abi"
ln -sf "libguardrails.so.$abi" "$prefix/lib/libguardrails.so"
sed "s/@VERSION@/$version/" "$here/guardrails.pc.in" >"$prefix/lib/pkgconfig/guardrails.pc"
echo "guardrails $version is in $prefix"

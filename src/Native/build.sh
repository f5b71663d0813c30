#!/usr/bin/env bash
# Builds libbuttere.so into artifacts/native/LEVEL and the header into artifacts/native/include.
# LEVEL: x86-64-v2, x86-64-v3 (AVX2) or x86-64-v4 (AVX-512); several may be named. Default: the widest that this processor runs, which
# artifacts/native/host then names too.
# Needs a .NET 10 SDK, gcc and zlib1g-dev. As a system library: see docs/decisions/0018-embedding.md (glibc-hwcaps).
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# The C library's own word, as in python/buttere/_library.py: flags of /proc/cpuinfo are left out by some sandboxes.
widest() { /lib64/ld-linux-x86-64.so.2 --help | grep -o 'x86-64-v[234] (supported' | sort -r | head -n 1 | cut -d' ' -f1; }
own=
[ $# -gt 0 ] || { own=$(widest || true); set -- "${own:?no level that this processor runs: name one}"; }
for level in "$@"; do
  made=$(mktemp -d)
  mkdir -p "$root/artifacts/native/$level" "$root/artifacts/native/include"
  log="$root/artifacts/native/$level/build.log"
  dotnet publish "$root/src/Native" -c Release -m:1 -p:ButterELevel="$level" -o "$made" --nologo 2>&1 | tee "$made/build.log"
  # A build that is up to date does not repeat the warnings of the one that compiled.
  grep -q "Generating native code" "$made/build.log" && mv "$made/build.log" "$log"
  # Under a new name first: a process may have the old one mapped.
  cp "$made/libbuttere.so" "$root/artifacts/native/$level/.libbuttere.so.new"
  mv "$root/artifacts/native/$level/.libbuttere.so.new" "$root/artifacts/native/$level/libbuttere.so"
  rm -r "$made"
  echo "artifacts/native/$level/libbuttere.so"
done
[ -z "$own" ] || ln -sfn "$own" "$root/artifacts/native/host"
cp "$root/src/Native/include/buttere.h" "$root/artifacts/native/include/"

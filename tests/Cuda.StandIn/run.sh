#!/usr/bin/env bash
# Publishes the stand-in for NVIDIA's driver to artifacts/cuda-stand-in and runs the given command with it, so that devices list shows cuda:0:
#   tests/Cuda.StandIn/run.sh dotnet test tests/Gpu.Tests -c Release
# Without a command it only publishes. Needs a .NET 10 SDK, gcc and zlib1g-dev. A real driver, where there is one, is hidden.
# Settings (Driver/Settings.cs): BUTTERE_STANDIN_CAPABILITY=7.0|8.0|9.0, BUTTERE_STANDIN_REVERSE=1, BUTTERE_STANDIN_RACES=0, BUTTERE_STANDIN_BUDGET=N.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
target="$root/artifacts/cuda-stand-in"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
dotnet publish "$root/tests/Cuda.StandIn" -c Release -r linux-x64 -m:1 -o "$made" --nologo >"$made/log" 2>&1 || { cat "$made/log" >&2; exit 1; }
mkdir -p "$target"
# Under a new name first: a process may have the old one mapped.
cp "$made/ButterE.Cuda.StandIn.so" "$target/.libcuda.so.1.new"
mv "$target/.libcuda.so.1.new" "$target/libcuda.so.1"
rm -rf "$made"
[ $# -gt 0 ] || { echo "artifacts/cuda-stand-in/libcuda.so.1"; exit 0; }
LD_LIBRARY_PATH="$target${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$@"

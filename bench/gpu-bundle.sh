#!/usr/bin/env bash
# Makes one archive that measures a GPU on a bare machine: no .NET there, no network, only the driver (and, for a comparison, python3 with torch).
# usage: bench/gpu-bundle.sh OUT.tar.xz      then, on the other machine: tar xf OUT.tar.xz && buttere-gpu/run.sh [DEVICE] [RESULTS]
# Needs the .NET SDK and, for the list of networks and the peer, shared/peers (BUTTERE_SHARED, default ../shared beside the checkout).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
out=${1:?usage: bench/gpu-bundle.sh OUT.tar.xz}
peers=${BUTTERE_SHARED:-$root/../shared}/peers
most=$((60 * 1000 * 1000))
[ -f "$peers/networks.tsv" ] || { echo "gpu-bundle: $peers/networks.tsv: no such file; set BUTTERE_SHARED" >&2; exit 2; }
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
bundle=$work/buttere-gpu
# Not trimmed and not one file: ILGPU reads the code of the kernels out of its assemblies.
dotnet publish "$root/src/Cli" -c Release -r linux-x64 --self-contained --artifacts-path "$work/artifacts" -o "$bundle/program" -m:1 \
  -p:DebugType=none >"$work/publish.log" ||
  { cat "$work/publish.log" >&2; exit 1; }
# What nothing on the way needs: the library behind ingest and fit is larger than all the rest.
rm -f "$bundle/program"/libduckdb.so "$bundle/program"/*.pdb "$bundle/program"/*.xml "$bundle/program"/createdump
cp "$root/bench/gpu/run.sh" "$root/LICENSE" "$bundle/"
cp "$peers/networks.tsv" "$peers/torch_step.py" "$bundle/"
git -C "$root" rev-parse HEAD >"$bundle/COMMIT" 2>/dev/null || echo unknown >"$bundle/COMMIT"
XZ_OPT=-T0 tar -C "$work" -cJf "$out" buttere-gpu
bytes=$(stat -c %s "$out")
echo "$out: $((bytes / 1000000)) MB, from $(du -sm "$bundle" | cut -f1) MB"
[ "$bytes" -lt "$most" ] || { echo "gpu-bundle: larger than $((most / 1000000)) MB" >&2; exit 1; }

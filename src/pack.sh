#!/usr/bin/env bash
# Packs ButterE.Kernels, ButterE.Kernels.Gpu, ButterE.Probe and ButterE.Engine with symbols, and the tool buttere, into artifacts/packages:
# a local feed.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
feed=$root/artifacts/packages
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' "$root/Directory.Build.props")
rm -rf "$feed"
mkdir -p "$feed"
for project in Kernels/Cpu Kernels/Gpu Probe Engine Cli; do
  dotnet pack "$root/src/$project" -c Release -m:1 -o "$feed" --nologo -v quiet
done
# NuGet takes a version that it has unpacked once for the same for ever; here it was packed anew.
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}
for name in buttere.kernels buttere.kernels.gpu buttere.probe buttere.engine buttere buttere.linux-x64; do
  rm -rf "${cache:?}/$name/$version"
done
ls "$feed"

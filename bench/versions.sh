#!/usr/bin/env bash
# Prints what a measurement ran on and with, one fact a line; the compare.sh beside it keep it as Versions.txt.
# usage: bench/versions.sh BUTTERE     PEER_VERSIONS: a shell line that prints the versions of the peers
set -euo pipefail
buttere=${1:?program}; here=$(cd "$(dirname "$0")" && pwd)
echo "date: $(date -u +%Y-%m-%dT%H:%MZ)"
echo "commit: $(git -C "$here" rev-parse HEAD)$(git -C "$here" diff --quiet HEAD -- . ../src || echo ', with uncommitted changes')"
echo "buttere: $("$buttere" --version)"
lscpu | sed -nE 's/^ *(Model name|CPU family|Model|CPU\(s\)|Thread\(s\) per core|Hypervisor vendor|L1d cache|L2 cache|L3 cache): */\1: /p'
echo "kernel: $(uname -sr)"
echo "system: $(. /etc/os-release; echo "$PRETTY_NAME")"
dotnet --list-runtimes | sed -nE 's/^Microsoft\.NETCore\.App ([^ ]+).*/.NET: \1/p'
if [ -n "${PEER_VERSIONS:-}" ]; then bash -c "$PEER_VERSIONS"; fi

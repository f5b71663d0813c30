#!/usr/bin/env bash
# Lays the probe's points beside other tools, in turn on one core, and prints one table.
# usage: bench/probe/compare_tools.sh OUT BUTTERE ROUNDS BANDWIDTH LATENCY
#   BANDWIDTH  a shell line that prints bytes per second for $kind (read, write, copy) over $bytes; empty for none.
#              likwid-bench: likwid-bench -t $(case $kind in read) echo load;; write) echo store;; *) echo copy;; esac)_avx512 \
#                -w N:$((bytes / 1000))kB:1 -s 1 | awk '/MByte\/s/ {print $2 * 1e6}'
#   LATENCY    a shell line that prints ns per load over $bytes; empty for none.
#              multichase: multichase -m $bytes -s 64 -T 256k -n 3 -X -H
#   CPU: the core, 0 unless told (likwid-bench's domain N begins there); SIZES: working sets inside each level, bytes
#   PEER_VERSIONS: see bench/versions.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?folder}; buttere=${2:?program}; rounds=${3:?rounds}; bandwidth=${4-}; latency=${5-}
export bytes kind
mkdir -p "$out"; : >"$out/points.tsv"
"$here/../versions.sh" "$buttere" >"$out/Versions.txt"
# The peers print means over half a second and more, multichase the best of three: so does the point's held time; its low quantile stands beside it.
run() {
  local values; values=$(taskset -c "${CPU:-0}" bash -c "$2")
  printf '%s\t%s\t%s\t%s\t%s\n' "$1" "$kind" "$bytes" "$round" "$values" >>"$out/points.tsv"
}
own="$(printf %q "$buttere") probe point --traversal \$kind --bytes \$bytes --seed \$round --json"
value='python3 -c "
import json, sys
p = json.load(sys.stdin)
rate, share = p[\"bytesPerSecond\"], p[\"heldSeconds\"] / p[\"seconds\"]
print(rate / share if rate else p[\"heldSeconds\"] * 1e9, rate or p[\"seconds\"] * 1e9, sep=\"\\t\")"'
for round in $(seq "$rounds"); do
  export round
  for bytes in ${SIZES:-32000 512000 4096000 256000000}; do
    for kind in read write copy chase; do
      peer=$bandwidth; [ "$kind" = chase ] && peer=$latency
      [ -z "$peer" ] && continue
      echo "round $round of $rounds: $kind over $bytes bytes" >&2
      if [ $((round % 2)) = 0 ]; then run peer "$peer"; run buttere "$own | $value"; else run buttere "$own | $value"; run peer "$peer"; fi
    done
  done
done
python3 "$here/compare_tools.py" "$out/points.tsv"

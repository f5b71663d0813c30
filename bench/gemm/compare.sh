#!/usr/bin/env bash
# Times the three products of layers here and in peers in turn, and prints one table.
# usage: bench/gemm/compare.sh OUT BUTTERE WIDTH,WIDTH,... THREADS ROUNDS [NAME=COMMAND ...]
#   COMMAND is a shell line that prints the JSON lines of sgemm_peers; it sees $threads and $widths.
#   PEER_VERSIONS: see bench/versions.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?folder}; buttere=${2:?program}; export widths=${3:?widths} threads=${4:?threads}; rounds=${5:?rounds}; shift 5
mkdir -p "$out"
# Some machines set these for every program, often for an older kernel than the processor's: no peer shall be measured with one hand tied.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
"$here/../versions.sh" "$buttere" >"$out/Versions.txt"
cpus=0-$((threads - 1)); [ "$threads" = 1 ] && cpus=1
programs=("buttere=$(printf %q "$buttere") bench gemm --threads \$threads --widths \$widths" "$@")
for round in $(seq "$rounds"); do
  order=$(seq 0 $((${#programs[@]} - 1))); [ $((round % 2)) = 0 ] && order=$(tac <<<"$order")
  for i in $order; do
    name=${programs[i]%%=*}
    echo "round $round of $rounds, $threads threads: $name" >&2
    taskset -c $cpus bash -c "${programs[i]#*=}" >"$out/$name.$threads.$round.jsonl"
  done
done
python3 "$here/table.py" "$out"

#!/usr/bin/env bash
# Times training steps of this engine and of peers in turn, and writes one file of JSON lines per run for table.py.
# usage: bench/step/compare.sh OUT BUTTERE NETWORKS.tsv THREADS ROUNDS [NAME=COMMAND ...]
#   COMMAND is a shell line that prints the peer's JSON lines (keys id, step_us_min, step_us_median) for THREADS threads on NETWORKS.tsv
set -euo pipefail
out=${1:?folder}; buttere=${2:?program}; networks=${3:?list}; threads=${4:?threads}; rounds=${5:?rounds}; shift 5
mkdir -p "$out"
cpus=0-$((threads - 1)); [ "$threads" = 1 ] && cpus=1
for round in $(seq "$rounds"); do
  for schedule in fused textbook; do
    taskset -c $cpus "$buttere" bench step --networks "$networks" --threads "$threads" --schedule $schedule >"$out/buttere-$schedule.$threads.$round.jsonl"
  done
  for peer in "$@"; do
    bash -c "${peer#*=}" >"$out/${peer%%=*}.$threads.$round.jsonl"
  done
done

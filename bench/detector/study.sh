#!/usr/bin/env bash
# Simulates sweeps of every hierarchy of a list (LIST, default hierarchies.tsv) and keeps what the level detection found, for table.py.
# usage: bench/detector/study.sh OUT BUTTERE [SEEDS] [OPTION ...]   the options go to `buttere probe simulate`, such as --noise vm --rounds 3
set -euo pipefail
out=${1:?folder}; buttere=${2:?program}; seeds=${3:-8}; shift $(($# < 3 ? $# : 3))
mkdir -p "$out"
line=0
while IFS=$'\t' read -r pages l1 l2 l3 l4; do
  line=$((line + 1))
  "$buttere" probe simulate --pages "$pages" --l1 "$l1" --l2 "$l2" ${l3:+--l3 "$l3"} ${l4:+--l4 "$l4"} --seeds "$seeds" "$@" --json \
    >"$out/$(printf %02d $line).json" 2>/dev/null
done <"${LIST:-$(dirname "$0")/hierarchies.tsv}"

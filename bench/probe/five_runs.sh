#!/usr/bin/env bash
# Runs the probe five times in a row and keeps profile, trace and what it printed, for five_runs.py. Nothing else should run.
# usage: bench/probe/five_runs.sh OUT BUTTERE [OPTION ...]   the options go to `buttere probe`, such as --quick
set -euo pipefail
out=${1:?folder}; buttere=${2:?program}; shift 2
mkdir -p "$out"
for run in 1 2 3 4 5; do
  "$buttere" probe --seed "$run" --out "$out/$run.json" --record "$out/$run.csv" "$@" >"$out/$run.txt" 2>"$out/$run.log"
done

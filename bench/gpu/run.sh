#!/usr/bin/env bash
# Measures one device with the program beside this script; see bench/gpu-bundle.sh.
# usage: run.sh [DEVICE] [RESULTS]      DEVICE as --device takes it (default cuda:0), RESULTS a folder (default results)
# Every part writes a file of its own, and results.json says which ended how; a part that fails or takes too long stops nothing else.
# QUICK=1: a quick probe. NETWORKS=FILE: another list. PART_SECONDS: the most that a part may take (default 600).
set -uo pipefail
here=$(cd "$(dirname "$0")" && pwd)
device=${1:-cuda:0}; out=${2:-results}
networks=${NETWORKS:-$here/networks.tsv}; most=${PART_SECONDS:-600}
buttere=$here/program/buttere
mkdir -p "$out" || exit 2
[ -f "$networks" ] || { echo "run.sh: $networks: no such file" >&2; exit 2; }
parts=(); worst=0

# part NAME FILE COMMAND...: standard output to the file, errors beside it.
part() {
  local name=$1 file=$2 start code; shift 2
  echo "== $name" >&2
  start=$(date +%s.%N)
  timeout -k 10 "$most" "$@" >"$out/$file" 2>"$out/$name.log"; code=$?
  [ "$code" = 0 ] || { echo "== $name failed ($code): $(tail -n 1 "$out/$name.log")" >&2; worst=1; }
  [ -s "$out/$name.log" ] || rm -f "$out/$name.log"
  parts+=("$(printf '{"part":"%s","file":"%s","exit":%d,"seconds":%.1f}' "$name" "$file" "$code" "$(awk "BEGIN { print $(date +%s.%N) - $start }")")")
}

# What a part needs is not there: no failure.
absent() { echo "== $1 left out: $2" >&2; parts+=("$(printf '{"part":"%s","file":null,"exit":null,"reason":"%s"}' "$1" "$2")"); }

started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
part devices devices.json "$buttere" devices list --json
part check check.json "$buttere" devices check --device "$device" --json
if command -v nvidia-smi >/dev/null; then
  part smi-before smi-before.csv nvidia-smi --query-gpu=name,uuid,driver_version,vbios_version,clocks.sm,clocks.max.sm,clocks.mem,power.draw,power.limit,temperature.gpu,ecc.mode.current,mig.mode.current --format=csv
else
  absent smi-before "no nvidia-smi"
fi
part step step.jsonl "$buttere" bench step --networks "$networks" --device "$device"
part step-kernels step-kernels.jsonl "$buttere" bench step --networks "$networks" --device "$device" --launch kernels
part step-textbook step-textbook.jsonl "$buttere" bench step --networks "$networks" --device "$device" --launch kernels --schedule textbook
case $device in
  cuda:*)
    part step-graph step-graph.jsonl "$buttere" bench step --networks "$networks" --device "$device" --launch graph
    part step-tf32 step-tf32.jsonl "$buttere" bench step --networks "$networks" --device "$device" --precision tf32;;
  *) absent step-graph "graphs of kernels and tf32 are for CUDA devices";;
esac
awk -F'\t' '$5 <= 32768' "$networks" >"$out/small.tsv"
if [ -s "$out/small.tsv" ]; then
  part step-persistent step-persistent.jsonl "$buttere" bench step --networks "$out/small.tsv" --device "$device" --launch persistent
fi
if python3 -c 'import torch, sys; sys.exit(not torch.cuda.is_available())' 2>/dev/null; then
  for mode in cuda cuda-graph; do
    part "torch-$mode" "torch-$mode.jsonl" python3 "$here/torch_step.py" 1 "$networks" "$mode"
  done
  python3 -c 'import torch; print(torch.__version__, torch.version.cuda)' >"$out/torch.txt"
else
  absent torch "no python3 with a torch that sees a CUDA device"
fi
part probe profile.json "$buttere" probe --device "$device" ${QUICK:+--quick} --json
if [ -s "$out/profile.json" ]; then
  for published in published-v100 published-h100; do
    part "beside-$published" "beside-$published.json" "$buttere" probe --profile "$out/profile.json" --compare "$published" --json
  done
fi
if command -v nvidia-smi >/dev/null; then
  part smi-after smi-after.csv nvidia-smi --query-gpu=clocks.sm,clocks.mem,power.draw,temperature.gpu,clocks_throttle_reasons.active --format=csv
fi
{
  printf '{"device":"%s","commit":"%s","started":"%s","ended":"%s","parts":[' \
    "$device" "$(cat "$here/COMMIT")" "$started" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  (IFS=,; printf '%s' "${parts[*]}")
  printf ']}\n'
} >"$out/results.json"
echo "$out/results.json"
exit $worst

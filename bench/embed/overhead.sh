#!/usr/bin/env bash
# Times a training step by the direct call (buttere bench step), through C and through Python in turn, and prints the ratios in one table.
# usage: bench/embed/overhead.sh BUTTERE NETWORKS.tsv ROUNDS [THREADS]     after src/Native/build.sh; Python: PYTHON (default /usr/bin/python3)
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd); root=$here/../..
buttere=${1:?program}; networks=${2:?list}; rounds=${3:?rounds}; threads=${4:-1}
out=$(mktemp -d); trap 'rm -rf "$out"' EXIT
library=$root/artifacts/native/host
gcc -std=c99 -O2 -Wall -Wextra -I"$root/src/Native/include" "$here/steps.c" -o "$out/steps" -L"$library" -Wl,-rpath,"$library" -lbuttere
export BUTTERE_LIBRARY=$library/libbuttere.so PYTHONPATH=$root/python
cpus=1; [ "$threads" = 1 ] || cpus=0-$((threads - 1))
for round in $(seq "$rounds"); do
  order="direct C Python"; [ $((round % 2)) = 1 ] || order="Python C direct"
  for name in $order; do
    echo "round $round of $rounds: $name" >&2
    case $name in
      direct) taskset -c "$cpus" "$buttere" bench step --networks "$networks" --threads "$threads" ;;
      C) taskset -c "$cpus" "$out/steps" "$networks" "$threads" ;;
      Python) taskset -c "$cpus" "${PYTHON:-/usr/bin/python3}" "$here/steps.py" "$networks" "$threads" ;;
    esac >"$out/$name.$round.jsonl"
  done
done
"${PYTHON:-/usr/bin/python3}" "$here/table.py" "$out" "$networks"

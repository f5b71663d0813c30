#!/usr/bin/env bash
# Times training steps here and in peers in turn, with the ceilings of the same seconds, and prints the whole table with its checks.
# The programs take turns at every network, and so do the thread counts: what other guests of the host do from one minute to the next meets all of them.
# usage: bench/step/compare.sh OUT BUTTERE BENCH NETWORKS.tsv ROUNDS [NAME=COMMAND ...]
#   BENCH    the program of bench/Bench, which measures multiply-add ceiling and bandwidth
#   COMMAND  a shell line that prints a peer's JSON lines (keys id, step_us_median) for $threads threads on the list $networks; the names oneDNN and
#            PyTorch have checks of their own
#   THREADS: thread counts, "1 2" unless told; PEER_VERSIONS: see bench/versions.sh
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
program=${2:?program}; buttere=$(printf %q "$program"); bench=$(printf %q "${3:?program of bench/Bench}")
out=${1:?folder}; list=${4:?list}; export networks=$out/network.tsv; rounds=${5:?rounds}; shift 5
mkdir -p "$out"
if compgen -G "$out/*.jsonl" >/dev/null; then echo "$out: holds rounds of an earlier run, which would be in the table; name another folder" >&2; exit 2; fi
# Some machines set these for every program, often for an older kernel than the processor's: no peer shall be measured with one hand tied.
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
"$here/../versions.sh" "$program" >"$out/Versions.txt"
"$program" probe --quick --json >"$out/profile.json" # for the capacity of the last cache level
step="$buttere bench step --networks \"\$networks\" --threads \$threads --schedule"
programs=("buttere-fused=$step fused" "buttere-textbook=$step textbook" "$@")
mapfile -t lines <"$list"
pin() { if [ "$1" = 1 ]; then echo 1; else echo "0-$(($1 - 1))"; fi; } # processors of so many threads
run() { # NAME=COMMAND, for each number of threads
  local threads
  for threads in ${THREADS:-1 2}; do
    export threads
    taskset -c "$(pin "$threads")" bash -c "${1#*=}" >>"$out/${1%%=*}.$threads.$round.jsonl"
  done
}
has() { # LINE COUNT: whether the network of that line of the list has so many parameters; targets of large ones are judged by more
  [ "${1##*$'\t'}" -ge "$2" ]
}
profile() { # the passes of a step, for what the table misses; LINE of the list
  local name inputs outputs widths parameters threads
  IFS=$'\t' read -r name inputs outputs widths parameters <<<"$1"
  for threads in ${THREADS:-1 2}; do
    taskset -c "$(pin "$threads")" "$program" explain --inputs "$inputs" --outputs "$outputs" --widths "$widths" --rows 256 --task classification \
      --threads "$threads" --json >"$out/$name.$threads.$round.passes.json"
  done
}
for round in $(seq "$rounds"); do
  order=$(seq 0 $((${#programs[@]} - 1))); [ $((round % 2)) = 0 ] && order=$(tac <<<"$order")
  for line in "${lines[@]}"; do
    echo "round $round of $rounds: ${line%%$'\t'*}" >&2
    printf '%s\n' "$line" >"$networks"
    # Clock and neighbours change within a round, and with them what a floor is. The table knows whose ceilings these are by their place.
    run "ceilings=$bench ceilings --threads \$threads"
    for i in $order; do run "${programs[i]}"; done
    # From 2^18 up, and from 2^16 up, each the middle between it and the power below.
    if has "$line" 185364; then run "scaling=[ \$threads = 1 ] || $bench scaling --threads \$threads --networks \"\$networks\""; fi
    if has "$line" 46341; then run "floor=$bench floor --threads \$threads --networks \"\$networks\""; profile "$line"; fi
  done
done
python3 "$here/table.py" "$out" "$list"

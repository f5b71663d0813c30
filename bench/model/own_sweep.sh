#!/bin/sh
# Measures one training step and one test pass of every network of the own sweep with `buttere explain`, and writes them as runs of five
# batches (1,280 rows: four train, one tests) for `buttere fit` and `buttere predict`. One thread on one processor; every round takes all
# networks in another order, so that a machine that grows slower for some minutes does so for large and small networks alike. About four minutes
# a round, on a machine that does nothing else. What is measured stays: the same command goes on where it was broken off or its time ran out
# (exit 75).
# Usage: own_sweep.sh BUTTERE OUT.csv PROFILE.json [ROUNDS [SECONDS]]     (PROFILE: taskset -c 1 buttere probe --out PROFILE.json)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
buttere=$1 out=$2 profile=$3 rounds=${4:-3} seconds=${5:-0}
list=$out.networks end=$(($(date +%s) + seconds))
[ -s "$list" ] || "$here/networks.sh" "$buttere" >"$list"
[ -s "$out" ] || echo round,hardware,dataset,shape,depth,size,widths,inputs,outputs,raw_features,rows,epochs,schedule,seconds,step,step_predicted,ceiling >"$out"
tab=$(printf '\t')
for round in $(seq "$rounds"); do
    while IFS="$tab" read -r name inputs outputs widths _; do
        for schedule in fused textbook; do
            # The textbook schedule for every fourth network: it differs where parameters spill.
            [ $schedule = textbook ] && [ $(($(printf %s "$name" | cksum | cut -d' ' -f1) % 4)) != 0 ] && continue
            grep -q "^$round,cpu,$name,.*,$schedule," "$out" && continue
            [ "$seconds" != 0 ] && [ "$(date +%s)" -ge $end ] && exit 75
            taskset -c 1 "$buttere" explain --inputs "$inputs" --outputs "$outputs" --widths "$widths" --threads 1 --schedule $schedule \
                --profile "$profile" --json | python3 -c "
import json, sys
total = json.load(sys.stdin)['total']
shape, depth, exponent = '$name'.rsplit('-', 2)
step = total['measuredSeconds']
print($round, 'cpu', '$name', shape, depth, 1 << int(exponent), '\"$widths\"', $inputs, $outputs, $inputs, 1280, 1, '$schedule',
      4 * step + total['testPassSeconds'], step, total['predictedSeconds'], total['ceilingFlopsPerSecond'], sep=',')" >>"$out"
        done
    done <<END
$(awk -v seed="$round" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$list" | sort -g | cut -f2-)
END
done

#!/bin/sh
# Measures one training step and one test pass of every network of the own sweep with `buttere explain`, and writes them as runs of five
# batches (1,280 rows: four train, one tests) for `buttere fit` and `buttere predict`. One thread on one processor, about two seconds a network:
# some five minutes, on a machine that does nothing else. In pieces: own_sweep.sh BUTTERE OUT PROFILE PART PARTS.
# Usage: own_sweep.sh BUTTERE OUT.csv PROFILE.json [PART PARTS]     (PROFILE: buttere probe --threads 1 --out PROFILE.json)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
buttere=$1 out=$2 profile=$3 part=${4:-0} parts=${5:-1}
list=$(mktemp)
trap 'rm -f "$list"' EXIT
"$here/networks.sh" "$buttere" | awk -v part="$part" -v parts="$parts" 'NR % parts == part' >"$list"
[ -s "$out" ] || echo hardware,dataset,shape,depth,size,widths,inputs,outputs,raw_features,rows,epochs,schedule,seconds,step,step_predicted >"$out"
tab=$(printf '\t')
while IFS="$tab" read -r name inputs outputs widths _; do
    for schedule in fused textbook; do
        # The textbook schedule for every fourth network: it differs where parameters spill.
        [ $schedule = textbook ] && [ $(($(printf %s "$name" | cksum | cut -d' ' -f1) % 4)) != 0 ] && continue
        # What a broken-off sweep has measured stays.
        grep -q "^cpu,$name,.*,$schedule," "$out" && continue
        taskset -c 1 "$buttere" explain --inputs "$inputs" --outputs "$outputs" --widths "$widths" --threads 1 --schedule $schedule \
            --profile "$profile" --json 2>/dev/null | python3 -c "
import json, sys
total = json.load(sys.stdin)['total']
shape, depth, exponent = '$name'.rsplit('-', 2)
step = total['measuredSeconds']
print('cpu', '$name', shape, depth, 1 << int(exponent), '\"$widths\"', $inputs, $outputs, $inputs, 1280, 1, '$schedule',
      4 * step + total['testPassSeconds'], step, total['predictedSeconds'], sep=',')" >>"$out"
    done
done <"$list"

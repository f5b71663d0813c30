#!/bin/sh
# The table of nested models on the published runs, with errors on runs, data sets, shapes and sizes that no fit had seen.
# Usage: published.sh BUTTERE RUNS.csv > published.md
set -eu
buttere=$1 runs=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for device in cpu gpu; do
    "$buttere" fit --runs "$runs" --hardware eagle-$device --groups dataset,shape,size --out "$folder/model.json" --json \
        >"$folder/$device.json" 2>/dev/null
done
python3 "$(dirname "$0")/published_table.py" "$folder/cpu.json" "$folder/gpu.json"

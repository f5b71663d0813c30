#!/usr/bin/env bash
# A million simulated rows as workers leave them (parts of 1,000, thousands of single rows, some twice) to one table: time and peak memory.
# Usage: million.sh BUTTERE OUT [ROWS [EPOCHS [ROUNDS]]]
set -euo pipefail
buttere=$(realpath "$1") out=$2 rows=${3:-1000000} epochs=${4:-10} rounds=${5:-3}
mkdir -p "$out"
[ -d "$out/campaign" ] || "$buttere" simulate runs --runs "$rows" --epochs "$epochs" --single 5000 --duplicates 500 --out "$out/campaign"
for round in $(seq "$rounds"); do
    /usr/bin/time -f "%e s, %M kB at most, %U s user, %S s system" -o "$out/time-$round.txt" \
        "$buttere" sweep collect "$out/campaign" --out "$out/runs.parquet" --json > "$out/collect-$round.json"
    echo "round $round: $(cat "$out/time-$round.txt"); $(python3 -c 'import json,sys; d=json.load(sys.stdin); print(d["rows"], "rows of", d["rowsRead"], "in", d["files"], "files,", d["bytes"], "bytes", d["sha256"][:12])' < "$out/collect-$round.json")"
done

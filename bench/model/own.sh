#!/bin/sh
# The tables of the own sweep: fits of the medians over its rounds and of every single round, and predictions from the probe alone, by the
# program's own commands. The runs are of one processor, so fit and predict are asked on it too.
# Usage: own.sh BUTTERE OWN.csv PROFILE.json > own.md     (OWN.csv and PROFILE.json: own_sweep.sh)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
buttere=$1 own=$2 profile=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fit() {
    taskset -c 1 "$buttere" fit --runs "$1" --hardware "$profile" --stale-ok --target time --placement engine --form auto --leave-out-blind --out "$folder/model.json" --json
}
python3 "$here/own_runs.py" "$own" >"$folder/medians.csv"
fit "$folder/medians.csv" >"$folder/medians.json"
fit "$own" >"$folder/singles.json"
for schedule in fused textbook; do
    python3 "$here/own_runs.py" "$own" $schedule >"$folder/$schedule.csv"
    taskset -c 1 "$buttere" predict --from-profile "$profile" --stale-ok --runs "$folder/$schedule.csv" --json >"$folder/$schedule.json"
done
python3 "$here/own_table.py" "$folder"

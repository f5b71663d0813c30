#!/usr/bin/env bash
# Simulated campaigns of several seeds through ingest and fit: are all planted faults counted, and do the intervals cover the planted costs?
# Usage: coverage.sh BUTTERE OUT [RUNS [FIRST_SEED [LAST_SEED]]]; then table.py OUT: the first part of ../results/simulated/campaign.md
set -euo pipefail
buttere=$1 out=$2 runs=${3:-3000} first=${4:-1} last=${5:-20}
mkdir -p "$out"
for seed in $(seq "$first" "$last"); do
    raw=$out/raw-$seed
    rm -rf "$raw"
    "$buttere" simulate campaign --runs "$runs" --seed "$seed" --out "$raw" --json > "$out/planted-$seed.json"
    for integrator in notebook inside; do
        "$buttere" ingest --power "$raw/butter_e_energy" --metadata "$raw/butter_e_metadata.csv" --nodes "$raw/node_sinfo.csv" \
            --node-power "$raw/node_power_dist.csv" --time-zone America/Denver --integrator $integrator --out "$out/runs.parquet" \
            --dropped "$out/dropped.csv" --json > "$out/ingest-$integrator-$seed.json" 2> /dev/null
        for device in cpu gpu; do
            "$buttere" fit --runs "$out/runs.parquet" --hardware eagle-$device --placement notebook --out "$out/model.json" --json \
                > "$out/fit-$integrator-$device-$seed.json" 2> /dev/null
        done
    done
    # Every dropped run by its own name: the list of ingestion against the list of what was planted.
    join -t, -a 1 -e kept -o 1.2,2.2 <(tail -n +2 "$raw/planted_runs.csv" | cut -d, -f1,2 | sort) \
        <(tail -n +2 "$out/dropped.csv" | cut -d, -f1,2 | sort) | sort | uniq -c > "$out/reasons-$seed.txt"
    rm -rf "$raw"
done

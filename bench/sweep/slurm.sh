#!/usr/bin/env bash
# A campaign of 200 short runs on a real Slurm of one node: programs killed with -9 at random 30 times, the controller restarted once. At the end the
# rows must be those of the plan, each once. A full disk and a read-only folder: kill.sh.
# Usage (root, for the daemons): slurm.sh BUTTERE SINGLE_NODE_SLURM_SCRIPT OUT [KILLS [SEED]]
set -uo pipefail
buttere=$(realpath "$1") slurm=$(realpath "$2") out=$(realpath -m "$3") kills=${4:-30}
RANDOM=${5:-1}
mkdir -p "$out"
export BUTTERE_CACHE=$out/cache
say() { echo "$(date -u +%H:%M:%S) $*"; }
fail() { echo "FAILED: $*"; exit 1; }
number() { python3 -c 'import json,sys; d=json.load(sys.stdin)
for k in sys.argv[1].split("."): d=d[k]
print(d)' "$1"; }
missing() { "$buttere" sweep status "$campaign" --json | number missing; }
failed() { "$buttere" sweep status "$campaign" --json | number failed; }

"$slurm" start "$out/daemons" || fail "Slurm did not start"
export SLURM_CONF=$out/daemons/slurm.conf
trap '"$slurm" stop "$out/daemons"' EXIT

cat > "$out/sweep.yaml" <<'Y'
datasets: [294_satellite_image]
shapes: [rectangle, trapezoid, exponential, wide_first_2x]
depths: [3, 4, 5, 6, 7]
sizes: [2^9..2^18]
epochs: 4
threads: 1
Y
campaign=$out/campaign
"$buttere" sweep plan "$out/sweep.yaml" --out "$campaign" --shards 20 | tee "$out/plan.txt" || fail plan
planned=$("$buttere" sweep status "$campaign" --json | number planned)
say "$planned runs planned"
"$buttere" sweep submit "$campaign" --slurm --cpus-per-task 1 --limit 2 --time 10 --no-collect --run-option=--no-tune || fail submit

# Programs of this campaign, whoever started them.
programs() {
    for p in /proc/[0-9]*; do
        { tr '\0' ' ' < "$p/cmdline"; } 2> /dev/null | grep -q "^$buttere sweep [a-z]* $campaign" && echo "${p#/proc/}"
    done
}

done_kills=0 retries=0
while [ "$done_kills" -lt "$kills" ]; do
    mapfile -t found < <(programs)
    if [ "${#found[@]}" -gt 0 ]; then
        victim=${found[$((RANDOM % ${#found[@]}))]}
        kill -9 "$victim" 2> /dev/null && done_kills=$((done_kills + 1))
        if [ "$done_kills" = $((kills / 2)) ]; then
            kill "$(cat "$out/daemons/slurmctld.pid")"; sleep 2; slurmctld; say "slurmctld restarted after $done_kills kills"
        fi
    elif [ -z "$(squeue -h -t all -o %T | grep -E 'PENDING|RUNNING|COMPLETING')" ]; then
        [ "$(missing)" = 0 ] && [ "$(failed)" = 0 ] && break
        "$buttere" sweep retry "$campaign" --slurm || fail retry
        retries=$((retries + 1))
    fi
    sleep "0.$((RANDOM % 9 + 1))"
done
say "$done_kills kills, $retries resubmissions; $(missing) runs missing, $(failed) failed"

for round in $(seq 20); do
    while squeue -h -o %T | grep -qE 'PENDING|RUNNING|COMPLETING'; do sleep 1; done
    [ "$(missing)" = 0 ] && [ "$(failed)" = 0 ] && break
    "$buttere" sweep retry "$campaign" --slurm || fail retry
    retries=$((retries + 1))
done
"$buttere" sweep status "$campaign" | tee "$out/status.txt"
"$buttere" sweep collect "$campaign" --out "$out/runs.parquet" --require-complete --json > "$out/collect.json" || fail "collect: $(cat "$out/collect.json")"
(cd "$out" && sha256sum -c runs.parquet.sha256) || fail checksum
rows=$(number rows < "$out/collect.json") unplanned=$(number unplanned < "$out/collect.json")
[ "$rows" = "$planned" ] && [ "$unplanned" = 0 ] || fail "$rows rows for $planned runs, $unplanned unplanned"
say "killed and restarted: $rows rows, each planned run once, after $done_kills kills and $retries resubmissions" | tee "$out/summary.txt"

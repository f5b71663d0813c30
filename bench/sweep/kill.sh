#!/usr/bin/env bash
# A campaign of 200 short runs whose programs are killed with SIGKILL at random instants, then a full disk and a read-only folder (as root):
# is every planned row there once in the end, and does every refusal say why? Usage: kill.sh BUTTERE OUT [KILLS [SEED]]
set -euo pipefail
buttere=$1 out=$2 kills=${3:-30}
RANDOM=${4:-1}
key() { sed -n "s/^ *\"$1\": *\([0-9]*\),\{0,1\}$/\1/p" | head -1; }
fail() { echo "FAILED: $*"; exit 1; }

rm -rf "$out"; mkdir -p "$out"
cat > "$out/plan.yaml" <<'YAML'
datasets: [294_satellite_image, banana, wine_quality_white, splice]
shapes: [rectangle, trapezoid]
depths: [3..7]
sizes: [2^10..2^14]
epochs: 40
threads: 1
YAML
"$buttere" sweep plan "$out/plan.yaml" --out "$out/campaign" --shards 5 --json > "$out/plan.json"
planned=$(key planned < "$out/plan.json")
echo "planned $planned runs in 5 shards"

# Two pools of one worker each on the same shards; a victim is any of the four programs. A pool that was killed is started again.
pools=()
begin() {
    pools[$1]=$("$buttere" sweep run "$out/campaign" --threads 1 --no-tune --save-every 0.2 > /dev/null 2>> "$out/pool$1.log" < /dev/null & echo $!)
}
begin 0; begin 1
SECONDS=0 killed=0 workers=0
while [ $killed -lt "$kills" ]; do
    sleep $((RANDOM % 3)).$((RANDOM % 10))
    for pool in 0 1; do kill -0 "${pools[$pool]}" 2> /dev/null || begin $pool; done
    all=("${pools[@]}" $(for pool in "${pools[@]}"; do pgrep -P "$pool" || true; done))
    victim=${all[RANDOM % ${#all[@]}]}
    if kill -9 "$victim" 2> /dev/null; then
        killed=$((killed + 1))
        [[ " ${pools[*]} " == *" $victim "* ]] || workers=$((workers + 1))
    fi
done
echo "killed $killed programs ($workers of them workers) in $SECONDS s"
for pool in 0 1; do kill -9 "${pools[$pool]}" 2> /dev/null || true; done
# Workers whose pool is gone save their run and end.
sleep 5
"$buttere" sweep status "$out/campaign" --json > "$out/status.json"
echo "after the last kill: done $(key done < "$out/status.json"), failed $(key failed < "$out/status.json"), missing $(key missing < "$out/status.json")"

"$buttere" sweep retry "$out/campaign" > /dev/null
"$buttere" sweep run "$out/campaign" --workers 2 --threads 1 --no-tune --json > "$out/run.json" 2>> "$out/pool0.log"
"$buttere" sweep collect "$out/campaign" --out "$out/runs.parquet" --json > "$out/collect.json"
for what in done:$planned failed:0 missing:0; do
    [ "$(key "${what%:*}" < "$out/run.json")" = "${what#*:}" ] || fail "${what%:*} is $(key "${what%:*}" < "$out/run.json") instead of ${what#*:}"
done
for what in rows:$planned rowsRead:$planned identical:0 differing:0 missing:0 unplanned:0; do
    [ "$(key "${what%:*}" < "$out/collect.json")" = "${what#*:}" ] || fail "${what%:*} is $(key "${what%:*}" < "$out/collect.json") instead of ${what#*:}"
done
left=$(find "$out/campaign" -name '.*.tmp' -o -path '*/checkpoints/*' -type f | wc -l)
echo "in the end: $planned rows, each once, none twice on disk, none missing; $left files left over"
(cd "$out" && sha256sum --check --quiet runs.parquet.sha256) && echo "checksum of the collected table verified"

[ "$(id -u)" = 0 ] || { echo "full disk and read-only folder: not tried, that needs root"; exit 0; }
small=$out/small; mkdir -p "$small"; mount -t tmpfs -o size=2m tmpfs "$small"
trap 'umount "$small"' EXIT
sed 's/\[3..7\]/3/; s/splice/adult/' "$out/plan.yaml" > "$out/small.yaml"
"$buttere" sweep plan "$out/small.yaml" --out "$small/campaign" > /dev/null
head -c 4m /dev/zero > "$small/ballast" 2> /dev/null || true
code=0; "$buttere" sweep run "$small/campaign" --no-tune > /dev/null 2> "$out/full.log" || code=$?
echo "full disk: exit $code, $(grep '^buttere:' "$out/full.log")"
[ $code = 2 ] || fail "a full disk gave $code"
[ "$(find "$small/campaign/results" -name '*.parquet' -size 0 | wc -l)" = 0 ] || fail "an empty row"
rm "$small/ballast"; mount -o remount,ro "$small"
code=0; "$buttere" sweep run "$small/campaign" --no-tune > /dev/null 2> "$out/readonly.log" || code=$?
echo "read-only: exit $code, $(grep '^buttere:' "$out/readonly.log")"
[ $code = 2 ] || fail "a read-only folder gave $code"
mount -o remount,rw "$small"
"$buttere" sweep run "$small/campaign" --no-tune --json 2> /dev/null > "$out/after.json" || fail "after both it does not go on"
echo "afterwards: done $(key done < "$out/after.json") of $(key planned < "$out/after.json"), missing $(key missing < "$out/after.json")"

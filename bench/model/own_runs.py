"""Prints the own sweep with one row for each network and schedule: medians over its undisturbed rounds.

A round of a network is undisturbed if the multiply-add ceiling of the core beside it was within 5 % of the best of the sweep: on a virtual machine
a stranger on the same core takes a quarter of it, for minutes at a time. A network without an undisturbed round is left out and named.
A sweep without a column ceiling is taken as it is.

Usage: own_runs.py OWN.csv [SCHEDULE]     (SCHEDULE: only the rows of fused or textbook)
"""
import csv
import statistics
import sys

MEASURED = ("seconds", "step", "step_predicted")
rows = list(csv.DictReader(open(sys.argv[1])))
best = max((float(row["ceiling"]) for row in rows if "ceiling" in row), default=0)
runs = {}
for row in rows:
    if len(sys.argv) < 3 or row["schedule"] == sys.argv[2]:
        undisturbed = runs.setdefault((row["dataset"], row["schedule"]), [])
        if float(row.get("ceiling", best)) >= 0.95 * best:
            undisturbed.append(row)
columns = [name for name in rows[0] if name not in ("round", "ceiling")] + ["rounds"]
out = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
out.writeheader()
for network, rounds in runs.items():
    if rounds:
        out.writerow(rounds[0] | {name: statistics.median(float(row[name]) for row in rounds) for name in MEASURED} | {"rounds": len(rounds)})
    else:
        print(f"left out, disturbed in every round: {' '.join(network)}", file=sys.stderr)

"""Prints the table of overhead.sh: medians over rounds of the step time, and medians of the ratios within a round."""

import json
import statistics
import sys
from pathlib import Path

folder, networks = Path(sys.argv[1]), [line.rstrip("\n").split("\t") for line in open(sys.argv[2])]
rounds = {}
for file in folder.glob("*.jsonl"):
    name, number, _ = file.name.split(".")
    rounds.setdefault(int(number), {})[name] = {row["id"]: row for row in map(json.loads, file.read_text().splitlines())}


def over_rounds(value):
    """Median over the rounds."""
    return statistics.median(value(run) for run in rounds.values())


def ratio(run, name, other, network, key="step_us_median", other_key="step_us_median"):
    """Of two times of one round."""
    return run[name][network][key] / run[other][network][other_key]


print(f"{len(rounds)} rounds\n\n| network | parameters | direct us | C us | C / inside | C / direct | Python us | Python / C | Python - C us |")
print("|---|---:|---:|---:|---:|---:|---:|---:|---:|")
for network, *_, parameters in networks:
    print(f"| {network} | {parameters} | " + " | ".join([
        f"{over_rounds(lambda r: r['direct'][network]['step_us_median']):.2f}",
        f"{over_rounds(lambda r: r['C'][network]['step_us_median']):.2f}",
        f"{over_rounds(lambda r: ratio(r, 'C', 'C', network, other_key='inside_us_median')):.3f}",
        f"{over_rounds(lambda r: ratio(r, 'C', 'direct', network)):.3f}",
        f"{over_rounds(lambda r: r['Python'][network]['step_us_median']):.2f}",
        f"{over_rounds(lambda r: ratio(r, 'Python', 'C', network)):.3f}",
        f"{over_rounds(lambda r: r['Python'][network]['step_us_median'] - r['C'][network]['step_us_median']):.2f}"]) + " |")

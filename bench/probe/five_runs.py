#!/usr/bin/env python3
"""Compares runs of the probe on one machine: do the intervals overlap, and how far apart are the costs? usage: five_runs.py PROFILE.json ..."""
import json, sys

profiles = [json.load(open(path)) for path in sys.argv[1:]]


def size(value):
    if value is None:
        return "-"
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            break
        value /= 1024
    return f"{value:.4g} {unit}"


def level(profile, name):
    return next((level for level in profile["levels"] if level["name"] == name), None)


def spread(values):
    values = [value for value in values if value is not None]
    return f"{max(values) / min(values) - 1:.1%} over {len(values)} of {len(profiles)} runs" if values else "-"


print("| run | seconds | visits (rejected) | L1 | L2 | L3, p10 to p90 over time | L1 DTLB | L2 DTLB | line |")
print("|---|---|---|---|---|---|---|---|---|")
for i, profile in enumerate(profiles):
    cells = [str(i + 1), f"{profile['conditions']['seconds']:.1f}", f"{profile['conditions']['visits']} ({profile['conditions']['rejectedVisits']})"]
    for name in ("L1", "L2"):
        found = level(profile, name)
        measured = found and found["source"] == "measured"
        cells.append(f"{size(found['capacityBytes'])} [{size(found['capacityLow'])}, {size(found['capacityHigh'])}]" if measured else "unresolved")
    third = level(profile, "L3")
    seen = third and third["availability"]
    cells.append(f"{size(seen['p10'])} to {size(seen['p90'])}" if seen else "-")
    for number in (1, 2):
        buffer = next((b for b in profile["tlb"] if b["level"] == number and not b["hugePagesAsked"]), None)
        cells.append(f"{buffer['entries']:.0f} [{buffer['entriesLow']:.0f}, {buffer['entriesHigh']:.0f}]" if buffer else "-")
    print("| " + " | ".join(cells + [str(profile["lineBytes"] or "-")]) + " |")

print()
for name in ("L1", "L2"):
    ends = [(l["capacityLow"], l["capacityHigh"]) for l in (level(p, name) for p in profiles) if l and l["source"] == "measured"]
    overlap = len(ends) == len(profiles) and max(low for low, _ in ends) <= min(high for _, high in ends)
    print(f"- {name}: measured in {len(ends)} of {len(profiles)} runs; all intervals overlap: {'yes' if overlap else 'no'}; "
          f"latency apart by {spread([(level(p, name) or {}).get('latencyNs') for p in profiles])}")
for name in ("L1", "L2", "L3", "RAM"):
    print(f"- read bandwidth of {name}: apart by {spread([(level(p, name) or {}).get('readBytesPerSecond') for p in profiles])}")

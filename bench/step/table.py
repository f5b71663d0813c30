"""Puts the files of compare.sh side by side: medians over the rounds, ratios to this engine, the floor of each network.

usage: table.py OUT NETWORKS.tsv CEILING_GFLOPS MEMORY_GB_PER_S LAST_LEVEL_BYTES

The floor of a step is its multiply-adds (two products per layer but the first layer's input gradient, three in all) over the ceiling of the
threads, plus Adam's traffic beyond the last cache level (24 bytes a parameter: w, m and v read and written) over the bandwidth.
"""
import glob, json, math, os, statistics, sys

out, networks, ceiling, bandwidth, cache = sys.argv[1], sys.argv[2], *map(float, sys.argv[3:6])
runs = {}
for path in glob.glob(os.path.join(out, "*.jsonl")):
    name, threads, _ = os.path.basename(path)[:-6].rsplit(".", 2)
    for line in open(path):
        row = json.loads(line)
        runs.setdefault((name, int(threads)), {}).setdefault(row["id"], []).append(row["step_us_median"])
median = {key: {i: statistics.median(v) for i, v in rows.items()} for key, rows in runs.items()}
for threads in sorted({t for _, t in median}):
    names = sorted((n for n, t in median if t == threads), key=lambda n: (not n.startswith("buttere"), n != "buttere-fused", n))
    peers = [n for n in names if not n.startswith("buttere")]
    print(f"\n### {threads} thread{'s' if threads > 1 else ''}, microseconds per step\n")
    print("| network | parameters | " + " | ".join(names) + " | " + " | ".join(f"{p} / fused" for p in peers) + " | fused / floor |")
    print("|---|" + "--:|" * (1 + len(names) + len(peers) + 1))
    ratios, floors = {p: [] for p in peers}, []
    for line in open(networks):
        name, inputs, outputs, widths, parameters = line.rstrip("\n").split("\t")
        p, first = int(parameters), int(inputs) * int(widths.split(",")[0])
        flops = 6 * 256 * p - 2 * 256 * first
        floor = flops / (ceiling * threads * 1e3) + (24 * p / (bandwidth * 1e3) if 16 * p > cache else 0)
        own = median["buttere-fused", threads][name]
        cells = [f"{median[n, threads][name]:,.1f}" for n in names]
        for peer in peers:
            ratios[peer].append((p, median[peer, threads][name] / own))
            cells.append(f"{ratios[peer][-1][1]:.2f}")
        floors.append((p, own / floor))
        print(f"| {name} | {p:,} | " + " | ".join(cells) + f" | {own / floor:.2f} |")
    mean = lambda rows: math.exp(statistics.fmean(math.log(r) for _, r in rows)) if rows else float("nan")
    for peer in peers:
        rows = ratios[peer]
        print(f"\n{peer} / fused: geometric mean {mean(rows):.2f}, smallest {min(r for _, r in rows):.2f}; at or below 4,200 parameters {mean([x for x in rows if x[0] <= 4200]):.2f}; "
              f"at or above 2^20 smallest {min(r for q, r in rows if q >= 1 << 19):.2f}")
    print(f"\nfused / floor from 2^16 parameters up: largest {max(r for q, r in floors if q >= 60000):.2f}, geometric mean {mean([x for x in floors if x[0] >= 60000]):.2f}")

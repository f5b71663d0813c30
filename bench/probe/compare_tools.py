"""The table of compare_tools.sh: what the probe and a peer say of the same working sets, medians over the rounds."""
import statistics
import sys

points = {}
for line in open(sys.argv[1]):
    program, kind, size, turn, held, *low = line.rstrip("\n").split("\t")
    points.setdefault((kind, int(size)), {}).setdefault(program, {})[turn] = [float(held), *map(float, low)]

print("| traversal | working set, bytes | unit | probe, held | probe, low quantile | peer | held / peer | low quantile / peer | rounds |")
print("|---|---|---|---|---|---|---|---|---|")
for (kind, size), programs in points.items():
    unit, scale = ("ns", 1) if kind == "chase" else ("GB/s", 1e9)
    own, peer = programs["buttere"], programs["peer"]
    values = [statistics.median(own[turn][which] for turn in own) for which in (0, 1)] + [statistics.median(peer[turn][0] for turn in peer)]
    ratios = [statistics.median(own[turn][which] / peer[turn][0] for turn in own) for which in (0, 1)]
    print(f"| {kind} | {size:,} | {unit} | " + " | ".join(f"{value / scale:.4g}" for value in values) + " | "
          + " | ".join(f"{ratio:.3f}" for ratio in ratios) + f" | {len(own)} |")

"""The table of compare_tools.sh: what the probe and a peer say of the same working sets, and the median over the rounds of their ratio."""
import statistics
import sys

points = {}
for line in open(sys.argv[1]):
    program, kind, size, turn, value = line.rstrip("\n").split("\t")
    points.setdefault((kind, int(size)), {}).setdefault(program, {})[turn] = float(value)

print("| traversal | working set, bytes | unit | probe, best | peer, best | probe / peer, best | probe / peer, median of the rounds | rounds |")
print("|---|---|---|---|---|---|---|---|")
for (kind, size), programs in points.items():
    best, unit, scale = (min, "ns", 1) if kind == "chase" else (max, "GB/s", 1e9)
    own, peer = programs["buttere"], programs["peer"]
    first, second = best(own.values()), best(peer.values())
    ratio = statistics.median(own[turn] / peer[turn] for turn in own)
    print(f"| {kind} | {size:,} | {unit} | {first / scale:.4g} | {second / scale:.4g} | {first / second:.3f} | {ratio:.3f} | {len(own)} |")

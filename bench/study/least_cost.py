"""The size of least cost of each family of a study, measured and predicted, and how the paper's rule fares, as Markdown.

usage: least_cost.py STUDY REPORT.json   where STUDY is the folder of `buttere study --full` and
REPORT.json the output of `buttere report --runs STUDY/runs --target time --cpu-hardware STUDY/profile.json --out report.html --json`
"""
import json, sys

study, report = sys.argv[1], json.load(open(sys.argv[2]))
recommendation, summary = (json.load(open(f"{study}/{name}.json")) for name in ("recommendation", "summary"))


def steps(predicted, measured, families):
    """How many sizes of the sweep lie between the two."""
    sizes = sorted(families[family["shape"], family["depth"]])
    nearest = lambda p: min(range(len(sizes)), key=lambda i: abs(sizes[i] - p))
    return abs(nearest(predicted) - nearest(measured))


figures = {figure["id"]: figure for figure in report["figures"]}
sizes = {(f["shape"], f["depth"]): {p["parameters"] for i in f["isolines"] for p in i["points"]} for f in figures["fig6"]["families"]}
print("| shape | depth | test loss | sizes that reach it | least seconds | measured, parameters [95 %] | predicted, fitted model | predicted, probe alone | nearest spill | size / spill |")
print("|---|--:|--:|--:|--:|---|--:|--:|---|--:|")
for family in recommendation["families"]:
    low, high = (family["interval"][end] for end in ("low", "high"))
    spill = family["nearestSpill"]
    print(f"| {family['shape']} | {family['depth']} | {family['loss']:.4f} | {family['sizes']} | {family['cost']:.2f} | {family['parameters']:,}"
          f"{' (at an end)' if family['isAtAnEnd'] else ''} [{low:,.0f}, {high:,.0f}] | {family['byModel']:,} | {family['byProfile']:,} "
          f"| {spill['workingSet']} leaves {spill['level']} at {spill['parameters']:,.0f} | {family['ratioToSpill']:.2f} |")
for how, name in ("byModel", "the fitted model"), ("byProfile", "the probe alone"):
    apart = [steps(family[how], family["parameters"], sizes) for family in recommendation["families"]]
    print(f"\nSizes of the sweep between measured and predicted by {name}: {', '.join(map(str, apart))}; the same size in {apart.count(0)} of {len(apart)}.")
for which, what in ("ofChosen", "the chosen isolines, one a family"), ("ofDrawn", "all isolines"):
    for device in figures["fig8"][which]:
        print(f"\n{what[0].upper()}{what[1:]}: b or f within a factor of two of a cache at {device['nearAnyCache']} of {device['minima']} minima, "
              f"and at {device['sizesNearAnyCache']} of all {device['sizesSeen']} sizes on them; {device['atAnEnd']} minima at an end.")
fit = summary["fit"]
print(f"\n{fit['n']} runs in {summary['seconds']:.0f} s; time model: mean error {100 * fit['meanAbsoluteRelativeError']:.1f} %, "
      f"{100 * fit['crossValidatedError']:.1f} % on runs left out.\n\n{recommendation['reason']}.")

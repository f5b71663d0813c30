"""Sums up the files of study.sh: a row per hierarchy with --rows, and one row for all.

usage: table.py OUT [--rows]
"""
import glob, json, statistics, sys

policies = {"treePlru": "plru"}
size = lambda b: f"{b / 2**20:g} MiB" if b >= 2**20 else f"{b / 2**10:g} KiB"


def name(cache):
    inclusion = "" if cache["inclusion"] == "nonInclusive" else f" {cache['inclusion']}"
    slices = "" if cache["slices"] == 1 else f" /{cache['slices']}"
    return f"{size(cache['bytes'])} {cache['ways']}w {policies.get(cache['policy'], cache['policy'])}{inclusion}{slices}"


def quantile(values, q):
    return sorted(values)[round((len(values) - 1) * q)] if values else float("nan")


documents = [json.load(open(path)) for path in sorted(glob.glob(sys.argv[1] + "/*.json"))]
errors, covered, count, trials = {}, {}, 0, 0
if "--rows" in sys.argv:
    print("| pages | caches | levels right | median error of each | covered of each |\n|---|---|--:|---|---|")
for d in documents:
    trials, count = trials + d["seeds"], count + d["countRight"]
    if "--rows" in sys.argv:
        median = ", ".join("-" if l["medianError"] is None else f"{100 * l['medianError']:.1f} %" for l in d["levels"])
        print(f"| {d['pages']} | {', '.join(map(name, d['caches']))} | {d['countRight']}/{d['seeds']} | {median} | "
              + ", ".join(f"{100 * l['coverage']:.0f} %" for l in d["levels"]) + " |")
    for k, level in enumerate(d["levels"]):
        for trial in d["trials"]:
            found = trial["levels"]
            near = found[k] if len(found) == len(d["levels"]) else min(found, key=lambda f: abs(f["capacityBytes"] - level["breakBytes"]), default=None)
            errors.setdefault(k, []).append(abs(near["capacityBytes"] / level["breakBytes"] - 1) if near else float("inf"))
            covered.setdefault(k, []).append(bool(near) and near["capacityLow"] <= level["breakBytes"] <= near["capacityHigh"])
d = documents[0]
print(f"| {d['noise']} | {d['rounds']} | {d['sizesPerOctave']} | {trials} | {100 * count / trials:.1f} % | " + " | ".join(
    f"{100 * statistics.median(errors[k]):.1f} / {100 * quantile(errors[k], .9):.1f} %, {100 * statistics.fmean(covered[k]):.0f} %" for k in range(3)) + " |")

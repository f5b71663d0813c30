#!/usr/bin/env python3
"""Markdown table of what coverage.sh left in a folder."""
import glob
import json
import re
import sys

COUNTS = ["rows", "joined", "zeroWatts", "missing", "missingBy", "runtimeFilter", "sigmaFilter", "sigmaOnly", "ambiguous", "kept"]
# What ingestion drops beside the planted faults, by rule of the notebooks.
BY_RULE = {"overheadDataset", "notAboveOverhead", "kept"}


def flat(terms):
    return {**{k: terms[k] for k in ("ke", "kp", "ko", "kd")},
            **{f"a{i + 1}": v for i, v in enumerate(terms["a"])}, **{f"m{i + 1}": v for i, v in enumerate(terms["m"])}}


def main(folder):
    seeds = sorted(int(re.search(r"-(\d+)\.json$", path).group(1)) for path in glob.glob(f"{folder}/planted-*.json"))
    exact = reasons = 0
    hits = {}
    for seed in seeds:
        planted = json.load(open(f"{folder}/planted-{seed}.json"))["planted"]
        counts = json.load(open(f"{folder}/ingest-notebook-{seed}.json"))["counts"]
        exact += all(planted[key] == counts[key] for key in COUNTS)
        pairs = [line.split()[1].split(",") for line in open(f"{folder}/reasons-{seed}.txt")]
        reasons += all(fate == found or (fate == "kept" and found in BY_RULE) for fate, found in pairs)
        for integrator in ("notebook", "inside"):
            for device in ("cpu", "gpu"):
                fit = json.load(open(f"{folder}/fit-{integrator}-{device}-{seed}.json"))
                truth, found, intervals = flat(planted["coefficients"][device]), flat(fit["coefficients"]), flat(fit["intervals"])
                pairs = fit["identifiability"]["pairs"]
                blind = {name for pair in pairs for name in (pair["first"], pair["second"])}
                for pair in pairs:
                    value = truth[pair["first"]] + pair["weight"] * truth[pair["second"]]
                    note(hits, device, f"{pair['first']} + w {pair['second']}", integrator, value, pair["sum"], pair["sumInterval"], True)
                for name in truth:
                    if found[name] is not None and intervals[name]:
                        note(hits, device, name, integrator, truth[name], found[name], intervals[name], name not in blind)
    runs = planted["rows"]
    print(f"# Simulated campaigns through `ingest` and `fit`\n\nSimulated, not measured: {len(seeds)} campaigns of {runs:,} runs "
          f"(seeds {seeds[0]} to {seeds[-1]}), `bench/campaign/coverage.sh`; placement notebook.\n")
    print(f"- All counts as planted: {exact} of {len(seeds)} campaigns.\n"
          f"- Every planted fault found under its own name and reason: {reasons} of {len(seeds)}.")
    for integrator in ("inside", "notebook"):
        known = [hit for key, hit in hits.items() if key[2] == integrator for hit in hit if hit[2]]
        print(f"- 95 % intervals of identifiable combinations, integrator {integrator}: {sum(h[0] for h in known)} of {len(known)} "
              f"cover the planted value ({sum(h[0] for h in known) / len(known):.1%}).")
    print("\n| device | term | inside: covered | median found / planted | notebook: covered | median found / planted |\n|---|---|---|---|---|---|")
    for device, name in sorted({key[:2] for key in hits}):
        cells = []
        for integrator in ("inside", "notebook"):
            found = hits.get((device, name, integrator), [])
            ratios = sorted(hit[1] for hit in found)
            cells += [f"{sum(h[0] for h in found)} of {len(found)}", f"{ratios[len(ratios) // 2]:.3f}" if ratios else "–"]
        print(f"| {device} | {name} | " + " | ".join(cells) + " |")
    print("\nIdentifiable: terms that the fit reports in no nearly parallel pair, and the weighted sum of each such pair (kd + a1, for one).")


def note(hits, device, name, integrator, truth, found, interval, known):
    hits.setdefault((device, name, integrator), []).append((interval["low"] <= truth <= interval["high"], found / truth, known))


main(sys.argv[1])

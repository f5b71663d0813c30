"""Curves without caches through `buttere probe replay`: flat ones, and such as only a translation buffer shapes. None may yield a level.

usage: null.py BUTTERE [SEEDS]   prints a row per kind; exit code 1 when a cache was seen where there is none
"""
import json, math, os, random, subprocess, sys, tempfile

buttere, seeds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 200
sizes = [4096 * 2 ** (i / 8) for i in range(14 * 8 + 1)]


def flat(_, chain):
    return 5.0


def translation(reaches, walks):
    # Of random loads over n pages a buffer of E entries serves those to E pages (LRU or not): 1 - E / n miss. A chain inside 64-page blocks misses once a block.
    def latency(size, chain):
        pages = max(1, size / 4096)
        misses = [max(0.0, 1 - entries / pages) for entries in reaches]
        share = 1 if chain == "random" else 1 / 64 / 64
        return 5 + sum(share * miss * walk for miss, walk in zip(misses, walks))
    return latency


def noisy(ns, rng, noise):
    factor = 1 + 0.02 * (rng.random() - 0.5)
    if noise == "vm":
        draw = rng.random()
        factor *= rng.uniform(1.2, 1.7) if draw < 0.35 else rng.uniform(2, 8) if draw < 0.41 else 1
    return ns * factor


def levels(path):
    run = subprocess.run([buttere, "probe", "replay", "--trace", path, "--json"], capture_output=True, text=True)
    return json.loads(run.stdout)["levels"] if run.returncode == 0 else run.stderr


kinds = [("flat", flat, ("local",)), ("flat, both chains", flat, ("local", "random")),
         ("one buffer, both chains", translation([64], [20]), ("local", "random")),
         ("two buffers, both chains", translation([72, 2048], [4, 30]), ("local", "random")),
         ("two buffers, random chain alone", translation([72, 2048], [4, 30]), ("random",))]
wrong = 0
print("| curve | noise | rounds | traces | with a level | refused |\n|---|---|--:|--:|--:|--:|")
for name, latency, chains in kinds:
    for noise, rounds in (("quiet", 1), ("quiet", 8), ("vm", 8)):
        seen = refused = 0
        for seed in range(seeds // 3):
            rng = random.Random(f"{name} {noise} {rounds} {seed}")
            with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as trace:
                trace.write("bytes,ns,round,chain\n")
                for r in range(rounds):
                    for chain in chains:
                        for size in sizes:
                            trace.write(f"{size:.0f},{noisy(latency(size, chain), rng, noise):.4f},{r},{chain}\n")
            found = levels(trace.name)
            os.unlink(trace.name)
            refused += isinstance(found, str)
            seen += not isinstance(found, str) and len(found) > 0
        wrong += seen
        print(f"| {name} | {noise} | {rounds} | {seeds // 3} | {seen} | {refused} |", flush=True)
sys.exit(1 if wrong else 0)

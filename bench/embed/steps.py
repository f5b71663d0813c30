"""Times training steps through the Python package, by the protocol of `buttere bench step`; usage: steps.py NETWORKS.tsv THREADS."""

import json
import sys
import time

import numpy as np

import buttere

BATCH, SAMPLES = 256, 7


def seconds_of(engine: buttere.Engine, steps: int) -> float:
    """Seconds of a step."""
    start = time.perf_counter()
    for _ in range(steps):
        engine.step(0)
    return (time.perf_counter() - start) / steps


for line in open(sys.argv[1]):
    name, inputs, outputs, widths, _ = line.rstrip("\n").split("\t")
    random = np.random.default_rng(1)
    targets = np.zeros((BATCH, int(outputs)), np.float32)
    targets[np.arange(BATCH), random.integers(int(outputs), size=BATCH)] = 1
    units = [int(width) for width in widths.split(",")]
    with buttere.Engine(int(inputs), units, task="classification", batch=BATCH, threads=int(sys.argv[2]), tune=True) as engine:
        engine.set_data(random.random((BATCH, int(inputs)), np.float32), targets)
        warm, i = time.perf_counter(), 0
        while i < 5 or (i < 200 and time.perf_counter() - warm < 0.2):
            engine.step(0)
            i += 1
        steps = max(2, int(0.12 / seconds_of(engine, 3)))
        samples = sorted(1e6 * seconds_of(engine, steps) for _ in range(SAMPLES))
    print(json.dumps({"peer": "Python", "id": name, "step_us_min": samples[0], "step_us_median": samples[SAMPLES // 2]}), flush=True)

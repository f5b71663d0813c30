#!/usr/bin/env python3
"""A measurement harness: trains a sweep of networks and writes a run record for each, then fits a cost model to them.

    python/examples/sweep.py --out runs --sizes 1024 4096 16384 --epochs 5 --replicates 2

Runs that are there already are not repeated: the same command goes on after an interruption.
"""

import argparse
import random
import sys
from pathlib import Path

import numpy as np

import buttere


def rows(count: int, inputs: int, outputs: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows that can be learned: a random linear map, squashed. Put your own here."""
    generator = np.random.default_rng(seed)
    features = generator.random((count, inputs), np.float32)
    weights = generator.standard_normal((inputs, outputs), np.float32)
    return features, np.ascontiguousarray(1 / (1 + np.exp(-(features - 0.5) @ weights)), np.float32)


def main() -> None:
    """Runs the sweep."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder of the run records")
    parser.add_argument("--sizes", type=int, nargs="+", default=[256, 1024, 4096, 16384])
    parser.add_argument("--shapes", nargs="+", default=["rectangle", "trapezoid"])
    parser.add_argument("--depths", type=int, nargs="+", default=[2, 4])
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--replicates", type=int, default=1)
    parser.add_argument("--rows", type=int, default=2048)
    parser.add_argument("--meter", help="identity of an energy meter; default: the first of this machine, if there is one")
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()

    try:
        meter = buttere.Meter(asked.meter)
    except buttere.MeterUnavailableError as absent:
        if asked.meter:
            sys.exit(f"sweep: {absent}")
        print(f"sweep: {absent}: joules stay unknown", file=sys.stderr)
        meter = None

    features, targets = rows(asked.rows, 16, 4, asked.seed)
    done = asked.out / "done.txt"
    finished = set(done.read_text().split("\n")) if done.exists() else set()
    cells = [(shape, depth, size) for shape in asked.shapes for depth in asked.depths for size in asked.sizes]
    for replicate in range(asked.replicates):
        # Whole blocks in a random order: drift of the machine does not look like an effect of the size.
        random.Random(f"{asked.seed} {replicate}").shuffle(cells)
        for shape, depth, size in cells:
            key = f"{shape} {depth} {size} {asked.epochs} {asked.rows} {asked.seed} {replicate}"
            if key in finished:
                continue
            with buttere.Engine(16, outputs=4, shape=shape, depth=depth, size=size, batch=128, seed=asked.seed) as engine:
                engine.set_data(features, targets, split="paper")
                record = engine.run(
                    asked.epochs, meter=meter, folder=asked.out, dataset="squashed", data_source="python/examples/sweep.py", synthetic=True,
                    replicate=replicate)
            joules = "joules unknown" if record["joules"] is None else f"{record['joules']:.3f} J"
            print(f"{shape:<12} depth {depth} size {size:>8}  {record['seconds'] * 1e3:9.2f} ms  {joules}  test loss {record['test_loss'][-1]:.4f}")
            with done.open("a") as file:
                file.write(key + "\n")

    with buttere.fit(asked.out, "eagle-cpu", target="time", leave_out_blind=True, bootstraps=0) as model:
        errors = model.document()["errors"]
        print(f"time model of {errors['n']} runs: mean |predicted / measured - 1| {errors['meanAbsoluteRelative']:.1%}")


if __name__ == "__main__":
    main()

"""The fixed cost of a training step: intercept and slope of the step time over depth 2 to 20 at width 1, batch 16, one thread.

usage: overhead.py BUTTERE [ROUNDS]

Target: at most 1 us a step plus 0.3 us a layer.
"""
import collections
import json
import statistics
import subprocess
import sys
import tempfile

DEPTHS = range(2, 21)
INTERCEPT, SLOPE = 1.0, 0.3


def times(buttere, networks, schedule):
    """{depth: us} of one run."""
    command = ["taskset", "-c", "1", buttere, "bench", "step", "--batch", "16", "--networks", networks, "--threads", "1", "--schedule", schedule]
    lines = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    return {int(row["id"][1:]): row["step_us_median"] for row in map(json.loads, lines)}


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    buttere, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) == 3 else 3
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as networks:
        for depth in DEPTHS:
            networks.write(f"d{depth}\t1\t1\t{','.join(['1'] * depth)}\t{2 * depth}\n")
        networks.flush()
        samples = collections.defaultdict(lambda: collections.defaultdict(list))
        for _ in range(rounds):
            for schedule in ("fused", "textbook"):
                for depth, time in times(buttere, networks.name, schedule).items():
                    samples[schedule][depth].append(time)
    for schedule, depths in samples.items():
        medians = [statistics.median(depths[depth]) for depth in DEPTHS]
        slope, intercept = statistics.linear_regression(DEPTHS, medians)
        residual = max(abs(time - intercept - slope * depth) for depth, time in zip(DEPTHS, medians))
        print(f"\n{schedule}: {intercept:.2f} us a step + {slope:.3f} us a layer; largest residual {residual:.2f} us, {rounds} rounds")
        print("  depth: us  " + "  ".join(f"{depth}: {time:.2f}" for depth, time in zip(DEPTHS, medians)))
        print(f"- {'pass' if intercept <= INTERCEPT else 'MISSED'} - at most {INTERCEPT} us a step: {intercept:.2f}")
        print(f"- {'pass' if slope <= SLOPE else 'MISSED'} - at most {SLOPE} us a layer: {slope:.3f}")


if __name__ == "__main__":
    main()

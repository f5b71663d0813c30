"""Puts the files of compare.sh side by side: GFLOP/s of each program, medians over the rounds.

usage: table.py OUT

The ceiling is that of `buttere bench gemm`, measured in turns with its products. Spread: largest less smallest round over the median, of buttere.
"""
import collections
import glob
import json
import os
import statistics
import sys

OWN = "buttere"
PRODUCTS = ["forward", "backwardData", "parameterGradient"]


def read(folder):
    """{threads: {(product, m, n, k): {program: [GFLOP/s]}}}, the same of the ceilings, and the kernels that peers named."""
    rates = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(list)))
    ceilings, kernels = collections.defaultdict(list), {}
    for path in sorted(glob.glob(os.path.join(folder, "*.*.*.jsonl"))):
        name, threads, _ = os.path.basename(path)[:-len(".jsonl")].rsplit(".", 2)
        with open(path, encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                rates[int(threads)][row["product"], row["m"], row["n"], row["k"]][name].append(row["gflops"])
                if "ceilingGflops" in row:
                    ceilings[int(threads)].append(row["ceilingGflops"])
                if "kernel" in row:
                    kernels[name] = f'{row["version"].strip()}, kernel {row["kernel"]}'
    return rates, ceilings, kernels


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rates, ceilings, kernels = read(sys.argv[1])
    if not rates:
        sys.exit(f"{sys.argv[1]}: no NAME.THREADS.ROUND.jsonl of compare.sh")
    for threads, products in sorted(rates.items()):
        programs = sorted({name for row in products.values() for name in row}, key=lambda name: (name != OWN, name))
        ceiling = statistics.median(ceilings[threads])
        print(f"\n### {threads} thread{'s' if threads > 1 else ''}, GFLOP/s; ceiling {ceiling:.1f}\n")
        print("| product | m | n | k | " + " | ".join(programs) + " | of ceiling | " + "".join(f"{OWN} / {p} | " for p in programs[1:]) + "spread |")
        print("|---|" + "--:|" * (3 + len(programs) + 1 + len(programs)))
        for key in sorted(products, key=lambda key: (max(key[1:]), key[2], PRODUCTS.index(key[0]))):
            values = products[key]
            median = {name: statistics.median(values[name]) for name in programs if values[name]}
            own = median.get(OWN)
            cells = [f"{median[name]:.1f}" if name in median else "-" for name in programs]
            cells.append(f"{own / ceiling:.3f}" if own else "-")
            cells += [f"{own / median[name]:.2f}" if own and name in median else "-" for name in programs[1:]]
            cells.append(f"{100 * (max(values[OWN]) - min(values[OWN])) / own:.0f} %" if len(values[OWN]) > 1 else "-")
            print(f"| {key[0]} | {key[1]} | {key[2]} | {key[3]} | " + " | ".join(cells) + " |")
    for name, kernel in sorted(kernels.items()):
        print(f"\n{name}: {kernel}")


if __name__ == "__main__":
    main()

"""Puts the files of compare.sh side by side: medians over the rounds, medians of each round's ratios, the floor of each network, and the targets, passed
or missed.

usage: table.py OUT NETWORKS.tsv [--last-level BYTES]

The floor of a step is what no schedule can pass on this machine, from the ceilings of the same seconds, measured beside each network in each round:
  compute  2 x 256 x (3 x weights - inputs x first width) FLOP over the multiply-add ceiling of the threads: three products a layer, but nobody
           wants the gradient by the features;
  memory   the part of parameters and both moments (12 bytes a parameter) that the last cache level cannot hold, read and written once, over
           the bandwidth of three streams updated in place. The capacity is what OUT/profile.json of `buttere probe` measured, since a virtual
           machine may declare the caches of a whole package; --last-level overrides it.
Time over floor is the median of each round's ratio, and the floor that is shown the median of the rounds. "In turns" is the same where step and ceiling
alternate within milliseconds (bench/Bench/Floor): what neighbours take between a ceiling and a step of some seconds later is not in it, so it decides.
A network counts by the power of two nearest to its parameters. Spread: largest less smallest round over the median, of buttere-fused.
"""
import argparse
import collections
import glob
import json
import math
import os
import statistics

OWN, TEXTBOOK, CEILINGS, SCALING, FLOOR = "buttere-fused", "buttere-textbook", "ceilings", "scaling", "floor"
BATCH = 256
Network = collections.namedtuple("Network", "name parameters weights first flops")


def read_networks(path):
    networks = []
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            name, inputs, _, widths, parameters = line.rstrip("\n").split("\t")
            sizes = [int(inputs), *map(int, widths.split(","))]
            weights = sum(a * b for a, b in zip(sizes, sizes[1:]))
            first = sizes[0] * sizes[1]
            networks.append(Network(name, int(parameters), weights, first, 2 * BATCH * (3 * weights - first)))
    return networks


def read_runs(folder, networks):
    """{threads: {program: {network: [us of each round]}}} and {threads: {network: [row of each round]}} of ceilings, bench/Bench/Scaling and bench/Bench/Floor."""
    runs = collections.defaultdict(lambda: collections.defaultdict(lambda: collections.defaultdict(list)))
    ceilings, scaling, in_turns = (collections.defaultdict(lambda: collections.defaultdict(list)) for _ in range(3))
    by_id = {SCALING: scaling, FLOOR: in_turns}
    for path in sorted(glob.glob(os.path.join(folder, "*.*.*.jsonl"))):
        name, threads, _ = os.path.basename(path)[:-len(".jsonl")].rsplit(".", 2)
        with open(path, encoding="utf-8") as lines:
            for place, row in enumerate(map(json.loads, lines)):
                if name == CEILINGS:
                    ceilings[int(threads)][networks[place].name].append(row)
                elif name in by_id:
                    by_id[name][int(threads)][row["id"]].append(row)
                else:
                    runs[int(threads)][name][row["id"]].append(row["step_us_median"])
    return runs, ceilings, scaling, in_turns


def last_level(folder):
    """Capacity of the last cache level as the probe found it, bytes."""
    path = os.path.join(folder, "profile.json")
    if not os.path.exists(path):
        raise SystemExit(f"{path}: no such file; write it by buttere probe --quick --json, or pass --last-level BYTES")
    with open(path, encoding="utf-8") as profile:
        caches = [level for level in json.load(profile)["levels"] if level["name"] != "RAM" and level["source"] == "measured"]
    if not caches or caches[-1]["capacityBytes"] is None:
        raise SystemExit(f"{path}: no cache level was measured; pass --last-level BYTES")
    return caches[-1]["capacityBytes"]


def spread(rounds):
    return f"{100 * (max(rounds) - min(rounds)) / statistics.median(rounds):.0f} %" if len(rounds) > 1 else "-"


def power(network):
    return round(math.log2(network.parameters))


def geometric_mean(values):
    return math.exp(statistics.fmean(map(math.log, values)))


class Machine:
    """The ceilings of some threads, beside each network in each round."""

    def __init__(self, rows, in_turns, last_level_bytes):
        self.rows = rows
        self.in_turns = in_turns
        self.last_level = last_level_bytes

    def all(self, key):
        return [row[key] for rows in self.rows.values() for row in rows if row.get(key) is not None]

    def floors(self, network):
        """Microseconds of arithmetic and of memory, round by round."""
        beyond = max(0, 12 * network.parameters - self.last_level)
        return [(network.flops / (row["ceilingGflops"] * 1e3), 2 * beyond / (row["updateGbPerSecond"] * 1e3)) for row in self.rows[network.name]]

    def floor(self, network):
        """The same, medians of the rounds."""
        return tuple(map(statistics.median, zip(*self.floors(network))))

    def over_floor(self, network, times):
        """Each round's time, microseconds, over its floor."""
        return [time / sum(floor) for time, floor in zip(times, self.floors(network))]

    def over_floor_in_turns(self, network):
        """The time that decides, over its floor, of which the multiply-adds took turns with the step; None where that was not measured."""
        ratios = [1 / (network.flops / row["ceilingFlopsOfStep"] + memory / row["stepUs"])
                  for row, (_, memory) in zip(self.in_turns[network.name], self.floors(network))]
        return statistics.median(ratios) if ratios else None


def exchange(line_ns):
    if not line_ns:
        return ""
    return f" A line went from one core to another in {min(line_ns):.0f} to {max(line_ns):.0f} ns, median {statistics.median(line_ns):.0f}."


def noise(machine):
    taken, times, length = (machine.all(key) for key in ("noiseFraction", "noisePerSecond", "noiseMedianUs"))
    if not length:
        return ""
    return (f" The system took {100 * min(taken):.0f} to {100 * max(taken):.0f} % of the processor of which it took most, median {100 * statistics.median(taken):.1f} %: "
            f"{statistics.median(times):,.0f} times a second, {statistics.median(length):.0f} us each.")


def over_own(program, network, runs):
    """How many times as long as buttere-fused: programs take turns at every network, so each round has a ratio of its own; their median."""
    return statistics.median(theirs / own for theirs, own in zip(runs[program][network.name], runs[OWN][network.name]))


def print_table(threads, networks, median, runs, machine):
    programs = [OWN, TEXTBOOK, *sorted(set(median) - {OWN, TEXTBOOK})]
    peers = programs[2:]
    print(f"\n### {threads} thread{'s' if threads > 1 else ''}, microseconds per step\n")
    last_level = f"{machine.last_level / 2**20:.1f} MiB"
    gflops, gb_per_second = (sorted(machine.all(key)) for key in ("ceilingGflops", "updateGbPerSecond"))
    print(f"Ceiling {statistics.median(gflops):.1f} GFLOP/s ({gflops[0]:.1f} to {gflops[-1]:.1f}), update bandwidth {statistics.median(gb_per_second):.1f} GB/s "
          f"({gb_per_second[0]:.1f} to {gb_per_second[-1]:.1f}), last level {last_level}.{exchange(machine.all('slowestLineNs'))}{noise(machine)}\n")
    headers = ["network", "parameters", *programs, "spread", "textbook / fused", *(f"{p} / fused" for p in peers)]
    headers += ["floor: compute", "memory", "fused / floor", "in turns"]
    print("| " + " | ".join(headers) + " |\n|---|" + "--:|" * (len(headers) - 1))
    for network in networks:
        rounds = runs[OWN][network.name]
        compute, memory = machine.floor(network)
        cells = [network.name, f"{network.parameters:,}", *(f"{median[p][network.name]:,.1f}" for p in programs)]
        cells += [spread(rounds), *(f"{over_own(p, network, runs):.2f}" for p in programs[1:])]
        in_turns = machine.over_floor_in_turns(network)
        cells += [f"{compute:,.1f}", f"{memory:,.1f}", f"{statistics.median(machine.over_floor(network, rounds)):.2f}", f"{in_turns:.2f}" if in_turns else ""]
        print("| " + " | ".join(cells) + " |")


def read_passes(folder, threads, network):
    """{pass: [us in each round]} of buttere explain, all layers together; "step" is the whole."""
    passes = collections.defaultdict(list)
    for path in sorted(glob.glob(os.path.join(glob.escape(folder), f"{glob.escape(network.name)}.{threads}.*.passes.json"))):
        with open(path, encoding="utf-8") as file:
            profile = json.load(file)
        sums = collections.Counter()
        for row in profile["rows"]:
            sums[row["pass"]] += row["measuredSeconds"] * 1e6
        sums["step"] = profile["total"]["measuredSeconds"] * 1e6
        for name, time in sums.items():
            passes[name].append(time)
    return passes


def print_profile(folder, threads, networks, machine):
    """The passes of a step beside what each would take at the floor; what lies between passes is waiting and the way from step to step."""
    floors = {"forward": lambda n: n.weights, "backward": lambda n: n.weights - n.first, "gradient": lambda n: n.weights}
    rows = []
    for network in networks:
        if not (passes := read_passes(folder, threads, network)):
            continue
        compute, memory = machine.floor(network)
        per_weight = compute / sum(weights(network) for weights in floors.values())
        time = {name: statistics.median(rounds) for name, rounds in passes.items()}
        cells = [network.name, f"{time['step']:,.0f}"]
        for name, weights in floors.items():
            floor = per_weight * weights(network) + (memory if name == "gradient" else 0)
            cells.append(f"{time[name]:,.0f} ({time[name] / floor:.2f})" if floor > 0 else f"{time[name]:,.0f}")
        rows.append([*cells, f"{time['loss']:,.0f}", f"{time['step'] - sum(t for name, t in time.items() if name != 'step'):,.0f}"])
    if rows:
        print(f"\nWhere a step of these spends its time, {threads} thread{'s' if threads > 1 else ''}, microseconds (over the floor of the pass), "
              "by `buttere explain` beside the rounds; between: the step less its parts, each a median of its own:\n")
        print("| network | step | forward | backward | gradient with Adam | loss | between |\n|---|" + "--:|" * 6)
        for row in rows:
            print("| " + " | ".join(row) + " |")


def check(what, figure, passed, exceptions=()):
    names = f": {', '.join(exceptions)}" if exceptions else ""
    print(f"- {'pass' if passed else 'MISSED'} - {what}: {figure}{names}")


def check_mean(what, values, least):
    if values:
        mean = geometric_mean(values)
        check(f"{what}, geometric mean at least {least}", f"{mean:.2f} over {len(values)} networks", mean >= least)


def print_checks(threads, networks, runs, machine):
    """Prints the targets and returns the networks that are too far from the floor."""
    print(f"\nTargets, {threads} thread{'s' if threads > 1 else ''}, {OWN}:\n")

    judged = [n for n in networks if power(n) >= 16]
    over = {n.name: machine.over_floor_in_turns(n) for n in judged}
    if "oneDNN" in runs:
        faster = {n.name: over_own("oneDNN", n, runs) for n in networks}
        slower = [f"{name} {ratio:.2f}" for name, ratio in faster.items() if ratio < 1]
        check("never slower than oneDNN", f"{len(slower)} of {len(networks)} slower", not slower, slower)
        check_mean("faster than oneDNN", list(faster.values()), 1.6)
        check_mean("faster than oneDNN at or below 4,200 parameters", [faster[n.name] for n in networks if n.parameters <= 4200], 2.5)
        large = [n for n in networks if power(n) >= 20]
        short = [f"{n.name} {faster[n.name]:.2f} times, {1 / over[n.name]:.2f} of the floor" for n in large if faster[n.name] < 1.1 and 1 / over[n.name] < 0.92]
        check("from 2^20 up 1.1 times oneDNN or 0.92 of the floor", f"{len(short)} of {len(large)} short", not short, short)
    if "PyTorch" in runs:
        check_mean("faster than PyTorch", [over_own("PyTorch", n, runs) for n in networks], 5)
    far = [n for n in judged if over[n.name] > 1.15]
    if judged:
        check("time over floor at most 1.15 from 2^16 up, in turns with the ceiling", f"largest {max(over.values()):.2f}, {len(far)} of {len(judged)} above", not far,
              [f"{n.name} {over[n.name]:.2f}" for n in far])
        before = [statistics.median(machine.over_floor(n, runs[OWN][n.name])) for n in judged]
        print(f"  by the ceilings some seconds before: largest {max(before):.2f}, {sum(ratio > 1.15 for ratio in before)} above")
    return far


def print_scaling(networks, scaling, one, two):
    """Decided by turns within milliseconds (bench/Bench/Scaling), in those looks at which the processors had two cores; the medians of the tables, whose one
    thread has one of the cores, stand beside."""
    large = [n.name for n in networks if power(n) >= 18]
    if not large:
        return
    print("\nTarget of threads:\n")
    medians = {name: one[name] / two[name] for name in large}
    if not scaling:
        check_gains("2 threads at least 1.85 times from 2^18 up", medians)
        return
    rows = [row for name in large for row in scaling[name]]
    looks, apart = (sum(row[key] for row in rows) for key in ("rounds", "roundsApart"))
    gains = {name: [row["gainApart"] for row in scaling[name] if row["gainApart"] is not None] for name in large}
    check_gains("2 threads at least 1.85 times from 2^18 up, in turns with one on either core", {name: statistics.median(found) for name, found in gains.items() if found})
    print(f"  the two processors ran on one core's multipliers in {looks - apart} of {looks} looks, which do not count")
    if without := [name for name, found in gains.items() if not found]:
        print(f"  not decided, too few looks with two cores: {', '.join(without)}")
    print(f"  by the medians of the tables above: smallest {min(medians.values()):.2f}, {sum(gain < 1.85 for gain in medians.values())} short")


def check_gains(what, gains):
    if gains:
        short = [f"{name} {gain:.2f}" for name, gain in gains.items() if gain < 1.85]
        check(what, f"smallest {min(gains.values()):.2f}, {len(short)} of {len(gains)} short", not short, short)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("out")
    arguments.add_argument("networks")
    arguments.add_argument("--last-level", type=int)
    given = arguments.parse_args()
    networks = read_networks(given.networks)
    runs, ceilings, scaling, in_turns = read_runs(given.out, networks)
    if not runs:
        raise SystemExit(f"{given.out}: no NAME.THREADS.ROUND.jsonl of compare.sh")
    medians = {threads: {name: {i: statistics.median(v) for i, v in rows.items()} for name, rows in programs.items()}
               for threads, programs in runs.items()}
    cache = given.last_level or last_level(given.out)
    for threads in runs:
        if missing := [network.name for network in networks if not ceilings[threads][network.name]]:
            raise SystemExit(f"{given.out}: no ceilings of {threads} threads beside {missing[0]} (line of {CEILINGS}.{threads}.ROUND.jsonl), which the floors need")
        if missing := [network.name for network in networks if power(network) >= 16 and not in_turns[threads][network.name]]:
            raise SystemExit(f"{given.out}: nothing in {FLOOR}.{threads}.ROUND.jsonl of {missing[0]}")
    machines = {threads: Machine(ceilings[threads], in_turns[threads], cache) for threads in runs}
    for threads in sorted(runs):
        print_table(threads, networks, medians[threads], runs[threads], machines[threads])
        far = print_checks(threads, networks, runs[threads], machines[threads])
        print_profile(given.out, threads, far, machines[threads])
    if {1, 2} <= set(medians):
        print_scaling(networks, scaling[2], medians[1][OWN], medians[2][OWN])


if __name__ == "__main__":
    main()

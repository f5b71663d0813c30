"""Prints, as Markdown, how far fitted and composed predictions are from an own sweep: what own.sh left in a folder."""
import csv
import json
import statistics
import sys

folder = sys.argv[1]
rows = list(csv.DictReader(open(f"{folder}/medians.csv")))
medians, singles = (json.load(open(f"{folder}/{name}.json")) for name in ("medians", "singles"))
probed = {schedule: json.load(open(f"{folder}/{schedule}.json")) for schedule in ("fused", "textbook")}
rounds = max(int(row["rounds"]) for row in rows)


def percent(value):
    return "could not be fitted to every fold" if value is None else f"{100 * value:.1f} %"


print(f"# Own sweep: {len({row['dataset'] for row in rows})} networks, {len(rows)} runs in {rounds} rounds, one thread\n")
print("Time of a run; mean of |predicted / measured − 1| unless it says median. Medians: one row for each network and schedule, the median of its "
      "undisturbed rounds.\n")
print("| form | terms | medians: on their own runs | on unseen networks (5 folds) | single rounds: on unseen networks |\n|---|---:|---:|---:|---:|")
for form, single in zip(medians["candidates"], singles["candidates"]):
    print(f"| {form['form']} | {form['terms']} | {percent(form['meanAbsoluteRelative'])} | {percent(form['crossValidated'])} | "
          f"{percent(single['crossValidated'])} |")
print(f"\nForm chosen inside the folds: **{percent(medians['errors']['crossValidated'])}** on unseen networks (medians), "
      f"{percent(singles['errors']['crossValidated'])} (single rounds). Chosen on all runs: {medians['form']}.\n")
values, intervals, levels = medians["coefficients"], medians["intervals"], medians["levels"]
units = {"ke": "run", "kp": "pass", "ku": "update", "ko": "multiply-add of a lane", "kd": "layer", "kx": "byte of inputs", "ky": "byte of outputs"}
listed = [(term, unit, values.get(term), (intervals or {}).get(term)) for term, unit in units.items()]
for letter, unit in (("m", "byte of parameters, moments and gradients in"), ("v", "byte of unit values in"), ("a", "access in")):
    for i, level in enumerate(levels):
        if values.get(letter):
            listed.append((f"{letter}{i + 1}", f"{unit} {level}", values[letter][i], intervals[letter][i] if intervals else None))
for i, value in enumerate(values.get("r") or []):
    listed.append((f"r{i + 1}", "layer of a pass", value, intervals["r"][i] if intervals else None))
print("| term | s per | value | 95 % interval |\n|---|---|---:|---|")
for term, unit, value, interval in listed:
    if value is not None:
        shown = f"{interval['low']:.3g} … {interval['high']:.3g}" if interval else ""
        print(f"| {term} | {unit} | {value:.3g} | {shown} |")
print("\nFrom the probe alone, no training run (`predict --from-profile`); runs of four steps and a test pass:\n")
print("| schedule | parameters | runs | median ratio | median of abs. error | mean of abs. error |\n|---|---|---:|---:|---:|---:|")


def line(schedule, name, ratios):
    if ratios:
        errors = [abs(ratio - 1) for ratio in ratios]
        print(f"| {schedule} | {name} | {len(ratios)} | {statistics.median(ratios):.2f} | {percent(statistics.median(errors))} | "
              f"{percent(statistics.mean(errors))} |")


for schedule, found in probed.items():
    for low, high in ((5, 8), (9, 12), (13, 16), (17, 20), (21, 24)):
        line(schedule, f"2^{low} to 2^{high}", [row["ratio"] for row in found["rows"] if 2**low <= row["size"] <= 2**high])
    line(schedule, "**all**", [row["ratio"] for row in found["rows"]])
steps = {schedule: [abs(float(row["step_predicted"]) / float(row["step"]) - 1) for row in rows if row["schedule"] == schedule] for schedule in probed}
print("\nTraining steps alone (`explain`): median of abs. error "
      + ", ".join(f"{percent(statistics.median(errors))} ({schedule}, {len(errors)} runs)" for schedule, errors in steps.items()) + ".")

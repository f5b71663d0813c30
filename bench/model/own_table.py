"""Prints, as Markdown, how far fitted and composed predictions are from an own sweep.

Usage: own_table.py OWN.csv SPILL.json CHOSEN.json   (the JSON of `buttere fit --target time --placement engine --form spill`, and `--form auto`)
"""
import csv
import json
import statistics
import sys

rows = list(csv.DictReader(open(sys.argv[1])))
spill, chosen = (json.load(open(path)) for path in sys.argv[2:4])
for row in rows:
    row["ratio"] = float(row["step_predicted"]) / float(row["step"])
print(f"# Own sweep: {len({row['dataset'] for row in rows})} networks, {len(rows)} runs, one thread\n")
print("Step = training step of 256 rows; time; mean of |predicted / measured − 1| unless it says median.\n")
print("| model | runs | on its own runs | on unseen runs (5 folds) |\n|---|---:|---:|---:|")
for form in chosen["candidates"]:
    cells = [f"{100 * value:.1f} %" if value is not None else "could not be fitted to every fold" for value in (form["meanAbsoluteRelative"], form["crossValidated"])]
    print(f"| {form['form']} ({form['terms']} terms) | {len(rows)} | {cells[0]} | {cells[1]} |")
print(f"\nChosen: {chosen['form']}; form chosen inside the folds: {100 * chosen['errors']['crossValidated']:.1f} % on unseen runs. "
      f"Form spill: {100 * spill['errors']['crossValidated']:.1f} %.\n")
print("From the probe alone, no training run:\n\n| parameters | runs | median ratio | median of abs. error | mean of abs. error |\n|---|---:|---:|---:|---:|")


def line(name, part):
    if part:
        errors = [abs(row["ratio"] - 1) for row in part]
        print(f"| {name} | {len(part)} | {statistics.median(row['ratio'] for row in part):.2f} | {100 * statistics.median(errors):.1f} % | {100 * statistics.mean(errors):.1f} % |")


for low, high in ((5, 8), (9, 12), (13, 16), (17, 20), (21, 24)):
    line(f"2^{low} to 2^{high}", [row for row in rows if 2**low <= int(row["size"]) <= 2**high])
for schedule in ("fused", "textbook"):
    line(f"all, {schedule}", [row for row in rows if row["schedule"] == schedule])
line("all", rows)

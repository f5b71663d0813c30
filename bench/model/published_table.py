"""Prints what `buttere fit --json` found on the published CPU and GPU runs as Markdown."""
import json
import sys


def percent(value):
    return "could not be predicted" if value is None else f"{100 * value:.2f} %"


def device(name, fit):
    print(f"\n## {name}: {fit['errors']['n']} runs\n")
    print("| form | terms | on its own runs | on unseen runs (5 folds) |\n|---|---:|---:|---:|")
    for form in fit["candidates"]:
        mark = "**" if form["form"] == fit["form"] else ""
        print(f"| {mark}{form['form']}{mark} | {form['terms']} | {percent(form['meanAbsoluteRelative'])} | {percent(form['crossValidated'])} |")
    print(f"\nForm chosen inside the folds: **{percent(fit['errors']['crossValidated'])}** on unseen runs. "
          f"Chosen on all runs: {fit['form']}.\n")
    names = [("ke", "run"), ("kp", "pass"), ("ku", "update"), ("ko", "FLOP"), ("kx", "byte of inputs"), ("ky", "byte of outputs"),
             ("kv", "byte of unit values"), ("ks", "byte of skips")]
    values = [(term, unit, fit["coefficients"].get(term), (fit["intervals"] or {}).get(term)) for term, unit in names]
    for i, level in enumerate(fit["levels"]):
        values.append((f"m{i + 1}", f"byte of parameters in {level}", fit["coefficients"]["m"][i], fit["intervals"]["m"][i]))
    edges = [regime["from"] for regime in fit["kernels"]]
    for i, (regime, value) in enumerate(zip(fit["kernels"], fit["coefficients"]["r"])):
        until = f" to {edges[i + 1]:.1f}" if i + 1 < len(edges) else " and more"
        where = f", edge within {regime['fromLow']:.1f} … {regime['fromHigh']:.1f}" if i else ""
        values.append((f"r{i + 1}", f"layer of size {regime['from']:.1f}{until}{where}", value, fit["intervals"]["r"][i]))
    print("| term | J per | value | 95 % interval |\n|---|---|---:|---|")
    for term, unit, value, interval in values:
        shown = "left out" if value is None else f"{value:.3g}"
        print(f"| {term} | {unit} | {shown} | {interval['low']:.3g} … {interval['high']:.3g} |" if interval else f"| {term} | {unit} | {shown} | |")
    for part in fit["conditions"]:
        print(f"\n{part['shape']}, depth {part['depthFrom']} to {part['depthTo']}, {part['runs']} runs: {part['factor']:.3f} times the rest "
              f"({part['factorLow']:.3f} … {part['factorHigh']:.3f}).")
    for group in fit["groups"]:
        listed = ", ".join(f"{unseen['group']} {percent(unseen['meanAbsoluteRelative'])}" for unseen in group["unseen"])
        print(f"\nUnseen {group['by']}: {percent(group['meanAbsoluteRelative'])} ({listed}).")
    spread = fit["residuals"]
    print(f"\nSpread of predicted over measured (Figure 5): median {spread['median']:.3f}, quartiles {spread['lowerQuartile']:.3f} and "
          f"{spread['upperQuartile']:.3f}, mean {spread['mean']:.3f}, standard deviation {spread['standardDeviation']:.3f}.")


print("# Published runs of BUTTER-E\n\nMean of |predicted / measured − 1| of energy, repetitions of a network kept in one fold. "
      "Size of a layer = √(fan-in × width).")
device("CPU", json.load(open(sys.argv[1])))
device("GPU", json.load(open(sys.argv[2])))

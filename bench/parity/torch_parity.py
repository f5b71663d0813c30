"""Trains the network of a safetensors file in PyTorch on the satellite data and compares with what `buttere train` did.

usage: torch_parity.py TABLE.tsv[.gz] INIT.safetensors TRAINED.safetensors STEPS.json LEARNING_RATE mse|softmax plain|residual

parity.sh makes the files: INIT by make_init.py, TRAINED and STEPS by `buttere train --steps N --split none --init … --save … --json`.
Adam is written out in Keras's form; everything else is stock PyTorch in float32.
Prints one line of JSON: the largest relative difference of a step's loss, and the relative L2 distance of the parameter changes.
"""
import gzip, json, struct, sys
import torch

table, init_path, trained_path, steps_path, rate, task, form = sys.argv[1:]
rate = float(rate)
torch.set_num_threads(1)


def read_safetensors(path):
    raw = open(path, "rb").read()
    length = struct.unpack("<Q", raw[:8])[0]
    header, payload = json.loads(raw[8:8 + length]), raw[8 + length:]
    return {name: torch.frombuffer(bytearray(payload[t["data_offsets"][0]:t["data_offsets"][1]]), dtype=torch.float32).reshape(t["shape"]).clone()
            for name, t in header.items()}


def read_table(path):
    lines = (gzip.open(path, "rt") if path.endswith(".gz") else open(path)).read().split("\n")
    names = lines[0].split("\t")
    rows = torch.tensor([[float(v) for v in line.split("\t")] for line in lines[1:] if line], dtype=torch.float64)
    target = names.index("target")
    x = rows[:, [i for i in range(len(names)) if i != target]]
    low, high = x.min(0).values, x.max(0).values
    x = ((x - low) / (high - low)).float()  # every column has more than 20 distinct values: min-max over the whole table
    labels = rows[:, target]
    y = (labels[:, None] == labels.unique()[None, :]).float()
    return x, y


theirs = json.load(open(steps_path))
x, y = read_table(table)
initial, trained = read_safetensors(init_path), read_safetensors(trained_path)
depth = len(initial) // 2
w = [initial[f"layers.{k}.weight"].clone().requires_grad_() for k in range(depth)]
b = [initial[f"layers.{k}.bias"].clone().requires_grad_() for k in range(depth)]
parameters = w + b
m, v = [torch.zeros_like(p) for p in parameters], [torch.zeros_like(p) for p in parameters]

losses, batch = [], 256
batches = (len(x) + batch - 1) // batch
for step in range(len(theirs["stepLoss"])):
    i = step % batches
    a, t = x[i * batch:(i + 1) * batch], y[i * batch:(i + 1) * batch]
    for k in range(depth):
        z = torch.nn.functional.linear(a, w[k], b[k])
        if k == depth - 1:
            break
        hidden = torch.relu(z)
        a = hidden + a if form == "residual" and k > 0 else hidden
    loss = torch.nn.functional.mse_loss(torch.sigmoid(z), t) if task == "mse" else torch.nn.functional.cross_entropy(z, t)
    losses.append(loss.item())
    gradients = torch.autograd.grad(loss, parameters)
    n = step + 1
    alpha = rate * (1 - 0.999 ** n) ** 0.5 / (1 - 0.9 ** n)
    with torch.no_grad():
        for p, g, mi, vi in zip(parameters, gradients, m, v):
            mi += (g - mi) * (1 - 0.9)
            vi += (g * g - vi) * (1 - 0.999)
            p -= alpha * mi / (vi.sqrt() + 1e-7)

worst_loss = max(abs(a - e) / abs(e) for a, e in zip(theirs["stepLoss"], losses))
worst_change = 0.0
for k in range(depth):
    for name, mine in ((f"layers.{k}.weight", w[k]), (f"layers.{k}.bias", b[k])):
        change = mine.detach().double() - initial[name].double()
        worst_change = max(worst_change, ((trained[name].double() - initial[name].double() - change).norm() / change.norm()).item())
print(json.dumps({"task": task, "form": form, "learningRate": rate, "steps": len(losses), "firstLoss": losses[0], "lastLoss": losses[-1],
                  "worstLossDifference": worst_loss, "worstChangeDifference": worst_change, "torch": torch.__version__}))

"""Writes Glorot-uniform parameters and small biases of a network as safetensors, with nothing but the standard library.

usage: make_init.py OUT.safetensors SEED INPUTS WIDTH,WIDTH,...
"""
import json, math, random, struct, sys

out, seed, inputs, widths = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), [int(w) for w in sys.argv[4].split(",")]
random.seed(seed)
header, payload, fan_in = {}, b"", inputs
for k, units in enumerate(widths):
    limit = math.sqrt(6 / (fan_in + units))
    for name, shape, values in ((f"layers.{k}.weight", [units, fan_in], [random.uniform(-limit, limit) for _ in range(units * fan_in)]),
                                (f"layers.{k}.bias", [units], [random.uniform(-0.05, 0.05) for _ in range(units)])):
        data = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(payload), len(payload) + len(data)]}
        payload += data
    fan_in = units
text = json.dumps(header).encode()
open(out, "wb").write(struct.pack("<Q", len(text)) + text + payload)

"""Start-up and cost of a call of three ways to reach the engine from Python; usage: hosting.py BUTTERE HOSTED-FOLDER (BUTTERE_LIBRARY set).

In process, compiled ahead of time; in process on the .NET runtime (hostfxr); out of process. The last has no server here: starting the program is
what one would cost to start, and a JSON line through `cat` and back is less than any server's answer could cost.
"""

import json
import os
import statistics
import subprocess
import sys
import time

ROUNDS = 7
IN_PROCESS = """
import time
start = time.perf_counter()
import buttere
buttere.abi_version()
begun = time.perf_counter() - start
import ctypes
from buttere._library import library
call = library().be_abi_version
start = time.perf_counter()
for _ in range(200000):
    call()
each = (time.perf_counter() - start) / 200000
import numpy as np
start = time.perf_counter()
engine = buttere.Engine(4, [8, 1], batch=16, threads=1)
engine.set_data(np.ones((16, 4), np.float32), np.ones((16, 1), np.float32))
engine.step()
first = time.perf_counter() - start
import json
print(json.dumps({"begun": begun, "each": each, "first": first}))
"""


def in_process(hosted):
    """Seconds to the first answer, of each call, and to the first step."""
    environment = dict(os.environ)
    if hosted:
        environment["BUTTERE_HOSTED"] = hosted
    # NumPy loads first: it costs the same in both.
    ran = subprocess.run([sys.executable, "-c", "import numpy\n" + IN_PROCESS], env=environment, check=True, capture_output=True, text=True)
    return json.loads(ran.stdout)


def out_of_process(program):
    """Seconds to start the program, and of one line there and back."""
    start = time.perf_counter()
    subprocess.run([program, "--version"], check=True, capture_output=True)
    begun = time.perf_counter() - start
    line = json.dumps({"id": 1, "call": "step", "network": 1, "batch": 0}).encode() + b"\n"
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as echo:
        start = time.perf_counter()
        for _ in range(5000):
            echo.stdin.write(line)
            json.loads(echo.stdout.readline())
        each = (time.perf_counter() - start) / 5000
        echo.stdin.close()
    return {"begun": begun, "each": each, "first": float("nan")}


ways = {
    "ahead of time": lambda: in_process(None),
    "hosted (hostfxr)": lambda: in_process(sys.argv[2]),
    "process": lambda: out_of_process(sys.argv[1]),
}
found = {name: [] for name in ways}
for _ in range(ROUNDS):
    for name, way in ways.items():
        found[name].append(way())
print(f"medians of {ROUNDS} rounds\n\n| way | first answer ms | a call us | first step ms |\n|---|---:|---:|---:|")
for name, rounds in found.items():
    begun, each, first = (statistics.median(one[key] for one in rounds) for key in ("begun", "each", "first"))
    print(f"| {name} | {begun * 1e3:.1f} | {each * 1e6:.2f} | {first * 1e3:.1f} |")

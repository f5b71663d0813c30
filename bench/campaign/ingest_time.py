#!/usr/bin/env python3
"""Markdown row with the time and memory that `ingest` takes for a simulated campaign of so many runs.

Usage: ingest_time.py BUTTERE RUNS [RUNS ...]     (80,000 runs have 209 MB of power readings)
"""
import json
import os
import subprocess
import sys
import tempfile
import time

buttere, sizes = sys.argv[1], [int(text) for text in sys.argv[2:]]
print("| runs | power readings | bytes of power files | s | MiB |\n|--:|--:|--:|--:|--:|")
for runs in sorted(sizes):
    with tempfile.TemporaryDirectory() as folder:
        raw = f"{folder}/raw"
        subprocess.run([buttere, "simulate", "campaign", "--runs", str(runs), "--seed", "1", "--out", raw], check=True, stdout=subprocess.DEVNULL)
        power = f"{raw}/butter_e_energy"
        size = sum(entry.stat().st_size for entry in os.scandir(power))
        start = time.monotonic()
        with open(f"{folder}/result.json", "w") as result:
            ingest = subprocess.Popen(
                [buttere, "ingest", "--power", power, "--metadata", f"{raw}/butter_e_metadata.csv", "--nodes", f"{raw}/node_sinfo.csv",
                 "--node-power", f"{raw}/node_power_dist.csv", "--time-zone", "America/Denver", "--out", f"{folder}/runs.parquet", "--json"],
                stdout=result, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(ingest.pid, 0)
        seconds = time.monotonic() - start
        if status:
            sys.exit(f"ingest of {runs} runs ended with {os.waitstatus_to_exitcode(status)}")
        samples = json.load(open(f"{folder}/result.json"))["samples"]
        print(f"| {runs:,} | {samples:,} | {size / 1e6:.0f} MB | {seconds:.1f} | {usage.ru_maxrss / 1024:,.0f} |", flush=True)

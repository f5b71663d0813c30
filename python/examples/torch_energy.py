#!/usr/bin/env python3
"""The energy of a PyTorch training loop, epoch by epoch, with the meters of ButterE.Engine beside it.

    python/examples/torch_energy.py --epochs 5 [--meter perf:package]
"""

import argparse
import sys

import buttere


def main() -> None:
    """Trains a small network under the meter."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--meter", help="identity of an energy meter; default: the first of this machine")
    asked = parser.parse_args()
    try:
        import torch
    except ImportError:
        sys.exit("torch_energy: needs PyTorch, which is not installed here; the meter alone: with buttere.Meter() as meter: work(); meter.read()")
    try:
        meter = buttere.Meter(asked.meter)
    except buttere.MeterUnavailableError as absent:
        sys.exit(f"torch_energy: {absent}")

    torch.manual_seed(0)
    features = torch.rand(8192, 64)
    targets = torch.sigmoid((features - 0.5) @ torch.randn(64, 8))
    network = torch.nn.Sequential(torch.nn.Linear(64, 256), torch.nn.ReLU(), torch.nn.Linear(256, 8), torch.nn.Sigmoid())
    adam = torch.optim.Adam(network.parameters(), lr=1e-3)
    with meter:
        for epoch in range(1, asked.epochs + 1):
            for start in range(0, len(features), 256):
                adam.zero_grad()
                loss = torch.nn.functional.mse_loss(network(features[start:start + 256]), targets[start:start + 256])
                loss.backward()
                adam.step()
            energy = meter.lap()
            # Shorter than the meter's shortest window: the uncertainty says how little it means.
            known = "unknown" if energy.joules is None else f"{energy.joules:.3f} J ± {energy.random_joules:.2g} (random)"
            print(f"epoch {epoch}  loss {loss.item():.5f}  {energy.seconds:.3f} s  {known}")
        total = meter.read()
        print(f"total  {'unknown' if total.joules is None else f'{total.joules:.3f} J'}  flags {meter.describe()['flags'] or 'none'}")


if __name__ == "__main__":
    main()

"""Finds the library that the build made (BUTTERE_LIBRARY) and the package in this checkout, or the one that is installed."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest

if not os.environ.get("BUTTERE_TEST_INSTALLED"):
    sys.path.insert(0, str(Path(__file__).parents[1]))


@pytest.fixture
def rows():
    """300 rows that can be learned: features [300, 5], targets [300, 2]."""
    random = np.random.default_rng(1)
    features = random.random((300, 5), np.float32)
    first = np.where(features[:, :1] > 0.5, 0.9, 0.1)
    return features, np.ascontiguousarray(np.hstack([first, 1 - first]), np.float32)


@pytest.fixture
def engine(rows):
    """A small network with those rows."""
    import buttere
    with buttere.Engine(5, [16, 8, 2], batch=64, learning_rate=0.01, seed=7, threads=1) as made:
        made.set_data(*rows)
        yield made

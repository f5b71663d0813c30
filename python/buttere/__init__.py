"""ButterE.Engine from Python: train small fully connected networks, meter joules, probe the memory hierarchy, fit and predict costs.

Sizes are bytes, times seconds, energies joules. What is not known is None, never 0.
"""

from ._errors import (
    ArgumentError,
    BusyError,
    ButtereError,
    Cancelled,
    ClosedError,
    DeviceError,
    FileError,
    ForkError,
    InsufficientDataError,
    InternalError,
    MeterUnavailableError,
    NotFiniteError,
    ShapeError,
)
from ._library import abi_version, engine_version, library_path
from .engine import Engine, Epoch
from .meters import Energy, Meter, meters
from .models import Model, fit, open_model, predict
from .probing import probe

__all__ = [
    "ArgumentError", "BusyError", "ButtereError", "Cancelled", "ClosedError", "DeviceError", "Energy", "Engine", "Epoch", "FileError", "ForkError",
    "InsufficientDataError", "InternalError", "Meter", "MeterUnavailableError", "Model", "NotFiniteError", "ShapeError", "abi_version",
    "engine_version", "fit", "library_path", "meters", "open_model", "predict", "probe",
]
__version__ = "0.1.0"

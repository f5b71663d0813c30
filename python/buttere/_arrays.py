"""NumPy arrays at the boundary: never copied, so whatever would need a copy is refused with the line that makes it."""

from __future__ import annotations

import numpy as np

from ._errors import ArgumentError, ShapeError


def matrix(values: np.ndarray, columns: int, name: str) -> np.ndarray:
    """Checks rows to be read in place: float32 [rows, columns], C-contiguous. One column may come as [rows].

    Raises:
        ArgumentError: another type, or memory with gaps.
        ShapeError: another number of columns, or no row.
    """
    if not isinstance(values, np.ndarray):
        raise ArgumentError(f"{name}: is a {type(values).__name__}, not a numpy array; pass numpy.asarray({name}, numpy.float32)")
    if isinstance(values, np.ma.MaskedArray):
        raise ArgumentError(f"{name}: is masked, and what lies under the mask would be read; pass numpy.ma.filled({name}, VALUE), or leave those rows out")
    if values.dtype != np.float32 or not values.dtype.isnative or not values.flags.c_contiguous:
        raise ArgumentError(
            f"{name}: is {values.dtype}{'' if values.flags.c_contiguous else ', not C-contiguous'}; "
            f"nothing is copied behind your back: pass numpy.ascontiguousarray({name}, numpy.float32)")
    if values.ndim == 1 and columns == 1:
        values = values.reshape(-1, 1)
    if values.ndim != 2 or values.shape[1] != columns or values.shape[0] < 1:
        raise ShapeError(f"{name}: has shape {values.shape}, the network needs [rows, {columns}]")
    return values


def output(values: np.ndarray, shape: tuple[int, int], name: str) -> np.ndarray:
    """Checks memory to be written: float32 of that shape, C-contiguous and writeable."""
    if not isinstance(values, np.ndarray) or values.dtype != np.float32 or not values.flags.c_contiguous or not values.flags.writeable:
        raise ArgumentError(f"{name}: must be a writeable C-contiguous numpy array of float32")
    if values.shape != shape:
        raise ShapeError(f"{name}: has shape {values.shape}, the layer needs {list(shape)}")
    return values

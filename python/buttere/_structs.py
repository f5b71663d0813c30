"""The structs and callbacks of buttere.h."""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, POINTER, c_char_p, c_double, c_int32, c_int64, c_size_t, c_uint32, c_void_p
from typing import Any, Optional, Sequence

from ._errors import ArgumentError


# Least and largest of each kind of whole number.
_RANGES: dict[Any, tuple[int, int]] = {c_int32: (-1 << 31, (1 << 31) - 1), c_uint32: (0, (1 << 32) - 1), c_int64: (-1 << 63, (1 << 63) - 1)}


def whole(value: int, name: str, kind: Any = c_int32) -> int:
    """A whole number for a field or argument of that kind; ctypes would keep the low bits of one that does not fit, and say nothing.

    Raises:
        ArgumentError: it does not fit.
    """
    least, most = _RANGES[kind]
    if not least <= value <= most:
        raise ArgumentError(f"{name} {value}: must be from {least} to {most}")
    return value


class _Sized(ctypes.Structure):
    """A struct whose first field is its size; all other fields start at 0, their default. Whole numbers must fit their fields."""

    def __init__(self, **fields: object) -> None:
        for name, kind in self._fields_:
            if kind in _RANGES and isinstance(given := fields.get(name), int):
                whole(given, name, kind)
        super().__init__(**fields)
        self.struct_size = ctypes.sizeof(self)


class NetworkOptions(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("inputs", c_int32), ("outputs", c_int32), ("widths", POINTER(c_int32)), ("shape", c_char_p), ("size", c_int64),
        ("depth", c_int32), ("task", c_int32), ("batch", c_int32), ("schedule", c_int32), ("learning_rate", c_double), ("threads", c_int32),
        ("tune", c_int32), ("seed", c_int32), ("reserved", c_int32), ("device", c_char_p)]


class EpochStruct(ctypes.Structure):
    _fields_ = [("epoch", c_int32), ("reserved", c_int32), ("train_loss", c_double), ("test_loss", c_double), ("seconds", c_double)]


class RunOptions(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("epochs", c_int32), ("replicate", c_int32), ("meter", c_void_p), ("idle_seconds", c_double), ("folder", c_char_p),
        ("dataset", c_char_p), ("data_source", c_char_p), ("raw_features", c_int32), ("synthetic", c_int32)]


class MeterOptions(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("id", c_char_p), ("credentials", c_char_p), ("node", c_char_p), ("time_zone", c_char_p),
        ("accept_any_certificate", c_int32), ("reserved", c_int32)]


class EnergyStruct(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("joules", c_double), ("seconds", c_double), ("random_joules", c_double), ("systematic_joules", c_double),
        ("flags", c_uint32), ("reserved", c_uint32)]


class ProbeOptions(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("quick", c_int32), ("threads", c_int32), ("seed", c_int32), ("reserved", c_int32), ("meter", c_void_p)]


class FitOptions(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("runs", c_char_p), ("hardware", c_char_p), ("placement", c_char_p), ("target", c_char_p),
        ("leave_out_blind", c_int32), ("bootstraps", c_int32)]


class CostQuery(_Sized):
    _fields_ = [
        ("struct_size", c_size_t), ("dataset", c_char_p), ("shape", c_char_p), ("widths", POINTER(c_int32)), ("size", c_int64), ("inputs", c_int32),
        ("outputs", c_int32), ("depth", c_int32), ("raw_features", c_int32), ("rows", c_int32), ("batch", c_int32), ("epochs", c_double),
        ("threads", c_int32)]


def integers(values: Optional[Sequence[int]], name: str) -> Any:
    """Whole numbers for a pointer field, which keeps them alive; None for NULL.

    Raises:
        ArgumentError: one of them does not fit.
    """
    return None if values is None else (c_int32 * len(values))(*(whole(value, f"{name}[{i}]") for i, value in enumerate(values)))


def above_zero(value: Optional[float], name: str) -> None:
    """To the library 0 is the default; whoever writes a 0 here does not mean that. None is the default here.

    Raises:
        ArgumentError: it is 0 or less, or no number.
    """
    if value is not None and not value > 0:
        raise ArgumentError(f"{name} {value}: must be above 0")


def depth_of(depth: int, widths: Optional[Sequence[int]]) -> int:
    """Number of layers beside a list of widths, which says it too.

    Raises:
        ArgumentError: they disagree.
    """
    if widths is None:
        return depth
    if depth not in (0, len(widths)):
        raise ArgumentError(f"depth {depth}: there are {len(widths)} widths")
    return len(widths)


EpochCallback = CFUNCTYPE(None, c_void_p, POINTER(EpochStruct))
ProgressCallback = CFUNCTYPE(None, c_void_p, c_double, c_char_p)

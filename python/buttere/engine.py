"""Training: one network with its rows."""

from __future__ import annotations

import json
import math
import os
from ctypes import POINTER, byref, c_double, c_float, c_int64, c_void_p
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, Optional, Sequence

import numpy as np

from . import _arrays
from ._dlpack import Tensor
from ._errors import ArgumentError, ShapeError
from ._handles import Owned, Stoppable
from ._library import check, encoded, library, take_text, text_of
from ._structs import EpochCallback, EpochStruct, NetworkOptions, RunOptions, above_zero, depth_of, integers, whole

if TYPE_CHECKING:
    from .meters import Meter

_TASKS = ("regression", "classification")
_SCHEDULES = ("fused", "textbook")
_SPLITS = ("none", "paper")


class Epoch(NamedTuple):
    """One epoch of training."""

    epoch: int
    """Number from 1."""
    train_loss: float
    """Mean over the training rows of the losses met before each update."""
    test_loss: Optional[float]
    """Mean over the test rows after the epoch; None without test rows."""
    seconds: float
    """Time of the epoch, test pass included, s."""


def _one_of(value: str, names: Sequence[str], what: str) -> int:
    if value not in names:
        raise ArgumentError(f"{what} {value!r}: must be one of {', '.join(names)}")
    return names.index(value)


class Engine(Owned):
    """A fully connected ReLU network in training with Adam. Use it in a with statement, from one thread at a time.

    Arrays are float32 and C-contiguous. They are read in place during a call and not kept, so they may change or go afterwards.

    Args:
        inputs: input units.
        widths: units of each layer, the output layer last; or give ``outputs``, ``depth`` and ``size``.
        outputs: output units.
        depth: layers, the output layer included.
        size: number of parameters to come near to.
        shape: ``rectangle``, ``rectangle_residual``, ``trapezoid``, ``exponential``, ``wide_first_2x`` (4x, 8x, 16x).
        task: ``regression`` (sigmoid, mean squared error) or ``classification`` (sigmoid with one output, else softmax; cross-entropy).
        batch: rows of a batch.
        learning_rate: of Adam.
        schedule: ``fused`` or ``textbook``: the same bits at different speed.
        threads: at most; None for every granted physical core.
        tune: measure block sizes once per machine (under a second) and keep them, instead of deriving them from the declared caches.
        seed: of the initial parameters and of the split.
        device: ``cpu``; with ``BUTTERE_HOSTED`` (see README) also ``cuda:N``, ``opencl:N`` and ``simulator``.

    Raises:
        ArgumentError: a value is out of range or contradicts another.
        DeviceError: the device is absent, or not part of the library.
    """

    _free = "be_network_free"

    def __init__(
            self, inputs: int, widths: Optional[Sequence[int]] = None, *, outputs: int = 0, depth: int = 0, size: int = 0,
            shape: Optional[str] = None, task: str = "regression", batch: int = 256, learning_rate: float = 1e-4, schedule: str = "fused",
            threads: Optional[int] = None, tune: bool = False, seed: int = 0, device: str = "cpu") -> None:
        for name, value in (("batch", batch), ("learning_rate", learning_rate), ("threads", threads)):
            above_zero(value, name)
        options = NetworkOptions(
            inputs=inputs, outputs=outputs, shape=encoded(shape), size=size, depth=depth_of(depth, widths),
            task=_one_of(task, _TASKS, "task"), batch=batch, schedule=_one_of(schedule, _SCHEDULES, "schedule"), learning_rate=learning_rate,
            threads=threads or 0, tune=int(tune), seed=seed, device=encoded(device), widths=integers(widths, "widths"))
        handle = c_void_p()
        check(library().be_network_create(byref(options), byref(handle)))
        self._handle = handle
        described = self.describe()
        self._inputs: int = described["inputs"]
        self._widths: tuple[int, ...] = tuple(described["widths"])
        self._loss = c_double()

    @property
    def inputs(self) -> int:
        """Input units."""
        return self._inputs

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of each layer, the output layer last."""
        return self._widths

    def describe(self) -> dict[str, Any]:
        """What the network is and what it runs on: widths, parameters, simd, schedule, threads, threadsUsed, rows, batches, …"""
        return json.loads(text_of("be_network_describe", self.handle))

    def set_data(self, features: np.ndarray, targets: np.ndarray, *, split: str = "none") -> None:
        """Takes the rows to train on.

        Args:
            features: float32 [rows, inputs], finite.
            targets: float32 [rows, outputs], finite; [rows] for one output.
            split: ``none``: every row trains, in order; ``paper``: a seeded fifth of the rows tests.

        Raises:
            ArgumentError: an array would have to be copied, or holds NaN or infinity; row and column are named.
            ShapeError: an array has another shape.
        """
        features, targets = self._rows(features, targets)
        check(library().be_network_set_data(
            self.handle, features.ctypes.data, targets.ctypes.data, features.shape[0], _one_of(split, _SPLITS, "split")))

    def step(self, batch: int = 0) -> float:
        """One training step (forward, backward, Adam).

        Args:
            batch: number of the batch, from 0.

        Returns:
            Mean loss of the batch before the update.
        """
        check(library().be_network_step(self.handle, whole(batch, "batch", c_int64), byref(self._loss)))
        return self._loss.value

    def train(self, epochs: int, after_epoch: Optional[Callable[[Epoch], None]] = None) -> Epoch:
        """Trains for some epochs, going on where the last call ended.

        Args:
            epochs: at least 1.
            after_epoch: told of each epoch. Raising from it (Ctrl-C too) stops the training after that epoch and reaches the caller.

        Returns:
            The last epoch.

        Raises:
            NotFiniteError: a loss became NaN or infinite.
        """
        last = EpochStruct()
        with Stoppable() as stop:
            status = library().be_network_train(
                self.handle, whole(epochs, "epochs"), byref(stop.flag), _callback(stop, after_epoch), None, byref(last))
        stop.check(status)
        return _epoch(last)

    def evaluate(self, features: Optional[np.ndarray] = None, targets: Optional[np.ndarray] = None) -> float:
        """Mean loss over rows that are not kept, or without arguments over the test rows of the split.

        Args:
            features: float32 [rows, inputs].
            targets: float32 [rows, outputs].
        """
        if features is None and targets is None:
            check(library().be_network_evaluate(self.handle, None, None, 0, byref(self._loss)))
        else:
            features, targets = self._rows(features, targets)
            check(library().be_network_evaluate(
                self.handle, features.ctypes.data, targets.ctypes.data, features.shape[0], byref(self._loss)))
        return self._loss.value

    def parameters(self, layer: int, out: Optional[np.ndarray] = None) -> np.ndarray:
        """The parameters of a layer, [fan-in + 1, units] with the bias as the last row.

        Args:
            layer: from 0.
            out: float32 of that shape, which is filled and returned; None: a new array.
        """
        shape = self._layer_shape(layer)
        out = np.empty(shape, np.float32) if out is None else _arrays.output(out, shape, "out")
        check(library().be_network_read_parameters(self.handle, layer, out.ctypes.data, out.size))
        return out

    def parameters_dlpack(self, layer: int) -> Tensor:
        """The same in memory of the library, for any consumer of DLPack (``numpy.from_dlpack``), which takes it without another copy."""
        place = c_void_p()
        check(library().be_network_parameters_dlpack(self.handle, whole(layer, "layer"), byref(place)))
        assert place.value is not None
        return Tensor(place.value)

    def set_parameters(self, layers: Sequence[np.ndarray]) -> None:
        """Sets all parameters and forgets the moments of Adam.

        Args:
            layers: float32 [fan-in + 1, units] for each layer, the bias as the last row.
        """
        own = [_arrays.matrix(values, self._widths[i] if i < len(self._widths) else 0, f"layers[{i}]") for i, values in enumerate(layers)]
        pointers = (POINTER(c_float) * len(own))(*(values.ctypes.data_as(POINTER(c_float)) for values in own))
        counts = (c_int64 * len(own))(*(values.size for values in own))
        check(library().be_network_write_parameters(self.handle, pointers, counts, len(own)))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the parameters as safetensors: layers.K.weight [out, in], layers.K.bias [out]."""
        check(library().be_network_save(self.handle, encoded(path)))

    def load(self, path: str | os.PathLike[str]) -> None:
        """Reads parameters that :meth:`save` or PyTorch wrote, and forgets the moments of Adam."""
        check(library().be_network_load(self.handle, encoded(path)))

    def run(
            self, epochs: int, *, meter: Optional[Meter] = None, folder: Optional[str | os.PathLike[str]] = None, dataset: Optional[str] = None,
            data_source: Optional[str] = None, raw_features: int = 0, synthetic: bool = False, replicate: int = 0,
            idle_seconds: Optional[float] = None, after_epoch: Optional[Callable[[Epoch], None]] = None) -> dict[str, Any]:
        """A measured run with its record: a warm-up, then epochs from the present parameters with fresh moments of Adam.

        Under a meter the run is repeated from there until the meter's shortest window is full; times and energies are means.

        Args:
            epochs: at least 1.
            meter: energy meter; None: joules are not known.
            folder: receives the record as RUN_ID.parquet, whole or not at all; made when absent.
            dataset: name of the data; only the paper's 13 become the record's ``dataset``, which fits know by name.
            data_source: where they come from, for the record; None: ``dataset``.
            raw_features: feature columns before encoding; 0: inputs.
            synthetic: whether the rows were generated.
            replicate: number of this repetition of an equal run.
            idle_seconds: idle baseline before and after, s; None: as the meter wants, 0: none.
            after_epoch: as for :meth:`train`.

        Returns:
            The record (design.md section 6): keys as the columns of the file, s and J, None for what was not measured.
        """
        idle = 0.0 if idle_seconds is None else idle_seconds if idle_seconds > 0 else -1.0
        options = RunOptions(
            epochs=epochs, replicate=replicate, meter=None if meter is None else meter.handle, idle_seconds=idle, folder=encoded(folder),
            dataset=encoded(dataset), data_source=encoded(data_source), raw_features=raw_features, synthetic=int(synthetic))
        place = c_void_p()
        with Stoppable() as stop:
            status = library().be_network_run(self.handle, byref(options), byref(stop.flag), _callback(stop, after_epoch), None, byref(place))
        record = take_text(place) if place.value is not None else None
        stop.check(status)
        assert record is not None
        return json.loads(record)

    def _rows(self, features: Optional[np.ndarray], targets: Optional[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        if features is None or targets is None:
            raise ArgumentError("features and targets: give both")
        features = _arrays.matrix(features, self._inputs, "features")
        targets = _arrays.matrix(targets, self._widths[-1], "targets")
        if features.shape[0] != targets.shape[0]:
            raise ShapeError(f"features have {features.shape[0]} rows, targets {targets.shape[0]}")
        return features, targets

    def _layer_shape(self, layer: int) -> tuple[int, int]:
        if not 0 <= layer < len(self._widths):
            raise ArgumentError(f"layer {layer}: must be 0 to {len(self._widths) - 1}")
        return ((self._inputs, *self._widths)[layer] + 1, self._widths[layer])


def _epoch(epoch: EpochStruct) -> Epoch:
    return Epoch(epoch.epoch, epoch.train_loss, None if math.isnan(epoch.test_loss) else epoch.test_loss, epoch.seconds)


def _callback(stop: Stoppable, after_epoch: Optional[Callable[[Epoch], None]]) -> Any:
    # Without a callback of the caller's there is one all the same: only there Python sees a Ctrl-C while the library works.
    return EpochCallback(stop.guarded(lambda _, epoch: after_epoch(_epoch(epoch[0])) if after_epoch else None))

"""The paper's cost model: fitted to runs, asked for the cost of networks."""

from __future__ import annotations

import json
import os
from ctypes import byref, c_double, c_void_p
from typing import Any, Optional, Sequence

from ._handles import Owned
from ._library import check, encoded, library, text_of
from ._structs import CostQuery, FitOptions, depth_of, integers


class Model(Owned):
    """A cost model; made by :func:`fit` or :func:`open_model`."""

    _free = "be_model_free"

    def __init__(self, handle: c_void_p) -> None:
        self._handle = handle

    def document(self) -> dict[str, Any]:
        """The model (schema buttere.model/1): target, levels, coefficients in J or s, intervals, errors, …"""
        return json.loads(text_of("be_model_json", self.handle))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the model file that ``buttere predict --model`` takes."""
        check(library().be_model_save(self.handle, encoded(path)))

    def predict(
            self, epochs: float, *, dataset: Optional[str] = None, widths: Optional[Sequence[int]] = None, shape: Optional[str] = None,
            depth: int = 0, size: int = 0, inputs: int = 0, outputs: int = 0, raw_features: int = 0, rows: int = 0, batch: int = 256,
            threads: int = 0) -> float:
        """What training costs.

        Args:
            epochs: more than 0.
            dataset: one of the paper's 13; then inputs, outputs, raw_features and rows are known.
            widths: units of each layer, the output layer last; or give ``depth`` and ``size``.
            shape: as for :class:`buttere.Engine`.
            depth: layers, the output layer included.
            size: number of parameters to come near to.
            inputs: input units after encoding.
            outputs: output units.
            raw_features: feature columns before encoding; 0: inputs.
            rows: rows before the split.
            batch: rows of a batch.
            threads: at most; 0: as many as the runs of the model had. Refused by a model that knows none: one of seconds that was fitted with
                placement ``engine`` does.

        Returns:
            Joules or seconds of the whole run, by the model's target.
        """
        query = CostQuery(
            dataset=encoded(dataset), shape=encoded(shape), size=size, inputs=inputs, outputs=outputs, depth=depth_of(depth, widths),
            raw_features=raw_features, rows=rows, batch=batch, epochs=epochs, widths=integers(widths, "widths"), threads=threads)
        cost = c_double()
        check(library().be_model_predict(self.handle, byref(query), byref(cost)))
        return cost.value


def open_model(name_or_path: str | os.PathLike[str]) -> Model:
    """A model file, or ``butter-e-cpu`` or ``butter-e-gpu`` for the paper's own.

    Raises:
        FileError: there is no such file.
        ArgumentError: it is no model.
    """
    handle = c_void_p()
    check(library().be_model_open(encoded(name_or_path), byref(handle)))
    return Model(handle)


def fit(
        runs: str | os.PathLike[str], hardware: str | os.PathLike[str], *, target: str = "energy", placement: str = "notebook",
        leave_out_blind: bool = False, bootstraps: int = 200) -> Model:
    """Fits the paper's model (section 7) to measured runs: non-negative least squares on log ratios.

    Args:
        runs: CSV, Parquet, or a folder of run records (those that :meth:`buttere.Engine.run` writes).
        hardware: profile file (of :func:`buttere.probe`), ``eagle-cpu`` or ``eagle-gpu``.
        target: ``energy`` or ``time``.
        placement: ``notebook`` or ``paper`` for the form of the paper, ``engine`` for the form that runs of this engine call for.
        leave_out_blind: leave out terms that the runs cannot tell apart, instead of refusing the fit.
        bootstraps: resamples behind the intervals; 0 for none.

    Raises:
        InsufficientDataError: the runs cannot support the fit.
        FileError: a file is missing.
    """
    options = FitOptions(
        runs=encoded(runs), hardware=encoded(hardware), placement=encoded(placement), target=encoded(target), leave_out_blind=int(leave_out_blind),
        bootstraps=bootstraps if bootstraps > 0 else -1)
    handle = c_void_p()
    check(library().be_model_fit(byref(options), byref(handle)))
    return Model(handle)


def predict(model: str | os.PathLike[str], epochs: float, **network: Any) -> float:
    """What training costs by a model file or a shipped model; see :meth:`Model.predict`."""
    with open_model(model) as opened:
        return opened.predict(epochs, **network)

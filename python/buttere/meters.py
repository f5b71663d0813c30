"""Energy meters, without networks: sit them beside any program."""

from __future__ import annotations

import json
import math
import os
from ctypes import byref, c_void_p
from typing import Any, NamedTuple, Optional

from ._handles import Owned
from ._library import check, encoded, library, text_of
from ._structs import EnergyStruct, MeterOptions


class Energy(NamedTuple):
    """Energy of an interval."""

    joules: Optional[float]
    """J; None when it cannot be known (the flags of :meth:`Meter.describe` say why), never 0 for that."""
    seconds: float
    """Length, s."""
    random_joules: Optional[float]
    """Standard uncertainty (k = 1) that shrinks with repetitions, J."""
    systematic_joules: Optional[float]
    """Standard uncertainty of the meter's gain, which does not, J."""

    @property
    def watts(self) -> Optional[float]:
        """Mean power, W; None without an energy or a duration."""
        return None if self.joules is None or self.seconds <= 0 else self.joules / self.seconds


def meters() -> list[dict[str, Any]]:
    """Every known meter: id, kind, domain, scope, available, reason, remedy, minimumSeconds, …"""
    return json.loads(text_of("be_meters_list"))["meters"]


class Meter(Owned):
    """An energy meter, measuring from the start of its with statement.

    >>> with Meter() as meter:                     # doctest: +SKIP
    ...     work()
    ...     print(meter.read().joules)

    Args:
        id: such as ``perf:package``, ``csv:FILE``, ``exec:COMMAND``; None for the first counter of this machine. An identity may run a command:
            pass none that comes from a file or a network.
        credentials: file with ``user:password`` or ``token:TOKEN`` for ``redfish:``.
        node: node whose rows of a recording count.
        time_zone: IANA zone of a recording's times without an offset.

    Raises:
        MeterUnavailableError: it cannot be read here; the message says why and what to do.
        ArgumentError: no meter has that identity.
    """

    _free = "be_meter_free"

    def __init__(
            self, id: Optional[str] = None, *, credentials: Optional[str | os.PathLike[str]] = None, node: Optional[str] = None,
            time_zone: Optional[str] = None) -> None:
        options = MeterOptions(id=encoded(id), credentials=encoded(credentials), node=encoded(node), time_zone=encoded(time_zone))
        handle = c_void_p()
        check(library().be_meter_create(byref(options), byref(handle)))
        self._handle = handle
        self._last = EnergyStruct()
        self._total = EnergyStruct()

    def open(self) -> Meter:
        """Starts at 0 J; again: starts anew."""
        check(library().be_meter_open(self.handle))
        return self

    def read(self) -> Energy:
        """Energy since :meth:`open`."""
        check(library().be_meter_read(self.handle, byref(self._total), byref(self._last)))
        return _energy(self._total)

    def lap(self) -> Energy:
        """Energy since the last :meth:`read` or :meth:`lap`."""
        check(library().be_meter_read(self.handle, byref(self._total), byref(self._last)))
        return _energy(self._last)

    def describe(self) -> dict[str, Any]:
        """A reading with everything that makes it traceable: meter, kind, domain, scope, flags, uncertainty, …"""
        return json.loads(text_of("be_meter_read_json", self.handle))

    def __enter__(self) -> Meter:
        return self.open()


def _energy(energy: EnergyStruct) -> Energy:
    def known(value: float) -> Optional[float]:
        return None if math.isnan(value) else value

    return Energy(known(energy.joules), energy.seconds, known(energy.random_joules), known(energy.systematic_joules))

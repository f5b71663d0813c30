"""The memory hierarchy of this machine."""

from __future__ import annotations

import json
from ctypes import byref, c_void_p
from typing import TYPE_CHECKING, Any, Callable, Optional

from ._handles import Stoppable
from ._library import library, take_text
from ._structs import ProbeOptions, ProgressCallback, above_zero

if TYPE_CHECKING:
    from .meters import Meter


def probe(
        *, quick: bool = False, threads: Optional[int] = None, seed: int = 1, meter: Optional[Meter] = None,
        progress: Optional[Callable[[float, str], None]] = None) -> dict[str, Any]:
    """Measures capacities, latencies, bandwidths and the cost of an access to each level.

    Args:
        quick: about 20 s and wider intervals instead of at most 3 minutes.
        threads: cores to measure together; None for all.
        seed: of the visiting order.
        meter: joules of each cost, for minutes more.
        progress: told the fraction done, 0 to 1, and what is being done, on this thread. Raising from it (Ctrl-C too) stops the probe.

    Returns:
        The profile (schema buttere.profile/1): levels with capacityBytes, latencyNs, readBytesPerSecond, …; None for what is not known.
    """
    above_zero(threads, "threads")
    options = ProbeOptions(quick=int(quick), threads=threads or 0, seed=seed, meter=None if meter is None else meter.handle)
    place = c_void_p()
    with Stoppable() as stop:
        callback = ProgressCallback(stop.guarded(lambda _, fraction, what: progress(fraction, what.decode()) if progress else None))
        status = library().be_probe(byref(options), byref(stop.flag), callback, None, byref(place))
    stop.check(status)
    return json.loads(take_text(place))

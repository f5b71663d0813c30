"""One exception for each status of buttere.h."""

from __future__ import annotations


class ButtereError(Exception):
    """Any call that failed; the message names what and where."""


class InternalError(ButtereError):
    """A defect of the library."""


class ArgumentError(ButtereError, ValueError):
    """A value, option or file content that cannot be used."""


class ShapeError(ButtereError, ValueError):
    """A count, length or dimension that does not fit."""


class DeviceError(ButtereError):
    """A device or SIMD path that is absent."""


class MeterUnavailableError(ButtereError):
    """No such energy meter can be read here; the message says why and what to do."""


class FileError(ButtereError, OSError):
    """A file that cannot be read or written."""


class Cancelled(ButtereError):
    """The work was cancelled."""


class ClosedError(ButtereError):
    """The object was closed."""


class BusyError(ButtereError):
    """Another call is using the object."""


class InsufficientDataError(ButtereError):
    """Well formed, but too little to answer from."""


class NotFiniteError(ButtereError, ArithmeticError):
    """A loss became NaN or infinite."""


class ForkError(ButtereError):
    """The library was loaded before fork(): its threads do not exist in this process."""


OF_STATUS = {
    1: InternalError, 2: ArgumentError, 3: ShapeError, 4: DeviceError, 5: MeterUnavailableError, 6: FileError, 7: Cancelled, 8: ClosedError,
    9: BusyError, 10: InsufficientDataError, 11: NotFiniteError,
}

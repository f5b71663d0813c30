"""DLPack tensors of the library as Python objects that numpy.from_dlpack (and others) take without a copy."""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, c_void_p, py_object
from typing import Any, Optional

_NAME = b"dltensor"
_new = ctypes.pythonapi.PyCapsule_New
_new.restype, _new.argtypes = py_object, (c_void_p, ctypes.c_char_p, c_void_p)
_is_valid = ctypes.pythonapi.PyCapsule_IsValid
_is_valid.restype, _is_valid.argtypes = ctypes.c_int, (c_void_p, ctypes.c_char_p)
_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = c_void_p, (c_void_p, ctypes.c_char_p)
_Deleter = CFUNCTYPE(None, c_void_p)


class _Managed(ctypes.Structure):
    _fields_ = [
        ("data", c_void_p), ("device_type", ctypes.c_int32), ("device_id", ctypes.c_int32), ("ndim", ctypes.c_int32), ("code", ctypes.c_uint8),
        ("bits", ctypes.c_uint8), ("lanes", ctypes.c_uint16), ("shape", c_void_p), ("strides", c_void_p), ("byte_offset", ctypes.c_uint64),
        ("manager_ctx", c_void_p), ("deleter", c_void_p)]


def _free(address: int) -> None:
    _Deleter(_Managed.from_address(address).deleter)(address)


@CFUNCTYPE(None, c_void_p)
def _destroy(capsule: int) -> None:
    # A consumer renames the capsule that it took; one that nobody took still owns its tensor.
    if _is_valid(capsule, _NAME):
        _free(_pointer(capsule, _NAME))


class Tensor:
    """A tensor in the library's memory. It gives itself away once, to the consumer that then frees it; else it frees itself."""

    def __init__(self, address: int) -> None:
        self._address: Optional[int] = address

    @property
    def data(self) -> int:
        """Address of the first number.

        Raises:
            BufferError: the tensor was given away.
        """
        return int(_Managed.from_address(self._take(keep=True)).data)

    def __dlpack__(self, *, stream: Any = None, **_: Any) -> Any:
        return _new(self._take(keep=False), _NAME, _destroy)

    def __dlpack_device__(self) -> tuple[int, int]:
        return (1, 0)

    def _take(self, keep: bool) -> int:
        address = self._address
        if address is None:
            raise BufferError("the tensor was given away; ask the engine for another")
        if not keep:
            self._address = None
        return address

    def __del__(self) -> None:
        if self._address is not None:
            _free(self._address)
            self._address = None

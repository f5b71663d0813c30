"""Finds and loads libbuttere.so, and declares every function of buttere.h."""

from __future__ import annotations

import ctypes
import os
import re
import subprocess
import threading
from ctypes import POINTER, byref, c_char_p, c_double, c_float, c_int32, c_int64, c_size_t, c_uint32, c_void_p
from pathlib import Path
from typing import Any, NoReturn, Optional

from ._errors import OF_STATUS, ArgumentError, ButtereError, ForkError
from ._structs import (
    CostQuery, EnergyStruct, EpochCallback, EpochStruct, FitOptions, MeterOptions, NetworkOptions, ProbeOptions, ProgressCallback, RunOptions)

_ABI = 1 << 16
# Its --help names the levels of the x86-64 psABI that this processor runs (glibc 2.33), from the processor itself: /proc/cpuinfo of a sandbox may
# leave out flags that the processor has.
_LOADER = "/lib64/ld-linux-x86-64.so.2"

_lock = threading.Lock()
_loaded: Any = None
_loaded_from: Optional[Path] = None
_pid: Optional[int] = None


def library_path() -> Path:
    """The library for this processor: ``BUTTERE_LIBRARY``, or the widest in the package that the processor can run.

    Raises:
        ButtereError: there is none.
    """
    if named := os.environ.get("BUTTERE_LIBRARY"):
        return Path(named)
    levels = _processor_levels()
    folder = Path(__file__).parent / "lib"
    if chosen := next((path for level in levels if (path := folder / level / "libbuttere.so").exists()), None):
        return chosen
    present = ", ".join(sorted(path.parent.name for path in folder.glob("*/libbuttere.so"))) or "none"
    raise ButtereError(
        f"no library for this processor ({', '.join(levels) or f'{_LOADER} --help names no level'}) in {folder} (there: {present}); "
        "set BUTTERE_LIBRARY, or build with python/build_wheel.py")


def _processor_levels() -> list[str]:
    """Levels such as ``x86-64-v3`` that this processor runs, widest first; none where there is no such loader."""
    try:
        told = subprocess.run([_LOADER, "--help"], capture_output=True, encoding="utf-8", errors="replace").stdout
    except OSError:
        return []
    return sorted(re.findall(r"(x86-64-v\d) \(supported", told), reverse=True)


def library() -> Any:
    """The loaded library; with ``BUTTERE_HOSTED``, the folder of buttere-hosted.dll, the interface with devices on the .NET runtime.

    Raises:
        ForkError: it was loaded before this process was forked.
        ButtereError: there is none, or it has another interface.
    """
    global _loaded, _loaded_from, _pid
    if _loaded is None:
        with _lock:
            if _loaded is None:
                hosted = os.environ.get("BUTTERE_HOSTED")
                path = Path(hosted) if hosted else library_path()
                try:
                    found = _loaded_hosted(path) if hosted else _loaded_native(path)
                except (OSError, AttributeError) as error:
                    raise ButtereError(f"{path}: cannot be loaded: {error}") from None
                version = found.be_abi_version()
                if version >> 16 != _ABI >> 16 or version < _ABI:
                    raise ButtereError(f"{path}: has interface {version:#x}, this package needs {_ABI:#x}")
                _pid, _loaded_from, _loaded = os.getpid(), path, found
    if os.getpid() != _pid:
        raise ForkError(
            f"buttere was loaded in process {_pid}, and this is its fork {os.getpid()}: the library's threads do not exist here and a call would "
            "hang. Start workers with multiprocessing.get_context('spawn'), or import and use buttere only after the fork")
    return _loaded


def is_forked() -> bool:
    """Whether the library belongs to another process than this."""
    return _pid is not None and os.getpid() != _pid


def check(status: int) -> None:
    """Raises the exception of a status that is not BE_OK, with the library's message."""
    if status != 0:
        _raise(status)


def _raise(status: int) -> NoReturn:
    size = library().be_last_error(None, 0) + 1
    text = ctypes.create_string_buffer(size)
    library().be_last_error(text, size)
    raise OF_STATUS.get(status, ButtereError)(text.value.decode("utf-8", "replace"))


def take_text(place: c_void_p) -> str:
    """A text that the library gave, which is freed."""
    try:
        return ctypes.string_at(place).decode("utf-8")
    finally:
        library().be_string_free(place)


def encoded(text: Optional[str | os.PathLike[str]]) -> Optional[bytes]:
    """A text for the library; None for NULL.

    Raises:
        ArgumentError: the text holds a NUL, at which the library would cut it.
    """
    if text is None:
        return None
    if "\0" in (whole := os.fspath(text)):
        raise ArgumentError(f"{whole!r}: holds a NUL")
    return whole.encode("utf-8")


def abi_version() -> tuple[int, int]:
    """Major and minor version of the library's interface."""
    version = library().be_abi_version()
    return version >> 16, version & 0xFFFF


def engine_version() -> str:
    """Version of the engine, such as ``0.1.0``."""
    text = ctypes.create_string_buffer(64)
    library().be_engine_version(text, len(text))
    return text.value.decode()


def _loaded_native(path: Path) -> Any:
    found = ctypes.CDLL(str(path))
    for name, (result, arguments) in _signatures().items():
        function = getattr(found, name)
        function.restype, function.argtypes = result, arguments
    return found


def _loaded_hosted(folder: Path) -> Any:
    from ._hosted import Functions
    found = Functions(folder)
    for name, (result, arguments) in _signatures().items():
        found.bind(name, result, arguments)
    return found


def _signatures() -> dict[str, tuple[Any, tuple[Any, ...]]]:
    """Result and arguments of every function of the header."""
    handle, text_place, cancel = c_void_p, POINTER(c_void_p), POINTER(c_int32)
    signatures: dict[str, tuple[Any, ...]] = {
        "be_network_create": (POINTER(NetworkOptions), POINTER(handle)),
        "be_network_free": (handle,),
        "be_network_set_data": (handle, c_void_p, c_void_p, c_int64, c_int32),
        "be_network_step": (handle, c_int64, POINTER(c_double)),
        "be_network_train": (handle, c_int32, cancel, EpochCallback, c_void_p, POINTER(EpochStruct)),
        "be_network_evaluate": (handle, c_void_p, c_void_p, c_int64, POINTER(c_double)),
        "be_network_read_parameters": (handle, c_int32, c_void_p, c_int64),
        "be_network_parameters_dlpack": (handle, c_int32, POINTER(c_void_p)),
        "be_network_write_parameters": (handle, POINTER(POINTER(c_float)), POINTER(c_int64), c_int32),
        "be_network_save": (handle, c_char_p),
        "be_network_load": (handle, c_char_p),
        "be_network_describe": (handle, text_place),
        "be_network_run": (handle, POINTER(RunOptions), cancel, EpochCallback, c_void_p, text_place),
        "be_meters_list": (text_place,),
        "be_meter_create": (POINTER(MeterOptions), POINTER(handle)),
        "be_meter_free": (handle,),
        "be_meter_open": (handle,),
        "be_meter_read": (handle, POINTER(EnergyStruct), POINTER(EnergyStruct)),
        "be_meter_read_json": (handle, text_place),
        "be_meter_close": (handle,),
        "be_probe": (POINTER(ProbeOptions), cancel, ProgressCallback, c_void_p, text_place),
        "be_model_open": (c_char_p, POINTER(handle)),
        "be_model_fit": (POINTER(FitOptions), POINTER(handle)),
        "be_model_predict": (handle, POINTER(CostQuery), POINTER(c_double)),
        "be_model_json": (handle, text_place),
        "be_model_save": (handle, c_char_p),
        "be_model_free": (handle,),
    }
    return {name: (c_int32, arguments) for name, arguments in signatures.items()} | {
        "be_abi_version": (c_uint32, ()),
        "be_string_free": (None, (c_void_p,)),
        "be_engine_version": (c_size_t, (c_char_p, c_size_t)),
        "be_last_error": (c_size_t, (c_char_p, c_size_t)),
    }


def text_of(name: str, *arguments: Any) -> str:
    """Calls a function that gives a text through its last argument."""
    place = c_void_p()
    check(getattr(library(), name)(*arguments, byref(place)))
    return take_text(place)

"""Loads the interface with devices: managed code on the .NET runtime of the machine, through hostfxr."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
from ctypes import CFUNCTYPE, POINTER, byref, c_char_p, c_int32, c_void_p
from pathlib import Path
from typing import Iterator

_LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER = 5
_UNMANAGED_CALLERS_ONLY = c_char_p(-1)
# Success, and two ways of saying that this process hosts a runtime already.
_INITIALISED = (0, 1, 2)


def _host_libraries() -> Iterator[Path]:
    """libhostfxr.so of every .NET that is found, newest version of each first."""
    homes = [os.environ.get("DOTNET_ROOT"), *_installed(), "/usr/share/dotnet", "/usr/lib/dotnet"]
    if program := shutil.which("dotnet"):
        homes.append(str(Path(program).resolve().parent))
    for home in dict.fromkeys(home for home in homes if home):
        yield from sorted(
            Path(home).glob("host/fxr/*/libhostfxr.so"), key=lambda path: [int(part) for part in re.findall(r"\d+", path.parent.name)], reverse=True)


def _installed() -> list[str]:
    try:
        return [Path("/etc/dotnet/install_location").read_text().strip()]
    except OSError:
        return []


def find(folder: Path) -> c_void_p:
    """Starts the runtime and gives the function that finds all others.

    Raises:
        OSError: there is no .NET runtime, or it refuses; the message says what the host said.
    """
    config, library = folder / "buttere-hosted.runtimeconfig.json", folder / "buttere-hosted.dll"
    if not config.exists() or not library.exists():
        raise OSError(f"{folder}: no buttere-hosted.dll with its runtimeconfig.json; build it with dotnet build -c Release src/Native.Hosted")
    host = next(_host_libraries(), None)
    if host is None:
        raise OSError("no .NET runtime was found: set DOTNET_ROOT to the folder that holds host/fxr")
    fxr = ctypes.CDLL(str(host))
    said: list[str] = []
    writer = CFUNCTYPE(None, c_char_p)(lambda line: said.append((line or b"").decode("utf-8", "replace")))
    fxr.hostfxr_set_error_writer.restype, fxr.hostfxr_set_error_writer.argtypes = c_void_p, (c_void_p,)
    fxr.hostfxr_set_error_writer(ctypes.cast(writer, c_void_p))
    try:
        context = c_void_p()
        fxr.hostfxr_initialize_for_runtime_config.argtypes = (c_char_p, c_void_p, POINTER(c_void_p))
        status = fxr.hostfxr_initialize_for_runtime_config(os.fspath(config).encode(), None, byref(context))
        if status not in _INITIALISED:
            raise OSError(f"{host}: cannot start: {status & 0xFFFFFFFF:#x} {' '.join(said)}")
        try:
            load = c_void_p()
            fxr.hostfxr_get_runtime_delegate.argtypes = (c_void_p, c_int32, POINTER(c_void_p))
            status = fxr.hostfxr_get_runtime_delegate(context, _LOAD_ASSEMBLY_AND_GET_FUNCTION_POINTER, byref(load))
            if status != 0:
                raise OSError(f"{host}: gives no loader: {status & 0xFFFFFFFF:#x} {' '.join(said)}")
        finally:
            fxr.hostfxr_close.argtypes = (c_void_p,)
            fxr.hostfxr_close(context)
        found = c_void_p()
        get = CFUNCTYPE(c_int32, c_char_p, c_char_p, c_char_p, c_char_p, c_void_p, POINTER(c_void_p))(load.value)
        name = b"ButterE.Native.Hosted.HostedFunctions, buttere-hosted"
        status = get(os.fspath(library).encode(), name, b"Find", _UNMANAGED_CALLERS_ONLY, None, byref(found))
        if status != 0:
            raise OSError(f"{library}: cannot be loaded: {status & 0xFFFFFFFF:#x} {' '.join(said)}")
        return found
    finally:
        fxr.hostfxr_set_error_writer(None)


class Functions:
    """The functions of the header by their addresses, used as those of a ctypes.CDLL."""

    def __init__(self, folder: Path) -> None:
        self._find = CFUNCTYPE(c_void_p, c_char_p)(find(folder).value)

    def bind(self, name: str, result: object, arguments: tuple[object, ...]) -> None:
        """Declares a function.

        Raises:
            AttributeError: the library has none of that name.
        """
        address = self._find(name.encode())
        if not address:
            raise AttributeError(name)
        setattr(self, name, CFUNCTYPE(result, *arguments)(address))

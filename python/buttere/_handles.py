"""Objects of the library as context managers, and long calls that Python code can stop."""

from __future__ import annotations

import signal
import threading
from ctypes import c_int32, c_void_p
from typing import Any, Callable, Optional

from ._errors import ClosedError
from ._library import check, is_forked, library


class Owned:
    """An object of the library; close it, or use it in a with statement. After close() its methods raise ClosedError."""

    _free: str
    _handle: Optional[c_void_p] = None

    @property
    def handle(self) -> c_void_p:
        """The handle, for calls through ctypes.

        Raises:
            ClosedError: the object was closed.
            ForkError: this process was forked after the object was made.
        """
        if self._handle is None:
            raise ClosedError(f"this {type(self).__name__} was closed")
        library()
        return self._handle

    def close(self) -> None:
        """Frees the object; again: does nothing.

        Raises:
            BusyError: another thread is in a call of the object.
        """
        if self._handle is None:
            return
        # The parent process frees what was made before a fork.
        if not is_forked():
            check(getattr(library(), self._free)(self._handle))
        self._handle = None

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        try:
            self.close()
        except Exception:  # at interpreter shutdown modules are half gone
            pass


class Stoppable:
    """A flag that cancels a call, set when a Python callback or the handler of Ctrl-C raises, so that the exception is not lost in C.

    Use it in a with statement around the call. Python runs the handlers of signals between two instructions of the main thread: as a rule on the way into a
    callback, before any line of it, where an exception would be printed and forgotten. So the handler itself is guarded meanwhile.
    """

    def __init__(self) -> None:
        self.flag = c_int32(0)
        self._raised: Optional[BaseException] = None
        self._before: Any = None
        self._is_in_callback = False

    def __enter__(self) -> Stoppable:
        # Only the main thread runs handlers, and may set them. A handler that is no Python function raises nothing.
        if threading.current_thread() is threading.main_thread() and callable(before := signal.getsignal(signal.SIGINT)):
            self._before = before
            signal.signal(signal.SIGINT, self._handler(before))
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def guarded(self, callback: Callable[..., None]) -> Callable[..., None]:
        """The callback; once it raised it is not called again."""

        def call(*arguments: Any) -> None:
            if self._raised is not None:
                return
            try:
                self._is_in_callback = True
                callback(*arguments)
            except BaseException as raised:
                self._stop(raised)
            finally:
                self._is_in_callback = False

        return call

    def _handler(self, before: Callable[..., Any]) -> Callable[..., None]:
        def handle(*arguments: Any) -> None:
            try:
                before(*arguments)
            except BaseException as raised:
                self._stop(raised)
                # What the callback waits for it shall wait for no longer.
                if self._is_in_callback:
                    raise

        return handle

    def _stop(self, raised: BaseException) -> None:
        self._raised = raised
        self.flag.value = 1

    def check(self, status: int) -> None:
        """Raises what the callback or the handler raised, or the exception of the status."""
        if self._raised is not None:
            raise self._raised
        check(status)


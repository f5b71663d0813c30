#!/usr/bin/env python3
"""Writes the wheel of buttere with the libraries that src/Native/build.sh made. Standard library only; no network.

    src/Native/build.sh x86-64-v2 x86-64-v3 x86-64-v4
    python/build_wheel.py --out dist
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import platform
import re
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "python" / "buttere"
NATIVE = ROOT / "artifacts" / "native"
# A fixed time makes equal inputs equal wheels (the format's own zero).
TIME = (1980, 1, 1, 0, 0, 0)


def version() -> str:
    """The package's version, which must be the engine's."""
    package = re.search(r'__version__ = "([^"]+)"', (PACKAGE / "__init__.py").read_text()).group(1)
    engine = re.search(r"<Version>([^<]+)</Version>", (ROOT / "Directory.Build.props").read_text()).group(1)
    if package != engine:
        sys.exit(f"python/buttere/__init__.py: version {package} is not the engine's, {engine} (Directory.Build.props)")
    return package


def main() -> None:
    """Writes the wheel and prints its path."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "artifacts" / "python", help="folder of the wheel")
    out = parser.parse_args().out
    libraries = sorted(NATIVE.glob("x86-64-v*/libbuttere.so"))
    if not libraries:
        sys.exit(f"{NATIVE}: no x86-64-v*/libbuttere.so; run src/Native/build.sh first")
    # The library needs the C library of the machine that linked it, or a newer one (PEP 600).
    tag = "py3-none-manylinux_{}_{}_x86_64".format(*platform.libc_ver()[1].split("."))
    name, info = f"buttere-{version()}", f"buttere-{version()}.dist-info"
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}-{tag}.whl"
    # Of the package alone: the checkout may lie below a folder that is called lib.
    modules = {file.relative_to(PACKAGE): file for file in sorted(PACKAGE.rglob("*")) if file.is_file()}
    files = {f"buttere/{name.as_posix()}": file.read_bytes() for name, file in modules.items() if not {"__pycache__", "lib"} & set(name.parts)}
    files |= {f"buttere/lib/{file.parent.name}/{file.name}": file.read_bytes() for file in libraries}
    files["buttere/include/buttere.h"] = (ROOT / "src" / "Native" / "include" / "buttere.h").read_bytes()
    files[f"{info}/METADATA"] = (
        f"Metadata-Version: 2.1\nName: buttere\nVersion: {version()}\nSummary: What training a fully connected network costs on this machine\n"
        "License: MIT\nRequires-Python: >=3.9\nRequires-Dist: numpy>=1.23\nDescription-Content-Type: text/markdown\n\n"
    ).encode() + (ROOT / "python" / "README.md").read_bytes()
    files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: build_wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
    files[f"{info}/LICENSE"] = (ROOT / "LICENSE").read_bytes()
    record = "".join(f"{file},sha256={_digest(content)},{len(content)}\n" for file, content in files.items()) + f"{info}/RECORD,,\n"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file, content in (files | {f"{info}/RECORD": record.encode()}).items():
            entry = zipfile.ZipInfo(file, TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            wheel.writestr(entry, content)
    print(path)


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main()

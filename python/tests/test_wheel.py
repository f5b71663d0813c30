import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = ("python/build_wheel.py", "python/README.md", "Directory.Build.props", "LICENSE", "src/Native/include/buttere.h")


def test_a_checkout_below_a_folder_named_lib_has_its_modules_in_the_wheel(tmp_path):
    checkout = tmp_path / "lib" / "checkout"
    for name in READ:
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    shutil.copytree(ROOT / "python" / "buttere", checkout / "python" / "buttere", ignore=shutil.ignore_patterns("lib", "__pycache__"))
    library = checkout / "artifacts" / "native" / "x86-64-v2" / "libbuttere.so"
    library.parent.mkdir(parents=True)
    library.write_bytes(b"stands in for the library")
    built = subprocess.run([sys.executable, checkout / "python" / "build_wheel.py"], check=True, capture_output=True, text=True)
    with zipfile.ZipFile(built.stdout.strip()) as wheel:
        names = wheel.namelist()
    assert {"buttere/__init__.py", "buttere/engine.py", "buttere/lib/x86-64-v2/libbuttere.so"} <= set(names)

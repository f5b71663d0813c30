import pytest
from buttere import ButtereError, _library, library_path


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package with empty libraries for levels v2 and v4, on a machine whose loader says what the returned function is told."""
    monkeypatch.delenv("BUTTERE_LIBRARY", raising=False)
    monkeypatch.setattr(_library, "__file__", str(tmp_path / "_library.py"))
    for level in ("x86-64-v2", "x86-64-v4"):
        (tmp_path / "lib" / level).mkdir(parents=True)
        (tmp_path / "lib" / level / "libbuttere.so").touch()

    def loader_says(text):
        loader = tmp_path / "ld.so"
        loader.write_text(f"#!/bin/sh\ncat <<'END'\n{text}\nEND\n")
        loader.chmod(0o755)
        monkeypatch.setattr(_library, "_LOADER", str(loader))
    return loader_says


def test_the_widest_library_that_the_processor_runs_is_chosen(package):
    package("  x86-64-v4 (supported, searched)\n  x86-64-v3 (supported, searched)\n  x86-64-v2 (supported, searched)")
    assert library_path().parent.name == "x86-64-v4"


def test_a_level_that_the_processor_does_not_run_is_passed_over(package):
    package("  x86-64-v4\n  x86-64-v3 (supported, searched)\n  x86-64-v2 (supported, searched)")
    assert library_path().parent.name == "x86-64-v2"


def test_without_a_library_for_the_processor_the_levels_of_both_are_named(package):
    package("  x86-64-v4\n  x86-64-v3 (supported, searched)\n  x86-64-v2")
    with pytest.raises(ButtereError, match=r"this processor \(x86-64-v3\) .*there: x86-64-v2, x86-64-v4"):
        library_path()


def test_without_the_loader_of_the_c_library_it_is_named(package, monkeypatch):
    monkeypatch.setattr(_library, "_LOADER", "/no/such/ld.so")
    with pytest.raises(ButtereError, match=r"/no/such/ld\.so --help names no level"):
        library_path()


def test_this_machines_loader_names_a_level():
    assert _library._processor_levels()

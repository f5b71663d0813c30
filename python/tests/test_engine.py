import os
import signal
import threading
import time

import buttere
import numpy as np
import pytest
from buttere import _library


def test_training_learns(rows):
    with buttere.Engine(5, [16, 8, 2], batch=64, learning_rate=0.01, threads=1) as engine:
        engine.set_data(*rows, split="paper")
        before = engine.evaluate()
        last = engine.train(20)
        assert last.epoch == 20 and last.seconds > 0
        assert last.test_loss == pytest.approx(engine.evaluate()) and engine.evaluate() < before / 2


def test_equal_seeds_give_equal_bits(rows):
    losses = []
    for _ in range(2):
        with buttere.Engine(5, [16, 8, 2], batch=64, seed=3, threads=1) as engine:
            engine.set_data(*rows)
            losses.append([engine.step(i % 5) for i in range(20)])
    assert losses[0] == losses[1] and losses[0][5] < losses[0][0]


def test_a_network_is_solved_from_its_size():
    with buttere.Engine(36, outputs=6, depth=3, size=4096, shape="trapezoid") as engine:
        described = engine.describe()
    assert described["widths"][-1] == 6 and abs(described["parameters"] / 4096 - 1) < 0.2
    assert described["rows"] is None and described["simd"] in ("scalar", "v128", "v256", "v512")


def test_the_caller_is_told_of_every_epoch(engine):
    seen = []
    engine.train(3, seen.append)
    assert [epoch.epoch for epoch in seen] == [1, 2, 3] and seen[0].test_loss is None


@pytest.mark.parametrize("raised", [RuntimeError, KeyboardInterrupt])
def test_raising_from_a_callback_stops_the_training(engine, raised):
    seen = []

    def stop(epoch):
        seen.append(epoch)
        if len(seen) == 2:
            raise raised("enough")

    with pytest.raises(raised, match="enough"):
        engine.train(1_000_000, stop)
    assert len(seen) == 2
    assert engine.step() > 0


@pytest.fixture
def python_handler():
    """Python's own handler of Ctrl-C, which a process in the background of a shell does not have."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield signal.default_int_handler
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize("call", ["train", "train with a callback", "run"])
def test_ctrl_c_stops_a_long_call_and_the_handler_is_as_before(engine, python_handler, call):
    sender = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    sender.start()
    with pytest.raises(KeyboardInterrupt):
        if call == "run":
            engine.run(10_000_000, data_source="test")
        else:
            engine.train(10_000_000, (lambda _: None) if "callback" in call else None)
    sender.join()
    assert signal.getsignal(signal.SIGINT) is python_handler
    assert engine.step() > 0


def test_ctrl_c_ends_what_a_callback_waits_for(engine, python_handler):
    sender = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    sender.start()
    with pytest.raises(KeyboardInterrupt):
        engine.train(10_000_000, lambda _: time.sleep(60))
    sender.join()


def test_ctrl_c_stops_a_call_within_a_callback_of_another(engine, rows, python_handler):
    with buttere.Engine(5, [4, 2], batch=64, threads=1) as other:
        other.set_data(*rows)
        sender = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
        sender.start()
        with pytest.raises(KeyboardInterrupt):
            engine.train(10_000_000, lambda _: other.train(10_000_000))
        sender.join()
        assert other.step() > 0


def test_ctrl_c_is_left_to_a_handler_of_the_callers(engine):
    seen = []
    before = signal.signal(signal.SIGINT, lambda *_: seen.append(1))
    try:
        engine.train(3, lambda _: os.kill(os.getpid(), signal.SIGINT))
    finally:
        signal.signal(signal.SIGINT, before)
    assert len(seen) == 3


@pytest.mark.parametrize("options", [{"batch": 0}, {"learning_rate": 0.0}, {"threads": 0}, {"depth": 9}])
def test_what_the_library_would_take_for_a_default_or_leave_out_is_refused(options):
    with pytest.raises(buttere.ArgumentError, match=next(iter(options))):
        buttere.Engine(5, [7, 1], **options)


def test_a_folder_is_no_file_of_parameters(engine, tmp_path):
    with pytest.raises(buttere.FileError, match="is a folder"):
        engine.load(tmp_path)


def test_a_mask_is_not_read_through(engine, rows):
    with pytest.raises(buttere.ArgumentError, match="masked"):
        engine.set_data(np.ma.masked_array(rows[0], mask=rows[0] > 0.5), rows[1])


def test_a_path_with_a_nul_is_refused(engine, tmp_path):
    with pytest.raises(buttere.ArgumentError, match="NUL"):
        engine.save(f"{tmp_path}/a\0b.safetensors")
    assert not list(tmp_path.iterdir())


def test_a_network_that_no_memory_holds_is_the_callers_error():
    for inputs, widths, batch in ((60000, [40000, 1], 1), (2, [65536, 65536], 1), (100, [1000, 1], 2**31 - 1)):
        with pytest.raises(buttere.ArgumentError):
            buttere.Engine(inputs, widths, batch=batch)


def test_arrays_are_read_and_written_where_they_lie(engine, rows, monkeypatch):
    passed = {}

    class Recording:
        def __getattr__(self, name):
            function = getattr(_library._loaded, name)
            return lambda *arguments: passed.update({name: arguments}) or function(*arguments)

    monkeypatch.setattr("buttere.engine.library", Recording)
    engine.set_data(*rows)
    assert passed["be_network_set_data"][1:3] == (rows[0].ctypes.data, rows[1].ctypes.data)
    out = np.empty((6, 16), np.float32)
    assert engine.parameters(0, out) is out
    assert passed["be_network_read_parameters"][2] == out.ctypes.data
    tensor = engine.parameters_dlpack(0)
    address = tensor.data
    array = np.from_dlpack(tensor)
    assert array.ctypes.data == address and np.array_equal(array, out)


def test_a_tensor_is_given_away_once(engine):
    tensor = engine.parameters_dlpack(1)
    np.from_dlpack(tensor)
    with pytest.raises(BufferError):
        np.from_dlpack(tensor)


def test_what_would_need_a_copy_is_refused(engine, rows):
    features, targets = rows
    for wrong in (features.astype(np.float64), features[::2], np.asfortranarray(features), features.tolist(), features.astype(">f4")):
        with pytest.raises(buttere.ArgumentError, match="numpy"):
            engine.set_data(wrong, targets)


@pytest.mark.parametrize("shape", [(300, 4), (0, 5), (300,), (300, 5, 1)])
def test_another_shape_is_refused(engine, rows, shape):
    with pytest.raises(buttere.ShapeError, match=r"\[rows, 5\]"):
        engine.set_data(np.zeros(shape, np.float32), rows[1])


def test_rows_of_different_number_are_refused(engine, rows):
    with pytest.raises(buttere.ShapeError, match="300 rows, targets 299"):
        engine.set_data(rows[0], rows[1][:-1])


def test_a_value_that_is_no_number_is_named(engine, rows):
    rows[0][3, 2] = np.inf
    with pytest.raises(buttere.ArgumentError, match="row 3, column 2"):
        engine.set_data(*rows)


def test_one_target_may_come_without_a_column(rows):
    with buttere.Engine(5, [4, 1], task="classification") as engine:
        engine.set_data(rows[0], (rows[0][:, 0] > 0.5).astype(np.float32))
        assert engine.train(1).train_loss > 0


def test_parameters_travel(engine, rows, tmp_path):
    layers = [engine.parameters(i) for i in range(3)]
    assert [layer.shape for layer in layers] == [(6, 16), (17, 8), (9, 2)]
    engine.save(tmp_path / "a.safetensors")
    expected = engine.evaluate(*rows)
    with buttere.Engine(5, [16, 8, 2], batch=64, seed=99, threads=1) as other:
        assert other.evaluate(*rows) != expected
        other.load(tmp_path / "a.safetensors")
        assert other.evaluate(*rows) == expected
    with buttere.Engine(5, [16, 8, 2], batch=64, seed=99, threads=1) as other:
        other.set_parameters(layers)
        assert other.evaluate(*rows) == expected


def test_an_engine_that_was_closed_says_so(rows):
    engine = buttere.Engine(5, [2])
    engine.close()
    engine.close()
    with pytest.raises(buttere.ClosedError):
        engine.set_data(*rows)


def test_two_threads_cannot_use_one_engine(engine):
    started, errors = threading.Event(), []
    stop = threading.Event()

    def long():
        def after(_):
            started.set()
            if stop.is_set():
                raise RuntimeError("stopped")
        with pytest.raises(RuntimeError):
            engine.train(1_000_000, after)

    worker = threading.Thread(target=long)
    worker.start()
    assert started.wait(30)
    try:
        engine.step()
    except buttere.BusyError as error:
        errors.append(error)
    finally:
        stop.set()
        worker.join()
    assert errors


@pytest.mark.parametrize("options, named", [
    ({"inputs": 0, "widths": [2]}, "inputs 0"), ({"inputs": 2, "widths": [2, 0]}, "widths"), ({"inputs": 2, "widths": [2], "task": "chess"}, "chess"),
    ({"inputs": 2, "widths": [2], "batch": -1}, "batch"), ({"inputs": 2, "outputs": 2, "depth": 2}, "size"),
    ({"inputs": 2, "widths": [2], "learning_rate": float("nan")}, "learning_rate")])
def test_a_wrong_option_is_named(options, named):
    with pytest.raises(buttere.ArgumentError, match=named):
        buttere.Engine(**options)


def test_a_loss_that_is_no_number_stops_the_training(rows):
    with buttere.Engine(5, [16, 8, 2], learning_rate=1e30) as engine:
        engine.set_data(*rows)
        with pytest.raises(buttere.NotFiniteError):
            engine.train(100)


def test_a_file_that_is_missing_is_an_os_error(engine):
    with pytest.raises(OSError, match="/nowhere"):
        engine.load("/nowhere/x.safetensors")


@pytest.mark.parametrize("name, options", [
    ("seed", {"widths": [4, 1], "seed": 2**32 + 5}), ("threads", {"widths": [4, 1], "threads": 2**32 + 1}),
    (r"widths\[0\]", {"widths": [2**32 + 3, 1]}), ("size", {"outputs": 1, "depth": 3, "size": 2**64 + 64}), ("batch", {"widths": [1], "batch": -(2**32) + 1})])
def test_a_number_that_does_not_fit_is_refused_by_its_name(name, options):
    with pytest.raises(buttere.ArgumentError, match=f"^{name} "):
        buttere.Engine(5, **options)


def test_more_epochs_steps_or_layers_than_can_be_counted_are_refused(engine):
    with pytest.raises(buttere.ArgumentError, match="^epochs "):
        engine.train(2**32 + 1)
    with pytest.raises(buttere.ArgumentError, match="^batch "):
        engine.step(2**64)
    with pytest.raises(buttere.ArgumentError, match="^layer "):
        engine.parameters_dlpack(2**32)
    with pytest.raises(buttere.ArgumentError, match="^epochs "):
        engine.run(2**32 + 1)

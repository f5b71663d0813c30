import multiprocessing
import os

import buttere
import pytest


def _in_child(action):
    """What an action in a forked child raises, by name; the child must not hang."""
    receive, send = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            action()
            os.write(send, b"nothing")
        except BaseException as raised:
            os.write(send, f"{type(raised).__name__}: {raised}".encode())
        finally:
            os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        told = pipe.read().decode()
    os.waitpid(pid, 0)
    return told


@pytest.mark.parametrize("action", ["step", "create", "meters", "probe"])
def test_a_call_after_fork_is_an_error_and_not_a_hang(engine, action):
    actions = {
        "step": engine.step, "create": lambda: buttere.Engine(2, [2]), "meters": buttere.meters, "probe": lambda: buttere.probe(quick=True)}
    told = _in_child(actions[action])
    assert told.startswith("ForkError") and "spawn" in told
    assert engine.step() > 0


def test_closing_in_a_forked_child_does_nothing(engine):
    assert _in_child(engine.close) == "nothing"
    assert engine.step() > 0


def _train(seed):
    import numpy as np
    with buttere.Engine(2, [4, 1], seed=seed, threads=1) as engine:
        engine.set_data(np.ones((8, 2), np.float32), np.ones((8, 1), np.float32))
        return engine.train(2).train_loss


def test_workers_that_are_spawned_train(engine):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        losses = pool.map(_train, [1, 1])
    assert losses[0] == losses[1] == _train(1)

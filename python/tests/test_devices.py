import os

import buttere
import pytest

hosted = pytest.mark.skipif("BUTTERE_HOSTED" not in os.environ, reason="needs BUTTERE_HOSTED: the interface with devices on the .NET runtime")


@pytest.mark.skipif("BUTTERE_HOSTED" in os.environ, reason="devices are part of the hosted interface")
def test_a_library_without_devices_says_so():
    with pytest.raises(buttere.DeviceError, match="simulator: this build trains on the CPU only"):
        buttere.Engine(2, [2], device="simulator")


@hosted
def test_the_simulator_learns_what_the_processor_learns(rows):
    losses = {}
    for device in ("cpu", "simulator"):
        with buttere.Engine(5, [8, 2], batch=32, learning_rate=0.01, seed=1, device=device) as engine:
            engine.set_data(rows[0][:64].copy(), rows[1][:64].copy())
            assert engine.describe()["device"] == device
            losses[device] = [engine.step(i % 2) for i in range(4)]
    assert losses["simulator"] == pytest.approx(losses["cpu"], rel=1e-5)


@hosted
def test_a_device_that_is_absent_says_so():
    with pytest.raises(buttere.DeviceError, match="cuda:99"):
        buttere.Engine(2, [2], device="cuda:99")

import time
from datetime import datetime, timedelta, timezone

import buttere
import pytest


def test_every_meter_says_whether_it_can_be_read_or_why_not():
    found = buttere.meters()
    assert {"perf", "powercap"} & {meter["id"].split(":")[0] for meter in found}
    assert all(meter["available"] or meter["reason"] for meter in found)


def test_a_meter_that_is_absent_says_why():
    if any(meter["available"] and meter["isAutomatic"] for meter in buttere.meters()):
        pytest.skip("this machine has a meter")
    with pytest.raises(buttere.MeterUnavailableError, match="meters doctor"):
        buttere.Meter()


def test_a_meter_must_be_known():
    with pytest.raises(buttere.ArgumentError, match="abacus"):
        buttere.Meter("abacus")


def test_a_meter_measures_the_time_of_its_block(tmp_path):
    # A recorder that writes 100 W ten times a second, from before the block until after it.
    start = datetime.now(timezone.utc) - timedelta(seconds=5)
    recording = tmp_path / "power.csv"
    recording.write_text("timestamp,watts\n" + "".join(
        f"{(start + timedelta(seconds=i / 10)).isoformat()},100\n" for i in range(100)))
    with buttere.Meter(f"csv:{recording}") as meter:
        time.sleep(0.5)
        first = meter.lap()
        energy = meter.read()
        described = meter.describe()
    assert 0.5 <= first.seconds <= energy.seconds < 4
    assert energy.joules is None or energy.joules == pytest.approx(100 * energy.seconds, rel=0.1)
    assert energy.joules is None or energy.watts == pytest.approx(100, rel=0.1)
    assert described["meter"].startswith("csv:") and isinstance(described["flags"], list)


def test_what_a_recording_does_not_cover_is_none_not_0(tmp_path):
    recording = tmp_path / "power.csv"
    recording.write_text("timestamp,watts\n2020-01-01T00:00:00+00:00,100\n2020-01-01T00:00:01+00:00,100\n2020-01-01T00:00:02+00:00,100\n")
    with buttere.Meter(f"csv:{recording}") as meter:
        energy = meter.read()
        assert energy.joules is None and energy.watts is None and "outsideRecording" in meter.describe()["flags"]


def test_a_meter_that_was_closed_says_so(tmp_path):
    recording = tmp_path / "power.csv"
    recording.write_text("timestamp,watts\n2020-01-01T00:00:00+00:00,100\n2020-01-01T00:00:01+00:00,100\n")
    with buttere.Meter(f"csv:{recording}") as meter:
        pass
    with pytest.raises(buttere.ClosedError):
        meter.read()

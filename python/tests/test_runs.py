import buttere
import pytest


def test_runs_are_recorded_fitted_and_predicted(rows, tmp_path):
    for size in (64, 128, 256, 512, 1024, 2048, 4096, 8192):
        with buttere.Engine(5, outputs=2, depth=3, size=size, batch=64, threads=1) as engine:
            engine.set_data(*rows, split="paper")
            record = engine.run(2, folder=tmp_path / "runs", dataset="stripes", synthetic=True)
        assert record["joules"] is None and record["energy_kind"] == "none" and record["seconds"] > 0
        assert record["widths"][-1] == 2 and record["size"] == size and len(record["epoch_seconds"]) == 2
        assert (tmp_path / "runs" / f"{record['run_id']}.parquet").stat().st_size > 0
    with buttere.fit(tmp_path / "runs", "eagle-cpu", target="time", leave_out_blind=True, bootstraps=0) as model:
        assert model.document()["target"] == "time" and model.document()["errors"]["n"] == 8
        model.save(tmp_path / "model.json")
        predicted = model.predict(2, inputs=5, outputs=2, depth=3, size=1000, rows=300, batch=64)
    assert predicted > 0
    assert buttere.predict(tmp_path / "model.json", 2, inputs=5, outputs=2, depth=3, size=1000, rows=300, batch=64) == predicted


def test_too_few_runs_are_no_fit(rows, tmp_path):
    with buttere.Engine(5, [4, 2], batch=64) as engine:
        engine.set_data(*rows)
        engine.run(1, folder=tmp_path)
    with pytest.raises(buttere.InsufficientDataError):
        buttere.fit(tmp_path, "eagle-cpu", target="time")


def test_runs_without_a_meter_have_no_energy_to_fit(rows, tmp_path):
    with buttere.Engine(5, [4, 2], batch=64) as engine:
        engine.set_data(*rows)
        engine.run(1, folder=tmp_path)
    with pytest.raises(buttere.InsufficientDataError, match="no measured run"):
        buttere.fit(tmp_path, "eagle-cpu")


def test_a_shipped_model_predicts():
    assert buttere.predict("butter-e-cpu", 100, dataset="adult", depth=4, size=262144) > 0
    with pytest.raises(buttere.ArgumentError, match="nobody"):
        buttere.predict("butter-e-cpu", 100, dataset="nobody", depth=4, size=262144)
    with pytest.raises(buttere.ArgumentError, match="knows no threads"):
        buttere.predict("butter-e-cpu", 100, dataset="adult", depth=4, size=262144, threads=2)


def test_a_probe_tells_its_progress_and_can_be_stopped():
    seen = []

    def progress(fraction, what):
        seen.append((fraction, what))
        raise TimeoutError("seen enough")

    with pytest.raises(TimeoutError, match="seen enough"):
        buttere.probe(quick=True, progress=progress)
    assert len(seen) == 1 and 0 <= seen[0][0] <= 1 and seen[0][1]

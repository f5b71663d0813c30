using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;
using ButterE.Tests.Shared;
using Xunit.Abstractions;

namespace ButterE.Engine.Tests.Model;

/// <summary>Against real runs of the published campaign and an independent fit of them.</summary>
public sealed class PublishedRunsTests(ITestOutputHelper output)
{
    private const string Sample = "data/butter_e_runs_sample.csv";

    [SharedDataFact(Sample)]
    public void The_GPU_runs_are_fitted_as_closely_as_an_independent_fit_does()
    {
        var model = Fit("eagle-gpu", new NotebookPlacement(), null, runs: 651);
        Assert.InRange(model.Errors!.MeanAbsoluteRelative, 0.029, 0.032);
        Assert.InRange(model.Errors.CrossValidated!.Value, 0.029, 0.033);
    }

    [SharedDataFact(Sample)]
    public void The_CPU_runs_are_fitted_as_closely_as_an_independent_fit_does()
    {
        Assert.InRange(Fit("eagle-cpu", new NotebookPlacement(), null, runs: 839).Errors!.MeanAbsoluteRelative, 0.22, 0.24);
        Assert.InRange(Fit("eagle-cpu", new NotebookPlacement(), DataCharge.Batch, runs: 839).Errors!.MeanAbsoluteRelative, 0.19, 0.201);
    }

    [SharedDataFact(Sample)]
    public void The_papers_own_placement_fits_the_CPU_runs_too()
    {
        var hardware = HardwareOverride.Apply(HardwarePresets.Find("eagle-cpu")!, ["L1.capacityBytes=65536"]);
        Assert.InRange(Fit(hardware, new PaperPlacement(), null, runs: 839).Errors!.MeanAbsoluteRelative, 0.19, 0.21);
    }

    [SharedDataFact(Sample)]
    public void Table_4_with_its_units_mended_predicts_the_GPU_runs()
    {
        var model = ModelFile.FindOrRead("butter-e-gpu");
        var errors = FitErrors.Of([.. Read("eagle-gpu", 651).Select(run => model.Predict(run.Setup, run.Epochs) / run.Measured!.Value)])!;
        output.WriteLine($"{errors}");
        Assert.InRange(errors.MeanAbsoluteRelative, 0.030, 0.036);
        Assert.InRange(errors.MedianRatio, 0.98, 1.01);
    }

    [SharedDataFact(Sample)]
    public void Table_4_with_its_units_mended_predicts_the_CPU_runs_in_scale()
    {
        var model = ModelFile.FindOrRead("butter-e-cpu");
        var errors = FitErrors.Of([.. Read("eagle-cpu", 839).Select(run => model.Predict(run.Setup, run.Epochs) / run.Measured!.Value)])!;
        output.WriteLine($"{errors}");
        Assert.InRange(errors.MedianRatio, 0.7, 0.9);
    }

    private EnergyModel Fit(string hardware, IPlacement placement, DataCharge? charge, int runs) => Fit(HardwarePresets.Find(hardware)!, placement, charge, runs);

    private EnergyModel Fit(HardwareProfile hardware, IPlacement placement, DataCharge? charge, int runs)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var data = Read(hardware.Device, runs);
        output.WriteLine($"read {watch.ElapsedMilliseconds} ms");
        watch.Restart();
        var bare = EnergyModel.Fit(data, hardware, new FitOptions { Placement = placement, DataCharge = charge, Bootstraps = 0, Folds = 0 });
        output.WriteLine($"fit {watch.ElapsedMilliseconds} ms {bare.Errors}");
        watch.Restart();
        var model = EnergyModel.Fit(data, hardware, new FitOptions { Placement = placement, DataCharge = charge });
        output.WriteLine($"fit + bootstraps {watch.ElapsedMilliseconds} ms {model.Errors}");
        output.WriteLine(System.Text.Json.JsonSerializer.Serialize(new { model.Coefficients, model.Intervals, model.Identifiability }));
        return model;
    }

    private static IReadOnlyList<MeasuredRun> Read(string device, int runs)
    {
        var selection = RunsFile.Read(Path.Combine(Repository.Shared!, Sample), CostTarget.Energy, device.Replace("eagle-", "", StringComparison.Ordinal));
        Assert.Equal(runs, selection.Runs.Count);
        Assert.Equal(1490 - runs, selection.OtherDevice);
        Assert.Equal(runs, selection.EpochsAssumed);
        return selection.Runs;
    }
}

using ButterE.Engine.Runs;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Tests.Runs;

/// <summary>Records that tests start from.</summary>
internal static class SampleRuns
{
    public static RunConfiguration Configuration { get; } = new()
    {
        Dataset = "201_pol",
        DataSource = "synthetic",
        Synthetic = true,
        Shape = "rectangle",
        Depth = 2,
        Size = 128,
        Widths = [3, 11],
        Parameters = 125,
        Inputs = 26,
        Outputs = 11,
        Rows = 15000,
        RawFeatures = 48,
        Batch = 256,
        LearningRate = 0.0001,
        Seed = 1,
        Epochs = 2,
        Device = "cpu",
        Schedule = "fused",
        Simd = "v512",
        Threads = 2,
        Replicate = 0,
        EngineVersion = "0.1.0",
    };

    public static RunRecord Record { get; } = Of(Configuration);

    public static RunRecord Of(RunConfiguration configuration) => new()
    {
        RunId = RunId.Of(configuration),
        Configuration = configuration,
        ThreadsUsed = 2,
        StartUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        EndUtc = new DateTime(2026, 1, 2, 3, 4, 6, DateTimeKind.Utc),
        TrainLoss = [2.5, 1.5],
        TestLoss = [2.25, 1.75],
        EpochSeconds = [0.5, 0.25],
        Seconds = 0.75,
        EnergyKind = EnergyKind.None,
        Status = RunStatus.Completed,
    };
}

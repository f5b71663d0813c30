using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Working;
using ButterE.Engine.Tests.Runs;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Tests.Sweeps;

public sealed class RunMetersTests
{
    // The joules of a processor that waits for its device are not the device's.
    [Fact]
    public void A_meter_that_the_plan_leaves_open_is_chosen_for_each_device()
    {
        var asked = new List<(string?, string)>();
        using var meters = new RunMeters([Run("cpu", null), Run("cuda:0", null), Run("cuda:0", null), Run("cuda:0", RunMeters.None)], (name, device) =>
        {
            asked.Add((name, device));
            return new Meter(device);
        });
        Assert.Equal([(null, "cpu"), (null, "cuda:0")], asked);
        Assert.Equal("cuda:0", meters.Of(Run("cuda:0", null))!.Description.Id);
        Assert.Null(meters.Of(Run("cuda:0", RunMeters.None)));
    }

    private static SweepRun Run(string device, string? meter) => new()
    {
        RunId = "run",
        Configuration = SampleRuns.Configuration with { Device = device, Meter = meter },
        Data = "data",
        Shard = 0,
        Position = 0,
        PredictedSeconds = 1,
    };

    private sealed class Meter(string id) : IEnergyMeter
    {
        public MeterDescription Description { get; } = new(id, EnergyKind.Simulated, "node", "node", Available: true, Reason: null);

        public void Open() => throw new NotSupportedException();

        public EnergyReading Read() => throw new NotSupportedException();

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }
}

using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Probe.Tests.Meters.Recordings;

public sealed class UnorderedReplayTests
{
    [Fact]
    public void A_replay_begins_at_the_earliest_sample_of_its_file()
    {
        var folder = Directory.CreateTempSubdirectory("buttere-replay-");
        try
        {
            var file = Path.Combine(folder.FullName, "power.csv");
            File.WriteAllText(file, "timestamp,watts\n1002,300\n1000,100\n1001,200\n1003,400\n");
            var clock = new ManualClock();
            using var meter = EnergyMeters.Create(new MeterRequest { Id = "replay:" + file, Clock = clock, Integrator = Integrator.Linear });
            meter.Open();
            clock.Advance(3);
            var reading = meter.Read();
            Assert.Equal(750, reading.Joules!.Value, 1e-9);
            Assert.True(reading.Flags.HasFlag(MeterEvents.TimeWentBack));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.WhatIf;

/// <summary>A made-up machine of two cores with everything that step times are made of.</summary>
internal static class SampleMachine
{
    private const double KiB = 1024, MiB = 1024 * KiB;

    public static HardwareProfile Profile { get; } = new()
    {
        Schema = HardwareProfile.CurrentSchema,
        Device = "cpu",
        Name = "a machine of the tests",
        Units = 2,
        Levels =
        [
            new MemoryLevel { Name = "L1", CapacityBytes = 32 * KiB, Instances = 2, SharedBy = 1, Source = "measured", ReadBytesPerSecond = 200e9 },
            new MemoryLevel { Name = "L2", CapacityBytes = 1 * MiB, Instances = 2, SharedBy = 1, Source = "measured", ReadBytesPerSecond = 80e9 },
            new MemoryLevel { Name = "L3", CapacityBytes = 16 * MiB, Instances = 1, SharedBy = 2, Source = "measured", ReadBytesPerSecond = 30e9 },
            new MemoryLevel { Name = "RAM", Instances = 1, SharedBy = 2, Source = "measured", ReadBytesPerSecond = 10e9 },
        ],
        Traversals = [Costs("read", 1), Costs("write", 2), Costs("copy", 1.5)],
        Compute = new ComputeRates(100e9, 80e9, 190e9, 150e9),
        Overheads = new PassOverheads(2e-7, 3e-7),
    };

    private static TraversalCost Costs(string kind, double factor) => new(kind,
    [
        Cost("L1", factor / 200e9), Cost("L2", factor / 80e9), Cost("L3", factor / 30e9), Cost("RAM", factor / 10e9),
    ]);

    private static AffineCost Cost(string level, double perByte) =>
        new(level, new AffineFit(1e-8, null, null, perByte, null, null)) { ServedSecondsPerByte = perByte };
}

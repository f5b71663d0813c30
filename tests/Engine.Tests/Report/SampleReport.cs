using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Report;
using ButterE.Engine.Runs;
using ButterE.Engine.Tests.Isolines;
using ButterE.Engine.Tests.Runs;
using ButterE.Engine.Tests.WhatIf;
using ButterE.Engine.Training;
using ButterE.Engine.Trends;
using ButterE.Engine.WhatIf;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Report;

/// <summary>A made-up study of a made-up machine, with every part that a report can show.</summary>
internal static class SampleReport
{
    private const double KiB = 1024, MiB = 1024 * KiB, GiB = 1024 * MiB;

    public static ReportInput Full { get; } = Of(new Random(1));

    private static ReportInput Of(Random random)
    {
        var runs = Runs(random).ToArray();
        return new ReportInput
        {
            Title = "What training costs on this machine",
            Profile = Profile(random),
            Runs = runs,
            Predictions = [.. runs.Select(run => new PredictedRun(
                run.RunId, run.Configuration.Parameters, run.Seconds, run.Seconds * Math.Exp(0.14 * (random.NextDouble() * 2 - 1) - 0.02)))],
            Target = "time",
            Recommendation = new RecommendationView(
                98_000,
                "The largest size whose backward working set still fits into L2: beyond it the cost per parameter rises by 38 %.",
                [
                    "12 runs of sleep, trapezoid and rectangle",
                    "cost per parameter lowest between 65,536 and 131,072",
                    "the model predicts the same boundary within 9 %",
                ]),
            Boundaries =
            [
                new("b", "L1", 3_031), new("f", "L1", 8_192), new("b", "L2", 98_181), new("f", "L2", 262_144),
                new("b", "L3", 3_145_055), new("f", "L3", 3_300_000),
            ],
            Isolines = IsolineFigures.Of(Curves, _ => SampleMachine.Profile, new EnginePlacement()),
            DrawnFamilies = [.. IsolineMap.Of(Curves).Select(family => new DrawnFamily(family with { Isolines = family.Drawn() }, [new("b", "L2", 30_000)]))],
            Families = FamilyComparison.Of(
                Curves[0].Dataset, new RecommendationEvidence { Curves = Curves, Predicted = Predicted, Hardware = SampleMachine.Profile }, Predicted).Families,
            WhatIf = new WhatIfView("rectangle, depth 3", SampleMachine.Profile,
                MemoryDemand.Of(SampleMachine.Profile, SimdPath.V256, TrainerTuning.Default, Curves.Select(curve => curve.Setup)), 5376),
            Notes =
            [
                "Rows are synthetic: times and energies do not depend on their values, losses do.",
                "The host gave 1.2 % of the CPU time to others.",
            ],
        };
    }

    /// <summary>Charts on the page of <see cref="Full"/>.</summary>
    public const int Charts = 11;

    private static LossCurve[] Curves =>
    [
        .. Enumerable.Range(8, 15).Select(power =>
        {
            var reached = (int)Math.Round(Math.Pow(2, 11 - power / 2.5));
            return SampleCurves.Of(1L << power, 1e-3 * Math.Max(1, Math.Pow(2, power - 14)),
                [.. Enumerable.Range(1, 2 * reached + 2).Select(epoch => 0.05 * Math.Max(1.0, Math.Pow((double)reached / epoch, 1.5)))]);
        }),
    ];

    private static EpochCost Predicted =>
        EpochCost.Of(new ProfileStepModel(SampleMachine.Profile, SimdPath.V256, TrainerTuning.Default), "the profile");

    /// <summary>A made-up campaign, half of it on GPUs.</summary>
    public static CampaignRuns Campaign(int networks)
    {
        var random = new Random(2);
        return new CampaignRuns(
            [
                .. Enumerable.Range(0, networks).Select(i =>
                {
                    var network = new Network(20, [1 + (int)Math.Pow(2, 13 * random.NextDouble()), 5]);
                    var setup = new TrainingSetup(network, 20, 256, 10_000);
                    var joules = 3000 * 8192 * (0.003 * (1 + i % 2) + network.Parameters * 2e-9) * Math.Exp(0.3 * (random.NextDouble() - 0.5));
                    return new CampaignRun(i % 2 == 1, new MeasuredRun(setup, 3000, joules) { Dataset = "sleep", Shape = "rectangle" }, 1);
                }),
            ],
            CostTarget.Energy, new Dictionary<string, double>(), Simulated: true, LeftOut: 0);
    }

    private static IEnumerable<RunRecord> Runs(Random random)
    {
        foreach (var (shape, depth) in new[] { ("rectangle", 2), ("rectangle", 4), ("trapezoid", 4) })
        {
            for (var power = 10; power <= 22; power += 2)
            {
                var parameters = (long)(Math.Pow(2, power) * (1 + 0.02 * random.NextDouble()));
                var perDatum = 4e-8 * depth + parameters * (parameters > 100_000 ? 1.4e-11 : 1e-11) * (1 + 0.1 * random.NextDouble());
                for (var replicate = 0; replicate < 2; replicate++)
                    yield return Run(shape, depth, parameters, perDatum * (1 + 0.08 * random.NextDouble()), replicate);
            }
        }
    }

    private static RunRecord Run(string shape, int depth, long parameters, double perDatum, int replicate)
    {
        const int epochs = 8, rows = 15000, trainingData = 47 * 256;
        var configuration = SampleRuns.Configuration with
        {
            Shape = shape,
            Depth = depth,
            Size = parameters,
            Parameters = parameters,
            Epochs = epochs,
            Rows = rows,
            Replicate = replicate,
        };
        var size = Math.Log2(parameters);
        return SampleRuns.Of(configuration) with
        {
            EpochSeconds = [.. Enumerable.Repeat(perDatum * trainingData, epochs)],
            Seconds = perDatum * trainingData * epochs,
            TrainLoss = [.. Enumerable.Range(1, epochs).Select(epoch => 2.4 * Math.Exp(-epoch * size / 150))],
            TestLoss = [.. Enumerable.Range(1, epochs).Select(epoch => 0.1 + 2.4 * Math.Exp(-epoch * size / 160))],
        };
    }

    private static HardwareProfile Profile(Random random) => new()
    {
        Schema = HardwareProfile.CurrentSchema,
        Device = "cpu",
        Name = "AMD EPYC 9B14 <Genoa> & friends",
        Units = 2,
        ClockHz = 3.7e9,
        Levels =
        [
            Level("L1", 32 * KiB, 30.5 * KiB, 33 * KiB, 1.1, 210e9, "agrees", 32 * KiB),
            Level("L2", 1 * MiB, 0.93 * MiB, 1.08 * MiB, 3.9, 92e9, "agrees", 1 * MiB),
            Level("L3", 21 * MiB, 16 * MiB, 26 * MiB, 14.5, 41e9, "sharedOrPartitioned", 32 * MiB),
            new MemoryLevel { Name = "RAM", CapacityBytes = 8 * GiB, Source = "reported", LatencyNs = 118, ReadBytesPerSecond = 17e9 },
        ],
        Traversals =
        [
            new TraversalCost("chase", []) { Points = Points(random, (1.1e-9, 3.9e-9, 14.5e-9, 118e-9), perByte: false) },
            new TraversalCost("read", []) { Points = Points(random, (1 / 210e9, 1 / 92e9, 1 / 41e9, 1 / 17e9), perByte: true) },
            new TraversalCost("write", []) { Points = Points(random, (1 / 110e9, 1 / 52e9, 1 / 24e9, 1 / 11e9), perByte: true) },
            new TraversalCost("copy", []) { Points = Points(random, (1 / 160e9, 1 / 70e9, 1 / 30e9, 1 / 14e9), perByte: true) },
        ],
        Compute = new ComputeRates(118e9, 96e9, 230e9, 180e9),
        Host = new HostDescription("AMD EPYC 9B14", "KVM", "Linux 6.1.0", 8 * GiB, 2),
        Conditions = new MeasurementConditions
            { StealFraction = 0.012, LoadAverage = 0.8, RejectedVisits = 14, Visits = 1210, PageBytesEffective = 2 * MiB },
    };

    private static MemoryLevel Level(
        string name, double capacity, double low, double high, double latency, double read, string verdict, double declared) => new()
    {
        Name = name,
        CapacityBytes = capacity,
        CapacityLow = low,
        CapacityHigh = high,
        Source = "measured",
        Verdict = verdict,
        LatencyNs = latency,
        ReadBytesPerSecond = read,
        WriteBytesPerSecond = read * 0.55,
        CopyBytesPerSecond = read * 0.75,
        Reported = new Dictionary<string, ReportedCapacity>
            { ["sysfs"] = new(declared, verdict == "agrees" ? "high" : "low", verdict == "agrees" ? null : "virtual machine") },
    };

    // Smooth steps at the capacities, with a little noise.
    private static TraversalPoint[] Points(Random random, (double L1, double L2, double L3, double Ram) cost, bool perByte) =>
    [
        .. Enumerable.Range(0, 61).Select(step =>
        {
            var bytes = 4 * KiB * Math.Pow(2, step * 0.25);
            double Beyond(double capacity) => 1 / (1 + Math.Pow(capacity / bytes, 5));
            var value = cost.L1 + (cost.L2 - cost.L1) * Beyond(40 * KiB)
                + (cost.L3 - cost.L2) * Beyond(1.2 * MiB) + (cost.Ram - cost.L3) * Beyond(24 * MiB);
            value *= (1 + 0.02 * random.NextDouble()) * (perByte ? bytes : 1);
            return new TraversalPoint(bytes, value, value * 1.02, 9);
        }),
    ];
}

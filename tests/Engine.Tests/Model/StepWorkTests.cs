using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Model;

/// <summary>What a step of the engine computes and moves, counted by hand for 10 inputs, 20 units and 3 outputs: panels of 32 columns, which both
/// layers fill better along their inputs than along their units, a batch of 64.</summary>
public sealed class StepWorkTests
{
    private const double First = 4 * 20 * 32, Second = 4 * 3 * 32;
    private const double Peak = 1e11, PerPass = 3e-6, PerLayer = 1e-6, Read = 1e-11, Write = 2e-11, Copy = 3e-11, Adam = 4e-11;
    private static readonly Network Small = new(10, [20, 3]);

    [Fact]
    public void Parameters_are_read_by_both_products_and_passed_through_once_by_the_fused_update()
    {
        var work = StepWork.Of(Small, 64, Schedule.Fused, SimdPath.V512);
        Assert.Equal(3 * (First + Second), work.Parameters.Bytes);
        Assert.Equal(First + Second + Second, work.Parts.Sum(part => part.Parameters.Read));
        Assert.Equal(6 * (First + Second), work.Parts.Sum(part => part.Parameters.Adam));
        Assert.Equal(0, work.Parts.Sum(part => part.Parameters.Write));
        Assert.DoesNotContain(work.Parts, part => part.Part == StepPart.Adam);
    }

    [Fact]
    public void The_textbook_schedule_writes_a_gradient_and_reads_it_again()
    {
        var work = StepWork.Of(Small, 64, Schedule.Textbook, SimdPath.V512);
        Assert.Equal(4 * (First + Second), work.Parameters.Bytes);
        Assert.Equal(First + Second, work.Parts.Sum(part => part.Parameters.Write));
        Assert.Equal(7 * (First + Second), work.Parts.Where(part => part.Part == StepPart.Adam).Sum(part => part.Parameters.Adam));
        Assert.Equal(
            StepWork.Of(Small, 64, Schedule.Fused, SimdPath.V512).Parts.Sum(part => part.Vectors), work.Parts.Sum(part => part.Vectors));
    }

    [Fact]
    public void A_narrower_path_fills_narrower_panels()
    {
        // Panels of two vectors of eight lanes: along 20 units they hold the 11 inputs of the first layer better than the other way round.
        Assert.Equal(3 * 4 * (11 * 32 + 3 * 32), StepWork.Of(Small, 64, Schedule.Fused, SimdPath.V256).Parameters.Bytes);
    }

    [Fact]
    public void The_gradient_by_whole_panels_of_units_needs_a_transposed_one_and_the_units_beyond_are_dot_products()
    {
        var layer = LayerWork.Of(new Network(100, [35]), 64, SimdPath.V512)[0];
        Assert.Equal(101 * 64 * 2 + 101 * 3 * (4 + 2), layer.GradientVectors);
        Assert.Equal(4 * 32 * 64, layer.TransposedBytes);
    }

    [Fact]
    public void A_step_costs_what_the_probe_measured_times_what_it_does()
    {
        var model = new ProfileStepModel(Measured(withAdam: true), SimdPath.V512, TrainerTuning.Default);
        var seconds = Step(model, Schedule.Fused);
        Assert.Equal(Expected(Adam), seconds, 1e-9 * seconds);
        // Writing the gradient, reading it, and one read more of the update.
        var further = (First + Second) * (Write + Adam);
        Assert.Equal(Expected(Adam) + further, Step(model, Schedule.Textbook), 1e-9 * seconds);
    }

    [Fact]
    public void A_step_is_predicted_for_the_threads_that_it_may_have()
    {
        var profile = Measured(withAdam: true) with { Units = 2 };
        profile = profile with { Compute = profile.Compute! with { PeakFlopsPerSecondAll = 2 * profile.Compute!.PeakFlopsPerSecond } };
        var (network, tuning) = (new Network(1000, [1000, 10]), TrainerTuning.Default);
        Assert.Equal(2, new ProfileStepModel(profile, SimdPath.V512, tuning).ThreadsFor(network, 256));
        Assert.Equal(1, new ProfileStepModel(profile, SimdPath.V512, tuning) { MostThreads = 1 }.ThreadsFor(network, 256));
        Assert.Equal(2, new ProfileStepModel(profile, SimdPath.V512, tuning) { MostThreads = 8 }.ThreadsFor(network, 256));
    }

    [Fact]
    public void A_run_that_says_its_threads_is_predicted_on_them()
    {
        var profile = Measured(withAdam: true) with { Units = 2 };
        profile = profile with { Compute = profile.Compute! with { PeakFlopsPerSecondAll = 2 * profile.Compute!.PeakFlopsPerSecond } };
        var model = new ProfileStepModel(profile, SimdPath.V512, TrainerTuning.Default);
        var setup = new TrainingSetup(new Network(1000, [1000, 10]), 1000, 256, 1000);
        Assert.Equal(model.Predict(setup, 1), model.Predict(setup with { Threads = 2 }, 1));
        Assert.InRange(model.Predict(setup with { Threads = 1 }, 1) / model.Predict(setup, 1), 1.8, 2);
    }

    [Fact]
    public void Without_costs_of_Adam_an_update_costs_a_copy()
    {
        var seconds = Step(new ProfileStepModel(Measured(withAdam: false), SimdPath.V512, TrainerTuning.Default), Schedule.Fused);
        Assert.Equal(Expected(Copy), seconds, 1e-9 * seconds);
    }

    [Fact]
    public void Planted_costs_of_own_runs_predict_runs_that_the_fit_had_not_seen()
    {
        var profile = Measured(withAdam: true);
        var truth = new EnergyModel
        {
            Target = CostTarget.Time,
            Form = ModelForm.Spill,
            Placement = "engine",
            DataCharge = DataCharge.Batch,
            Inputs = InputCounting.Encoded,
            Levels = ["L1", "L2", "RAM"],
            Kernels = [new KernelRegime(1, null, null)],
            Coefficients = new PerTerm<double?>(0, 2e-6, 2e-11, 0, [0, 0, 0], [5e-12, 1e-11, 5e-11])
            {
                Ku = 0, Kx = 0, Ky = 0, Kv = 0, Ks = 0, V = [3e-12, 6e-12, 2e-11], R = [1e-6],
            },
            Profile = profile,
        };
        List<MeasuredRun> runs = [];
        foreach (var schedule in Enum.GetValues<Schedule>())
        {
            for (var power = 6; power <= 20; power++)
            {
                foreach (var depth in new[] { 2, 3, 5, 9, 14 })
                {
                    var network = NetworkSolver.Solve(Shape.Rectangle, 36, 6, depth, 1L << power);
                    var setup = new TrainingSetup(network, 36, 256, 5000, null, schedule);
                    runs.Add(new MeasuredRun(setup, 3, truth.Predict(setup, 3)) { Dataset = "own", Shape = "rectangle", Size = 1L << power });
                }
            }
        }

        var fit = EnergyModel.Fit(runs, profile, new FitOptions
        {
            Placement = new EnginePlacement(), Target = CostTarget.Time, Form = ModelForm.Spill, Bootstraps = 0,
        });
        Assert.InRange(fit.Errors!.CrossValidated!.Value, 0, 1e-3);
        Assert.Equal(3, fit.Coefficients.V!.Count);
        // The engine's own choice of kernels is in the count: no regime is looked for.
        var kernels = EnergyModel.Fit(runs, profile, new FitOptions
        {
            Placement = new EnginePlacement(), Target = CostTarget.Time, Form = ModelForm.Kernels, Bootstraps = 0, Folds = 0,
        });
        Assert.Single(kernels.Kernels!);
    }

    private static double Step(ProfileStepModel model, Schedule schedule) => model.Step(Small, 64, schedule).Sum(part => part.Seconds);

    // Everything lies in the first level. Forward: 11 x 20 + 21 x 3 multiply-adds for each of 4 vectors of rows; backward 20 x 3. The gradients by the
    // parameters are dot products, which sum 4 vectors and then the lanes.
    private static double Expected(double update)
    {
        const double rows = 64, vectors = rows / 16, products = (11 * 20 + 21 * 3 + 20 * 3) * vectors;
        const double dots = (11 * 20 + 21 * 3) * (vectors + 2), input = 4 * 11 * rows, hidden = 4 * 20 * rows, hiddenIn = 4 * 21 * rows, output = 4 * 3 * rows;
        var forward = (First + Second + input + hiddenIn) * Read + (hidden + output) * Write;
        var loss = 2 * output * Copy;
        var backward = (Second + output) * Read + 2 * hiddenIn * Copy;
        var gradient = (input + hidden + hiddenIn + output) * Read + 6 * (First + Second) * update;
        return 2 * PerPass + 4 * PerLayer + (products + dots) * 16 * 2 / Peak + forward + loss + backward + gradient;
    }

    private static HardwareProfile Measured(bool withAdam) => new()
    {
        Schema = HardwareProfile.CurrentSchema,
        Device = "cpu",
        Name = "a machine of the tests",
        Units = 1,
        Levels =
        [
            new MemoryLevel { Name = "L1", CapacityBytes = 100_000, Instances = 1, Source = "measured" },
            new MemoryLevel { Name = "L2", CapacityBytes = 1_000_000, Instances = 1, Source = "measured" },
            new MemoryLevel { Name = "RAM", Instances = 1, CapacityBytes = 1e12, Source = "measured" },
        ],
        Traversals = [.. new[] { ("read", Read), ("write", Write), ("copy", Copy), ("adam", Adam) }.Where(kind => withAdam || kind.Item1 != "adam").Select(kind =>
            new TraversalCost(kind.Item1, [.. new[] { "L1", "L2", "RAM" }.Select((level, i) =>
                new AffineCost(level, null) { ServedSecondsPerByte = kind.Item2 * (1 + i) })]))],
        Compute = new ComputeRates(Peak, null, Peak, null),
        Overheads = new PassOverheads(PerPass, PerLayer),
    };
}

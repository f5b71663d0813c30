using ButterE.Engine.Data;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Model;

public sealed class EnergyModelTests
{
    private static readonly HardwareProfile Eagle = HardwarePresets.Find("eagle-cpu")!;

    private static readonly EnergyModel Planted = new()
    {
        Target = CostTarget.Energy,
        Placement = "notebook",
        DataCharge = DataCharge.Batch,
        Levels = ["L1", "L2", "L3", "RAM"],
        Coefficients = new PerTerm<double?>(10_000, 0.2, 3e-10, 0.02, [0.01, 0.05, 0.1, 0.2], [1e-7, 2e-8, 1e-8, 1.5e-8]),
        Profile = Eagle,
    };

    private static readonly FitOptions Options = new() { DataCharge = DataCharge.Batch };

    [Fact]
    public void Planted_coefficients_are_recovered_from_simulated_runs()
    {
        var model = EnergyModel.Fit(SimulatedRuns(noise: 0), Eagle, Options with { Bootstraps = 0 });
        var names = TermNames.For(4);
        Assert.All(Planted.Coefficients.ToArray().Zip(model.Coefficients.ToArray(), names), term =>
            Assert.True(Math.Abs(term.Second!.Value / term.First!.Value - 1) < 1e-6, $"{term.Third}: {term.Second} instead of {term.First}"));
        Assert.InRange(model.Errors!.MeanAbsoluteRelative, 0, 1e-9);
        Assert.InRange(model.Errors.CrossValidated!.Value, 0, 1e-9);
    }

    [Fact]
    public void Planted_coefficients_lie_within_the_intervals_of_noisy_runs()
    {
        var model = EnergyModel.Fit(SimulatedRuns(noise: 0.1), Eagle, Options);
        var names = TermNames.For(4);
        var intervals = model.Intervals!.ToArray();
        var planted = Planted.Coefficients.ToArray();
        // 95 % intervals: of twelve, one may miss.
        var missed = names.Where((_, j) => planted[j] < intervals[j]!.Low || planted[j] > intervals[j]!.High).ToList();
        Assert.True(missed.Count <= 1, string.Join(", ", missed));
        Assert.All(intervals.Zip(planted), pair => Assert.True(pair.First!.High - pair.First.Low < 20 * pair.Second));
        Assert.InRange(model.Errors!.RmsLog, 0.08, 0.12);
    }

    [Fact]
    public void The_same_seed_gives_the_same_intervals()
    {
        var runs = SimulatedRuns(noise: 0.1);
        PerTerm<ConfidenceInterval?> Intervals(int seed) => EnergyModel.Fit(runs, Eagle, Options with { Bootstraps = 20, Seed = seed }).Intervals!;
        Assert.Equal(Intervals(1).ToArray(), Intervals(1).ToArray());
        Assert.NotEqual(Intervals(1).ToArray(), Intervals(2).ToArray());
    }

    [Fact]
    public void A_prediction_is_equation_8_of_the_paper()
    {
        // 201_pol with 3 hidden units: every set in L1 but the data in L2, so that the sum can be written out.
        var dataset = DatasetRegistry.Find("201_pol")!;
        var setup = TrainingSetup.Of(dataset, new Network(26, [3, 11]));
        const double n = 3000, ht = 47, hs = 12;
        double passes = n * (2 * ht + hs);
        var expected = 10_000 + passes * 0.2 + n * 7_258_355 * 3e-10 + passes * 2 * 0.02
            + n * (ht + hs) * (0.05 + 2e-8 * 256 * 196)
            + n * ht * (0.01 + 1e-7 * 500) + n * ht * (0.01 + 1e-7 * 12_264) + n * hs * (0.01 + 1e-7 * 500)
            + passes * (2 * 0.01 + 1e-7 * (52_224 + 14_336));
        Assert.Equal(expected, Planted.Predict(setup, n), 1e-9 * expected);
    }

    [Fact]
    public void Runs_of_one_network_cannot_tell_the_terms_apart()
    {
        var one = SimulatedRuns(noise: 0.1)[0];
        var refusal = Assert.Throws<InsufficientDataException>(() => EnergyModel.Fit([.. Enumerable.Repeat(one, 50)], Eagle, Options));
        Assert.Contains("apart", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fewer_runs_than_coefficients_are_refused()
    {
        var refusal = Assert.Throws<InsufficientDataException>(() => EnergyModel.Fit([.. SimulatedRuns(noise: 0.1).Take(8)], Eagle, Options));
        Assert.Contains("8 measured runs", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InsufficientDataException>(() => EnergyModel.Fit([], Eagle, Options));
    }

    [Fact]
    public void A_level_that_no_run_uses_stays_unknown_and_is_refused_in_a_prediction()
    {
        var runs = SimulatedRuns(noise: 0.05);
        var memory = MemoryHierarchy.Of(Eagle);
        bool UsesRam(MeasuredRun run) => new NotebookPlacement().Place(run.Setup, memory, DataCharge.Batch).All.Any(set => set.Level == 4);
        var model = EnergyModel.Fit([.. runs.Where(run => !UsesRam(run))], Eagle, Options with { Bootstraps = 10 });
        Assert.Equal(["a4", "m4"], model.Identifiability!.Unused);
        Assert.Null(model.Coefficients.A[3]);
        Assert.Null(model.Intervals!.M[3]);
        var refusal = Assert.Throws<InsufficientDataException>(() => model.Predict(runs.First(UsesRam).Setup, 10));
        Assert.Contains("RAM", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Blind_terms_are_left_out_where_that_is_asked_for()
    {
        // One data set and one number of epochs: the cost per run cannot be told from the cost per pass, and d never moves.
        var dataset = DatasetRegistry.Find("294_satellite_image")!;
        var runs = (from depth in new[] { 2, 3, 4, 5, 6 }
                    from power in Enumerable.Range(6, 16)
                    let setup = TrainingSetup.Of(dataset, NetworkSolver.Solve(Shape.Rectangle, dataset.Inputs, dataset.Outputs, depth, 1L << power))
                    select new MeasuredRun(setup, 3, Planted.Predict(setup, 3))).ToList();
        Assert.Throws<InsufficientDataException>(() => EnergyModel.Fit(runs, Eagle, Options));
        var model = EnergyModel.Fit(runs, Eagle, Options with { LeaveOutBlindTerms = true });
        Assert.Contains("ke", model.Without);
        Assert.DoesNotContain("kp", model.Without);
        Assert.All(runs, run => Assert.Equal(1, model.Predict(run.Setup, run.Epochs) / run.Measured!.Value, 1e-6));
    }

    [Fact]
    public void A_term_left_out_costs_nothing()
    {
        var model = EnergyModel.Fit(SimulatedRuns(noise: 0.05), Eagle, Options with { Without = ["ke", "kd"], Bootstraps = 0 });
        Assert.Null(model.Coefficients.Ke);
        Assert.True(model.Predict(TrainingSetup.Of(DatasetRegistry.Find("adult")!, new Network(81, [10, 1])), 10) > 0);
        Assert.Throws<InputException>(() => EnergyModel.Fit(SimulatedRuns(noise: 0.05), Eagle, Options with { Without = ["k9"] }));
    }

    private static List<MeasuredRun> SimulatedRuns(double noise)
    {
        // A noise of mean zero in ln E; the epochs vary so that the cost per run shows.
        var random = new Random(11);
        var runs = new List<MeasuredRun>();
        foreach (var dataset in DatasetRegistry.All)
        {
            foreach (var depth in new[] { 2, 4, 8, 16 })
            {
                for (var power = 5; power <= 23; power += 2)
                {
                    var shape = (Shape)random.Next(8);
                    var setup = TrainingSetup.Of(dataset, NetworkSolver.Solve(shape, dataset.Inputs, dataset.Outputs, depth, 1L << power));
                    var epochs = 10 * (1 + random.Next(300));
                    var error = noise * Math.Sqrt(3) * (2 * random.NextDouble() - 1);
                    runs.Add(new MeasuredRun(setup, epochs, Planted.Predict(setup, epochs) * Math.Exp(error)));
                }
            }
        }

        return runs;
    }
}

using ButterE.Engine.Data;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Model;

/// <summary>Fits to runs of this engine: on one thread or several, by the size of the network, and few of them.</summary>
public sealed class OwnRunsTests
{
    // Of networks of two layers.
    private const long BreakEven = 30_100;
    private static readonly HardwareProfile Eagle = HardwarePresets.Find("eagle-cpu")!;

    private static readonly EnergyModel Planted = new()
    {
        Target = CostTarget.Time,
        Form = ModelForm.Kernels,
        Placement = "engine",
        DataCharge = DataCharge.Whole,
        Levels = ["L1", "L2", "L3", "RAM"],
        Kernels = [new KernelRegime(1, null, null)],
        Threads = new ThreadsOfRuns(2, BreakEven / 2),
        Coefficients = new PerTerm<double?>(0.1, 1e-6, 2e-11, 0, [0, 0, 0, 0], [1e-12, 2e-12, 6e-12, 2e-11])
        {
            Ku = 1e-6, Kx = 1e-11, Ky = 1e-11, Kv = 0, Ks = 0, V = [1e-12, 2e-12, 6e-12, 2e-11], R = [3e-7],
        },
        Profile = Eagle,
    };

    [Fact]
    public void The_rule_is_the_most_threads_and_the_smallest_layers_that_several_trained()
    {
        Assert.Equal(new ThreadsOfRuns(4, 1_050), ThreadsOfRuns.Of([Run(1_100, 1), Run(2_100, 2), Run(9_100, 4), Run(3_100, null)]));
        Assert.Null(ThreadsOfRuns.Of([Run(1_100, 1), Run(2_100, null)]));
    }

    [Fact]
    public void Two_threads_take_half_the_time_of_all_but_calls_loss_and_batches()
    {
        var setup = Run(100_100, null).Setup;
        double one = Planted.Predict(setup with { Threads = 1 }, 10), two = Planted.Predict(setup with { Threads = 2 }, 10);
        double four = Planted.Predict(setup with { Threads = 4 }, 10);
        Assert.InRange(two / one, 0.5, 0.6);
        Assert.Equal(one - two, 2 * (two - four), 1e-9 * one);
    }

    [Fact]
    public void What_is_not_said_is_what_the_rule_gives()
    {
        TrainingSetup below = Run(BreakEven - 200, null).Setup, above = Run(BreakEven, null).Setup;
        Assert.Equal((1, 2), (Planted.ThreadsFor(below), Planted.ThreadsFor(above)));
        Assert.Equal(Planted.Predict(above with { Threads = 2 }, 10), Planted.Predict(above, 10));
        Assert.Equal(1, (Planted with { Threads = null }).ThreadsFor(above));
    }

    [Fact]
    public void Joules_are_counted_without_threads()
    {
        var energy = Planted with { Target = CostTarget.Energy };
        var setup = Run(100_100, null).Setup;
        Assert.Null(energy.ThreadsFor(setup));
        Assert.Equal(energy.Predict(setup with { Threads = 1 }, 10), energy.Predict(setup with { Threads = 2 }, 10));
    }

    [Fact]
    public void A_fit_to_runs_on_one_and_two_threads_finds_the_planted_costs_and_the_rule()
    {
        var options = new FitOptions { Target = CostTarget.Time, Placement = new EnginePlacement(), Form = ModelForm.Kernels, Bootstraps = 0, Folds = 0 };
        var runs = Runs();
        var model = EnergyModel.Fit(runs, Eagle, options);
        Assert.InRange(model.Errors!.MeanAbsoluteRelative, 0, 0.02);
        var smallest = runs.Where(run => run.Setup.Threads == 2).Min(run => run.Setup.Network.Parameters / run.Setup.Network.Depth);
        Assert.Equal(new ThreadsOfRuns(2, smallest), model.Threads);
        var blind = EnergyModel.Fit([.. runs.Select(run => run with { Setup = run.Setup with { Threads = null } })], Eagle, options);
        Assert.True(blind.Errors!.MeanAbsoluteRelative > 3 * model.Errors.MeanAbsoluteRelative, $"{blind.Errors.MeanAbsoluteRelative}");
    }

    [Fact]
    public void Few_runs_of_the_engine_are_given_the_form_that_counts_what_it_does_and_others_the_papers()
    {
        MeasuredRun[] few = [.. Runs().Where(run => run.Dataset == "adult")];
        var options = new FitOptions { Target = CostTarget.Time, Form = null, LeaveOutBlindTerms = true, Bootstraps = 0, Folds = 0 };
        Assert.Equal(ModelForm.Spill, EnergyModel.Fit(few, Eagle, options with { Placement = new EnginePlacement() }).Form);
        Assert.Equal(ModelForm.Paper, EnergyModel.Fit(few, Eagle, options with { Placement = new NotebookPlacement() }).Form);
    }

    [Fact]
    public void A_run_that_alone_incurs_a_cost_is_not_in_the_error_of_unseen_runs_and_their_number_says_so()
    {
        // Parameters and moments of 4 million parameters are 50 MB: of these networks one alone is served by memory.
        MeasuredRun[] one = [.. Runs().Where(run => run.Dataset == "adult" && (run.Size <= 1 << 16 || (run.Size == 1 << 22 && run.Setup.Network.Depth == 3)))];
        var errors = EnergyModel.Fit(one, Eagle, new FitOptions
        {
            Target = CostTarget.Time, Placement = new EnginePlacement(), Form = ModelForm.Spill, Bootstraps = 0,
        }).Errors!;
        Assert.Equal((one.Length, one.Length - 1), (errors.N, errors.CrossValidatedN));
        Assert.InRange(errors.CrossValidated!.Value, 0, 0.02);
    }

    [Fact]
    public void The_rule_survives_the_models_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            ModelFile.Write(path, Planted);
            Assert.Equal(Planted.Threads, ModelFile.Read(path).Threads);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // A network of exactly so many parameters, a hundred more than a multiple of two hundred: the rule goes by them.
    private static MeasuredRun Run(long parameters, int? threads)
    {
        var network = new Network(99, [(int)(parameters - 100) / 200, 100]);
        Assert.Equal(parameters, network.Parameters);
        return new MeasuredRun(new TrainingSetup(network, 99, 256, 10_000) { Threads = threads }, 10, null);
    }

    private static List<MeasuredRun> Runs()
    {
        var random = new Random(5);
        var runs = new List<MeasuredRun>();
        foreach (var name in new[] { "adult", "mnist", "nursery", "wine_quality_white" })
        {
            foreach (var depth in new[] { 3, 5, 9 })
            {
                for (var power = 8; power <= 22; power++)
                {
                    var dataset = DatasetRegistry.Find(name)!;
                    var network = NetworkSolver.Solve(Shape.Rectangle, dataset.Inputs, dataset.Outputs, depth, 1L << power);
                    var setup = TrainingSetup.Of(dataset, network);
                    setup = setup with { Threads = Planted.ThreadsFor(setup) };
                    var epochs = 5 + 5 * (runs.Count % 7);
                    runs.Add(new MeasuredRun(setup, epochs, Planted.Predict(setup, epochs) * (1 + 0.01 * (random.NextDouble() - 0.5)))
                    {
                        Dataset = name, Shape = "rectangle", Size = 1L << power,
                    });
                }
            }
        }

        return runs;
    }
}

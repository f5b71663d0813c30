using ButterE.Engine.Data;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Tests.Model;

/// <summary>What the forms beyond the paper find, against planted truth.</summary>
public sealed class ModelFormTests
{
    private const double Edge = 30;
    private static readonly HardwareProfile Eagle = HardwarePresets.Find("eagle-cpu")!;

    /// <summary>Layers of size 30 and more cost ten times as much; whatever is planted has no other cost than these two kernels know.</summary>
    private static readonly EnergyModel Planted = new()
    {
        Target = CostTarget.Energy,
        Form = ModelForm.Kernels,
        Placement = "notebook",
        DataCharge = DataCharge.Whole,
        Levels = ["L1", "L2", "L3", "RAM"],
        Kernels = [new KernelRegime(1, null, null), new KernelRegime(Edge, Edge, Edge)],
        Coefficients = new PerTerm<double?>(1e4, 0.02, 3e-10, 0, [0, 0, 0, 0], [1e-9, 2e-9, 6e-9, 9e-9])
        {
            Ku = 0.5, Kx = 1e-8, Ky = 1e-7, Kv = 2e-8, Ks = 5e-8, V = [null, null, null, null], R = [0.01, 0.1],
        },
        Profile = Eagle,
    };

    private static readonly FitOptions Options = new() { Bootstraps = 0, Folds = 5 };

    [Fact]
    public void A_planted_change_of_kernels_is_found_where_it_is_and_its_costs_come_back()
    {
        var model = EnergyModel.Fit(Runs(noise: 0.02), Eagle, Options with { Form = ModelForm.Kernels });
        Assert.Equal(2, model.Kernels!.Count);
        Assert.InRange(model.Kernels[1].From, 0.95 * Edge, 1.05 * Edge);
        Assert.InRange(model.Kernels[1].From, model.Kernels[1].FromLow!.Value, model.Kernels[1].FromHigh!.Value);
        Assert.Equal(0.1, model.Coefficients.R![1]!.Value, 0.01);
        Assert.InRange(model.Errors!.CrossValidated!.Value, 0.01, 0.025);
    }

    [Fact]
    public void A_planted_part_of_the_campaign_is_found_and_taken_out_of_the_costs()
    {
        var model = EnergyModel.Fit(
            Runs(noise: 0.02, factor: (shape, depth) => shape == "trapezoid" && depth is >= 4 and <= 9 ? 0.7 : 1), Eagle,
            Options with { Form = ModelForm.Conditions });
        var condition = Assert.Single(model.Conditions);
        Assert.Equal(("trapezoid", 5, 9), (condition.Shape, condition.DepthFrom, condition.DepthTo));
        Assert.Equal(0.7, condition.Factor, 0.02);
        Assert.Equal(0.1, model.Coefficients.R![1]!.Value, 0.01);
    }

    [Fact]
    public void Where_nothing_is_to_be_found_no_regime_and_no_condition_is()
    {
        var plain = Planted with { Coefficients = Planted.Coefficients with { R = [0.05, 0.05] } };
        var model = EnergyModel.Fit(Runs(noise: 0.1, plain), Eagle, Options with { Form = ModelForm.Conditions });
        Assert.Single(model.Kernels!);
        Assert.Empty(model.Conditions);
    }

    [Fact]
    public void Runs_that_follow_the_papers_model_are_given_the_papers_model()
    {
        var paper = Planted with
        {
            Form = ModelForm.Paper, Kernels = null,
            Coefficients = new PerTerm<double?>(1e4, 0.2, 3e-10, 0.02, [0.01, 0.05, 0.1, 0.2], [1e-7, 2e-8, 1e-8, 1.5e-8]),
        };
        Assert.Equal(ModelForm.Paper, EnergyModel.Fit(Runs(noise: 0.02, paper), Eagle, Options with { Form = null, LeaveOutBlindTerms = true }).Form);
    }

    [Fact]
    public void Runs_that_do_not_are_given_a_richer_one_and_every_form_is_compared()
    {
        var model = EnergyModel.Fit(Runs(noise: 0.02), Eagle, Options with { Form = null });
        Assert.Equal(ModelForm.Kernels, model.Form);
        Assert.Equal(Enum.GetValues<ModelForm>(), model.Candidates!.Select(candidate => candidate.Form));
        var paper = model.Candidates!.Single(candidate => candidate.Form == ModelForm.Paper);
        Assert.True(model.Errors!.CrossValidated < paper.CrossValidated);
    }

    [Fact]
    public void Repetitions_of_one_network_stay_in_one_part_whatever_their_shape_is_called()
    {
        var once = Runs(noise: 0);
        List<MeasuredRun> twice = [.. once, .. once.Select(run => run with { Shape = "another name" })];
        var rules = new CountingRules(new NotebookPlacement(), DataCharge.Whole, SizeBasis.Undivided, InputCounting.Raw, CostTarget.Energy);
        int[] all = [.. Enumerable.Range(0, twice.Count)];
        var parts = CrossValidation.Deal(new RunTerms(twice, rules, MemoryHierarchy.Of(Eagle)), all, 5, seed: 3);
        Assert.Equal(parts.Take(once.Count), parts.Skip(once.Count));
        Assert.Equal(5, parts.Distinct().Count());
    }

    [Fact]
    public void An_unseen_group_is_predicted_from_all_others_and_every_group_is_listed()
    {
        var model = EnergyModel.Fit(Runs(noise: 0.02), Eagle, Options with { Form = ModelForm.Kernels, Groups = ["dataset", "size"] });
        Assert.Equal(["dataset", "size"], model.Groups.Select(group => group.By));
        Assert.Equal(["adult", "connect_4", "mnist", "nursery", "wine_quality_white"], model.Groups[0].Unseen.Select(unseen => unseen.Group));
        Assert.Equal(["256", "1024", "4096", "16384", "65536", "262144", "1048576"], model.Groups[1].Unseen.Select(unseen => unseen.Group));
        Assert.All(model.Groups, group => Assert.True(group.MeanAbsoluteRelative < 0.1));
    }

    [Fact]
    public void A_model_beyond_the_paper_survives_its_file()
    {
        var path = Path.GetTempFileName();
        try
        {
            ModelFile.Write(path, Planted with { Conditions = [new CampaignCondition("trapezoid", 4, 9, 0.7, 0.6, 0.8, 12)] });
            var read = ModelFile.Read(path);
            var run = Runs(noise: 0).First(run => run is { Shape: "trapezoid", Setup.Network.Depth: 5 });
            Assert.Equal(0.7 * Planted.Predict(run.Setup, run.Epochs), read.Predict(run.Setup, run.Epochs, run.Shape), 1e-6);
            Assert.Equal(Planted.Predict(run.Setup, run.Epochs), read.Predict(run.Setup, run.Epochs), 1e-6);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<MeasuredRun> Runs(double noise, EnergyModel? truth = null, Func<string, int, double>? factor = null)
    {
        var random = new Random(5);
        var runs = new List<MeasuredRun>();
        foreach (var name in new[] { "adult", "connect_4", "mnist", "nursery", "wine_quality_white" })
        {
            foreach (var (shape, published) in new[] { (Shape.Rectangle, "rectangle"), (Shape.Trapezoid, "trapezoid"), (Shape.RectangleResidual, "rectangle_residual") })
            {
                foreach (var depth in new[] { 3, 5, 9, 14 })
                {
                    for (var power = 8; power <= 20; power += 2)
                    {
                        var dataset = DatasetRegistry.Find(name)!;
                        var network = NetworkSolver.Solve(shape, dataset.Inputs, dataset.Outputs, depth, 1L << power);
                        var (setup, epochs) = (TrainingSetup.Of(dataset, network), 500 + 500 * (runs.Count % 7));
                        // The sum of uniform numbers is near enough to a normal one.
                        var deviation = noise * (Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6);
                        var cost = (truth ?? Planted).Predict(setup, epochs) * (factor?.Invoke(published, depth) ?? 1) * Math.Exp(deviation);
                        runs.Add(new MeasuredRun(setup, epochs, cost) { Dataset = name, Shape = published, Size = 1L << power });
                    }
                }
            }
        }

        return runs;
    }
}

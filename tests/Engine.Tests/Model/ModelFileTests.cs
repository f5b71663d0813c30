using ButterE.Engine.Data;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.WorkingSets;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Model;

public sealed class ModelFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("buttere-model-");

    [Theory]
    [InlineData("butter-e-cpu", 1460, 744)]
    [InlineData("butter-e-gpu", 3080, 890)]
    public void Table_4_is_shipped_with_costs_per_pass_and_per_operation(string name, double perPass, double perGiga)
    {
        var model = ModelFile.FindOrRead(name);
        Assert.Equal(perPass, model.Coefficients.Kp!.Value * 3000, 1e-6);
        Assert.Equal(perGiga, model.Coefficients.Ko!.Value * 3000 * 1e9, 1e-6);
        Assert.Contains("3,000", model.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_read_back_predicts_the_same()
    {
        var model = ModelFile.FindOrRead("butter-e-gpu") with
        {
            Errors = new FitErrors(3, 0.1, 0.09, 1.01, 0.2, null),
            Intervals = PerTerm<ConfidenceInterval?>.From([new(1, 2), null, null, null, null, null, null, null, null, new(3, 4)]),
            Fingerprint = "a machine",
        };
        var path = Path.Combine(folder.FullName, "model.json");
        ModelFile.Write(path, model);
        var read = ModelFile.FindOrRead(path);
        var setup = TrainingSetup.Of(DatasetRegistry.Find("mnist")!, new Network(784, [100, 10]));
        Assert.Equal(model.Predict(setup, 7), read.Predict(setup, 7));
        Assert.Equal((model.Errors, model.Fingerprint, model.Profile.Name), (read.Errors, read.Fingerprint, read.Profile.Name));
        Assert.Equal(model.Intervals.ToArray(), read.Intervals!.ToArray());
        Assert.Single(folder.GetFiles());
    }

    [Theory]
    [InlineData("\"buttere.model/1\"", "\"buttere.model/9\"", "schema")]
    [InlineData("\"ke\": 272000", "\"ke\": -1", "ke")]
    [InlineData("\"placement\": \"notebook\"", "\"placement\": \"attic\"", "attic")]
    [InlineData("\"VRAM\"", "\"HBM\"", "levels")]
    [InlineData("\"eagle-gpu\"", "\"eagle-tpu\"", "eagle-tpu")]
    [InlineData("\"target\": \"energy\",", "", "target")]
    [InlineData("{", "", "is")]
    public void A_wrong_model_file_is_refused(string good, string bad, string named)
    {
        using var stream = typeof(ModelFile).Assembly.GetManifestResourceStream("Models/butter-e-gpu.json")!;
        var text = new StreamReader(stream).ReadToEnd();
        var path = Path.Combine(folder.FullName, "model.json");
        File.WriteAllText(path, text.Replace(good, bad, StringComparison.Ordinal));
        var refusal = Assert.Throws<InputException>(() => ModelFile.Read(path));
        Assert.StartsWith(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_model_file_is_refused() =>
        Assert.Throws<InputException>(() => ModelFile.FindOrRead(Path.Combine(folder.FullName, "none.json")));

    public void Dispose() => folder.Delete(recursive: true);
}

using System.Text.RegularExpressions;
using ButterE.Embedding.Tests.Native;
using ButterE.Tests.Shared;

namespace ButterE.Embedding.Tests.Python;

/// <summary>The Python package against the library that was just built.</summary>
public sealed partial class PythonPackageTests : IDisposable
{
    private static readonly (string, string)[] Library = [("BUTTERE_LIBRARY", BuiltLibrary.File), ("PYTHONDONTWRITEBYTECODE", "1")];

    private readonly string folder = Directory.CreateTempSubdirectory("buttere-python-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [PythonFact]
    public void Its_own_tests_pass() => TestsPass(Library);

    [PythonFact]
    public void Its_own_tests_pass_on_the_hosted_runtime_too_and_there_devices_train()
    {
        var built = new DirectoryInfo(AppContext.BaseDirectory);
        var hosted = Path.Combine(built.Parent!.Parent!.FullName, "ButterE.Native.Hosted", built.Name);
        TestsPass([.. Library, ("BUTTERE_HOSTED", hosted)]);
    }

    private static void TestsPass((string, string)[] environment)
    {
        var output = Tool.Run(
            PythonFactAttribute.Interpreter, ["-m", "pytest", "-q", "-p", "no:cacheprovider", Repository.PathOf("python/tests")], environment)
            .Succeeded();
        Assert.True(int.Parse(Passed().Match(output).Groups[1].Value, null) >= 40, output);
    }

    [PythonFact]
    public void The_sweep_writes_a_record_for_every_run_and_goes_on_where_it_was_stopped()
    {
        string[] arguments =
            [Repository.PathOf("python/examples/sweep.py"), "--out", folder, "--sizes", "128", "512", "2048", "--depths", "2", "3", "--epochs", "1"];
        var first = Sweep(arguments);
        Assert.Contains("joules", first, StringComparison.Ordinal);
        Assert.Contains("time model of ", first, StringComparison.Ordinal);
        var records = Directory.GetFiles(folder, "*.parquet");
        // Networks of depth 2 are the same under both shapes, but a run of each was asked for.
        Assert.Equal(12, records.Length);
        Assert.DoesNotContain(" ms ", Sweep(arguments), StringComparison.Ordinal);
        Assert.Equal(records.Order(), Directory.GetFiles(folder, "*.parquet").Order());
    }

    [PythonFact]
    public void The_example_beside_PyTorch_says_what_is_missing()
    {
        var hasTorch = Tool.Has(PythonFactAttribute.Interpreter, "-c", "import torch");
        var ran = Tool.Run(PythonFactAttribute.Interpreter, [Repository.PathOf("python/examples/torch_energy.py"), "--epochs", "1"], Paths());
        if (hasTorch && ran.ExitCode == 0)
            Assert.Contains("epoch 1", ran.Output, StringComparison.Ordinal);
        else
            Assert.Matches(hasTorch ? "no energy meter" : "needs PyTorch", ran.Output);
    }

    private static string Sweep(string[] arguments) => Tool.Run(PythonFactAttribute.Interpreter, arguments, Paths()).Succeeded();

    private static (string, string)[] Paths() => [.. Library, ("PYTHONPATH", Repository.PathOf("python"))];

    [GeneratedRegex(@"(\d+) passed")]
    private static partial Regex Passed();
}

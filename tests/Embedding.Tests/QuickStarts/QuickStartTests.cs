using System.Text.RegularExpressions;
using ButterE.Embedding.Tests.Native;
using ButterE.Tests.Shared;

namespace ButterE.Embedding.Tests.QuickStarts;

/// <summary>The quick starts of the README, run exactly as written.</summary>
public sealed partial class QuickStartTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathOf("README.md"));

    [Theory]
    [InlineData("c", "examples/quickstart/quickstart.c")]
    [InlineData("python", "examples/quickstart/quickstart.py")]
    [InlineData("csharp", "examples/quickstart/csharp/Program.cs")]
    public void The_readme_shows_the_file_that_its_commands_use(string language, string file) =>
        Assert.Contains($"```{language}\n{File.ReadAllText(Repository.PathOf(file))}```\n", Readme, StringComparison.Ordinal);

    [NativeFact]
    public void The_one_for_C_trains() => Assert.Matches(@"loss 0\.00\d+ after 200 epochs", RunCommands("C"));

    [PythonFact]
    public void The_one_for_Python_trains_meters_and_predicts()
    {
        var output = RunCommands("Python");
        Assert.Matches(@"loss 0\.00\d+ after 200 epochs", output);
        Assert.Matches(@"(\d J|None J|no energy meter)", output);
        Assert.Matches(@"cost \d+ kJ", output);
    }

    [Fact]
    public void The_one_for_CSharp_trains_from_packages_and_installs_the_tool()
    {
        var output = RunCommands("C#");
        Assert.Matches(@"loss 0\.00\d+ after 200 epochs", output);
        Assert.Contains("Measures the memory hierarchy", output, StringComparison.Ordinal);
    }

    // The commands under the heading of a language, as one script that ends at the first error.
    private static string RunCommands(string language)
    {
        var commands = Commands().Match(Readme.Split($"\n### {language}\n")[1]).Groups[1].Value;
        // As on a fresh clone, but what was built on the way is used again. pip has no business on the network for a wheel that lies here.
        foreach (var made in new[] { "artifacts/tools", "artifacts/python", "artifacts/venv" }.Select(Repository.PathOf).Where(Directory.Exists))
            Directory.Delete(made, recursive: true);
        return Tool.Run("bash", ["-euo", "pipefail", "-c", commands], [
            ("PATH", $"/usr/bin:{Environment.GetEnvironmentVariable("PATH")}"), ("PIP_NO_INDEX", "1"), ("PIP_DISABLE_PIP_VERSION_CHECK", "1"),
        ]).Succeeded();
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Commands();
}

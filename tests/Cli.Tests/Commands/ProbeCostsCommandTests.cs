using System.Text.Json;
using ButterE.Tests.Shared;

namespace ButterE.Cli.Tests.Commands;

/// <summary>What probe does with a profile that is already there, and what it refuses before it measures.</summary>
public sealed class ProbeCostsCommandTests
{
    private static readonly string Recorded = Repository.PathOf("tests/Probe.Tests/Profile/recorded.json");

    [Theory]
    [InlineData("--record", "trace.csv")]
    [InlineData("--energy")]
    [InlineData("--meter", "estimate:tdp=100,idle=20")]
    [InlineData("--threads", "1")]
    [InlineData("--quick")]
    [InlineData("--seed", "2")]
    [InlineData("--huge-pages", "off")]
    [InlineData("--device", "cpu")]
    public void How_to_measure_is_refused_beside_a_profile_that_is_there(params string[] option) =>
        CommandLineCall.Run(["probe", "--profile", "eagle-cpu", .. option]).AssertRefused(2, option[0], "--profile");

    [Fact]
    public void A_meter_is_refused_where_no_energy_is_asked_for() =>
        CommandLineCall.Run("probe", "--quick", "--meter", "estimate:tdp=100,idle=20").AssertRefused(2, "--meter", "--energy");

    [Fact]
    public void Joules_without_a_meter_are_refused_with_exit_code_3()
    {
        using var empty = new TemporaryFolder();
        CommandLineCall.RunUnder([("BUTTERE_SYSFS", empty.Root)], "probe", "--quick", "--energy", "--meter", "powercap:package")
            .AssertRefused(3, "powercap");
    }

    [Fact]
    public void A_profile_compared_with_itself_differs_in_nothing()
    {
        var document = CommandLineCall.Run("probe", "--profile", Recorded, "--compare", Recorded, "--json").Document();
        var quantities = document.GetProperty("comparison").GetProperty("quantities");
        Assert.NotEqual(0, quantities.GetArrayLength());
        Assert.DoesNotContain(quantities.EnumerateArray(), pair => pair.GetProperty("differs").ToString() == "True");
    }

    [Fact]
    public void What_has_no_interval_in_both_profiles_is_not_counted_among_what_was_tested() => Assert.Contains(
        "none of the 5 quantities has an interval", CommandLineCall.Run("probe", "--profile", "published-v100", "--compare", "published-h100").Output);

    [Fact]
    public void Profiles_without_anything_measured_cannot_be_compared() =>
        CommandLineCall.Run("probe", "--profile", "eagle-cpu", "--compare", "eagle-gpu").AssertRefused(4, "in common");

    [Fact]
    public void A_page_is_written_from_a_profile_with_every_chart()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Root, "profile.html");
        Assert.Equal(0, CommandLineCall.Run("probe", "--profile", Recorded, "--html", file).ExitCode);
        var page = File.ReadAllText(file);
        Assert.All(new[] { "latency", "availability", "bandwidth", "cost", "residuals", "loaded" },
            chart => Assert.Contains($"<div class=\"chart\" id=\"{chart}\">", page, StringComparison.Ordinal));
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("twist", "4096", "twist")]
    [InlineData("read", "100", "4096")]
    public void A_point_that_cannot_be_measured_is_refused(string traversal, string bytes, string fragment) =>
        CommandLineCall.Run("probe", "point", "--traversal", traversal, "--bytes", bytes).AssertRefused(2, fragment);

    [Theory]
    [InlineData("chase")]
    [InlineData("read")]
    public void A_point_comes_as_a_sweep_takes_it_and_as_held_for_long(string traversal)
    {
        var point = CommandLineCall.Run("probe", "point", "--traversal", traversal, "--bytes", "16384", "--json").Document();
        Assert.True(point.Number("seconds") > 0 && point.Number("heldSeconds") > 0);
        Assert.Equal(traversal == "chase" ? JsonValueKind.Null : JsonValueKind.Number, point.GetProperty("bytesPerSecond").ValueKind);
    }
}

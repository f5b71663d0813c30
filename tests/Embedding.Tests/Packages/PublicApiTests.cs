using System.Reflection;
using ButterE.Tests.Shared;

namespace ButterE.Embedding.Tests.Packages;

/// <summary>
/// What the packages offer stands in docs/api, so that no change of it goes unseen. A change that is meant: run these tests once with
/// BUTTERE_WRITE_API=1 and commit the files.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("ButterE.Kernels")]
    [InlineData("ButterE.Kernels.Gpu")]
    [InlineData("ButterE.Probe")]
    [InlineData("ButterE.Engine")]
    public void The_public_surface_is_the_one_that_is_written_down(string assembly)
    {
        var file = Repository.PathOf($"docs/api/{assembly}.txt");
        var surface = ApiListing.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable("BUTTERE_WRITE_API") == "1")
            File.WriteAllText(file, surface);
        var (now, written) = (surface.Split('\n'), File.ReadAllText(file).Split('\n'));
        Assert.True(surface == string.Join('\n', written),
            $"the public surface of {assembly} changed; gone: {Shown(written.Except(now))}; new: {Shown(now.Except(written))}; "
            + "if that is meant, run with BUTTERE_WRITE_API=1 and commit docs/api");
    }

    private static string Shown(IEnumerable<string> lines) =>
        string.Join(" | ", lines.Take(10).Select(line => line.Trim())) is { Length: > 0 } some ? some : "none";
}

using System.Diagnostics;
using System.Text.Json;
using ButterE.Cli.Output;
using ButterE.Engine.Runs;
using ButterE.Tests.Shared;

namespace ButterE.Cli.Tests;

/// <summary>The main job as a user runs it: a process that is interrupted, goes on, and ends.</summary>
public sealed class StudyProcessTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"buttere-study-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_interrupted_study_keeps_what_it_measured_and_goes_on()
    {
        var runs = Path.Combine(folder, "runs");
        using (var first = Start())
        {
            SpinWait.SpinUntil(() => first.HasExited || (Directory.Exists(runs) && Directory.GetFiles(runs, "*.parquet").Length >= 2), TimeSpan.FromMinutes(3));
            using var interrupt = Process.Start("/bin/kill", ["-INT", first.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            var complaint = await first.StandardError.ReadToEndAsync();
            await first.WaitForExitAsync();
            Assert.Equal(ExitCode.Interrupted, first.ExitCode);
            Assert.Contains("run the same command again", complaint, StringComparison.Ordinal);
        }

        var kept = Directory.GetFiles(runs).ToDictionary(file => file, File.ReadAllBytes);
        Assert.True(kept.Count >= 2);
        Assert.Equal(kept.Count, RunStore.Read(runs).Count);

        using var second = Start();
        var errors = second.StandardError.ReadToEndAsync();
        using var summary = JsonDocument.Parse(await second.StandardOutput.ReadToEndAsync());
        await second.WaitForExitAsync();
        Assert.True(second.ExitCode == ExitCode.Ok, await errors);
        Assert.All(kept, file => Assert.Equal(file.Value, File.ReadAllBytes(file.Key)));

        var root = summary.RootElement;
        foreach (var key in new[] { "profile", "model", "recommendation", "report" })
            Assert.True(File.Exists(root.GetProperty(key).GetString()), key);
        Assert.Equal(Directory.GetFiles(root.GetProperty("runs").GetString()!).Length, root.GetProperty("fit").GetProperty("n").GetInt32());
        Assert.Contains(root.GetProperty("fit").GetProperty("target").GetString(), new[] { "time", "energy" });
        Assert.InRange(root.GetProperty("fit").GetProperty("meanAbsoluteRelativeError").GetDouble(), 0, 1);
        Assert.True(File.Exists(Path.Combine(folder, "summary.json")));
        Assert.DoesNotContain("src=\"http", File.ReadAllText(root.GetProperty("report").GetString()!), StringComparison.Ordinal);
    }

    [Fact]
    public void A_study_refuses_to_go_on_with_a_profile_of_another_machine()
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "profile.json"), """
            { "schema": "buttere.profile/1", "device": "cpu", "name": "another", "units": 1, "fingerprint": "cpu=another; microcode=1; kernel=x; cores=1; engine=0",
              "levels": [ { "name": "RAM", "capacityBytes": 1e9, "instances": 1, "source": "reported" } ] }
            """);
        var call = CommandLineCall.Run("study", "--quick", "--out", folder);
        Assert.Equal(ExitCode.BadInput, call.ExitCode);
        Assert.Contains("cpu=", call.Error, StringComparison.Ordinal);
    }

    private Process Start()
    {
        var configuration = Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var start = new ProcessStartInfo(Repository.PathOf($"artifacts/bin/Cli/{configuration}/buttere"), ["study", "--quick", "--json", "--out", folder])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }
}

namespace ButterE.Cli.Tests;

/// <summary>
/// What the compiler makes of the kernels: a call inside one means that inlining gave up there, which costs more than half of its speed while
/// every result stays right (docs/decisions/0002). Listings are of optimised code only, which release builds of the kernels ask for.
/// </summary>
public sealed class MachineCodeTests
{
    [Theory]
    [InlineData("fused")]
    [InlineData("textbook")]
    public void No_micro_kernel_and_no_epilogue_calls_anything(string schedule)
    {
        using var folder = new TemporaryFolder();
        // Heights 1 to 12, a wide and a narrow output, hidden layers for the gate: every kernel that training uses.
        var networks = folder.Write("list.tsv", "a\t13\t6\t61,7,6\t1336\nb\t5\t1\t33,23,1\t1004\n");
        var listing = folder.PathOf("listing.txt");
        (string, string)[] listed = [("DOTNET_JitStdOutFile", listing), ("DOTNET_JitDisasm", "ButterE.Kernels.Gemm.MicroKernel:Run Finish Update")];
        using var program = new BuiltProgram(listed, "bench", "step", "--networks", networks, "--no-tune", "--schedule", schedule);
        var call = program.End();
        Assert.True(call.ExitCode == 0, $"the benchmark ran: exit code {call.ExitCode}, {call.Error}");

        var methods = Methods(File.ReadLines(listing)).Where(method => method.Name.Contains("(FullOpts)", StringComparison.Ordinal)).ToList();
        Assert.Contains(methods, method => method.Name.Contains("MicroKernel:Run", StringComparison.Ordinal));
        Assert.All(methods.Where(method => method.Name.Contains("ButterE.Kernels.", StringComparison.Ordinal)),
            method => Assert.True(method.Calls.Count == 0, $"{method.Name} calls {string.Join(", ", method.Calls)}"));
    }

    private static IEnumerable<(string Name, List<string> Calls)> Methods(IEnumerable<string> listing)
    {
        (string Name, List<string> Calls)? current = null;
        foreach (var line in listing)
        {
            if (line.StartsWith("; Assembly listing for method", StringComparison.Ordinal))
            {
                if (current is { } finished)
                    yield return finished;
                current = (line, []);
            }
            else if (line.Contains(" call ", StringComparison.Ordinal))
            {
                current?.Calls.Add(line.Trim());
            }
        }

        if (current is { } last)
            yield return last;
    }
}

using System.CommandLine;
using System.Text.Json;

namespace ButterE.Bench.Ceilings;

/// <summary>
/// <c>ceilings --threads N</c>: one JSON line with the multiply-add ceiling and the memory bandwidth of so many cores, which the tables of
/// bench/step turn into the floor of each network, how long a line takes between them, and what the system takes of them.
/// </summary>
internal static class CeilingsLine
{
    /// <summary>Makes the verb.</summary>
    public static Command Create()
    {
        var threads = LineOptions.Threads(least: 1);
        var command = new Command("ceilings", "Multiply-add ceiling and memory bandwidth of so many cores: one JSON line.") { threads };
        command.SetAction(parsed => Print(parsed.GetValue(threads)));
        return command;
    }

    private static void Print(int threads)
    {
        var ceilings = new MachineCeilings(threads);
        var memoryBytes = MachineCeilings.MemoryBytes();
        var noise = ceilings.Noise();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            threads,
            threadsUsed = ceilings.ThreadsUsed,
            simd = ceilings.Simd,
            ceilingGflops = Math.Round(ceilings.FlopsPerSecond() / 1e9, 2),
            updateGbPerSecond = Math.Round(ceilings.BytesPerSecond(memoryBytes) / 1e9, 2),
            workingSetBytes = memoryBytes,
            slowestLineNs = ceilings.SlowestLineSeconds() is { } line ? Math.Round(line * 1e9, 1) : (double?)null,
            noiseFraction = Math.Round(noise.Fraction, 4),
            noisePerSecond = Math.Round(noise.PerSecond),
            noiseMedianUs = noise.MedianSeconds is { } detour ? Math.Round(detour * 1e6, 1) : (double?)null,
        }));
    }
}

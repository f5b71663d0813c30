using System.Globalization;
using System.Text.Json;
using ButterE.Probe;

namespace ButterE.Bench.Ceilings;

/// <summary>
/// <c>ceilings [--threads N]</c>: one JSON line with the multiply-add ceiling and the memory bandwidth of so many cores, which the tables of
/// bench/step turn into the floor of each network, and how long a line takes between them.
/// </summary>
internal static class CeilingsLine
{
    /// <summary>The verb.</summary>
    public const string Verb = "ceilings";

    /// <summary>Measures and prints.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <exception cref="InputException">The arguments are not <c>--threads N</c> with a positive number.</exception>
    public static void Print(ReadOnlySpan<string> arguments)
    {
        var threads = Threads(arguments);
        var ceilings = new MachineCeilings(threads);
        var memoryBytes = MachineCeilings.MemoryBytes();
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            threads,
            threadsUsed = ceilings.ThreadsUsed,
            simd = ceilings.Simd,
            ceilingGflops = Math.Round(ceilings.FlopsPerSecond() / 1e9, 2),
            updateGbPerSecond = Math.Round(ceilings.BytesPerSecond(memoryBytes) / 1e9, 2),
            workingSetBytes = memoryBytes,
            slowestLineNs = ceilings.SlowestLineSeconds() is { } line ? Math.Round(line * 1e9, 1) : (double?)null,
        }));
    }

    private static int Threads(ReadOnlySpan<string> arguments) => arguments switch
    {
        [] => 1,
        ["--threads", var number]
            when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var threads) && threads > 0 => threads,
        _ => throw new InputException($"{Verb} {string.Join(' ', arguments)}: expected {Verb} [--threads N] with N from 1"),
    };
}

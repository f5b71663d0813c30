using System.Diagnostics;
using ButterE.Kernels.Memory;
using ButterE.Probe.Machine;
using ButterE.Probe.Memory;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Interference;

/// <summary>
/// How long a line takes from one core to another: two threads write one line in turn, each waiting for the other's number. Half a round trip is
/// the way of the line, the definition of nviennot/core-to-core-latency and of multichase's pingpong -u.
/// </summary>
internal static unsafe class LinePingPong
{
    private const int Batches = 7, RoundTrips = 2000;

    /// <summary>More cores than this would take longer than the rest of the probe: pairs grow with the square.</summary>
    private const int MostCores = 64;

    /// <summary>The matrix of the cores; null with one core, or where threads cannot be pinned.</summary>
    public static CoreToCoreLatency? Measure(IReadOnlyList<int?> cpus, CancellationToken cancellation)
    {
        if (cpus.Count < 2 || cpus.Any(cpu => cpu is null))
            return null;
        int[] numbers = [.. cpus.Take(MostCores).Select(cpu => cpu!.Value)];
        var matrix = numbers.Select(_ => new double?[numbers.Length]).ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            for (var j = i + 1; j < numbers.Length; j++)
            {
                cancellation.ThrowIfCancellationRequested();
                matrix[i][j] = matrix[j][i] = OneWayNs(numbers[i], numbers[j]);
            }
        }

        return new CoreToCoreLatency(numbers, matrix);
    }

    /// <summary>Best batch, ns: a disturbance of either thread only adds.</summary>
    private static double OneWayNs(int first, int second)
    {
        using var buffer = OffHeapBuffer.Allocate(OffHeapBuffer.PageBytes, HugePages.Off);
        var line = (long*)buffer.Address;
        var best = PinnedThread.RunAll([first, second], (side, rendezvous) =>
        {
            var least = double.PositiveInfinity;
            var number = (long)side;
            for (var batch = 0; batch < Batches; batch++)
            {
                var start = Stopwatch.GetTimestamp();
                for (var trip = 0; trip < RoundTrips; trip++, number += 2)
                {
                    while (Volatile.Read(ref *line) != number)
                        rendezvous.ThrowIfFailed();

                    Volatile.Write(ref *line, number + 1);
                }

                least = Math.Min(least, Stopwatch.GetElapsedTime(start).TotalNanoseconds / (2.0 * RoundTrips));
            }

            return least;
        });
        return best.Min();
    }
}

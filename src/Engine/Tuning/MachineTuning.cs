using System.Diagnostics;
using ButterE.Engine.Training;
using ButterE.Kernels.Gemm;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Compute;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tuning;

/// <summary>What was measured of one machine to tune training on it, and what was chosen: the document of a tuning file.</summary>
public sealed record MachineTuning
{
    /// <summary>The name of the schema that this version reads and writes.</summary>
    public const string CurrentSchema = "buttere.tuning/4";

    // Every candidate cuts the sums or the rows another way, and a batch of so many columns does not fit the L2 caches of current server cores; on narrower
    // paths, whose arithmetic takes longer than the way from L3, fewer operations take the same time.
    private const int Steps = 3072, Rows = 256, NarrowSteps = 512, NarrowRows = 512;

    /// <summary>Time for each of the two products, s; with the break-even of the threads less than a second in all.</summary>
    private const double SecondsPerProduct = 0.06;

    /// <summary>Schema of the document; <see cref="CurrentSchema"/>.</summary>
    public required string Schema { get; init; }

    /// <summary>What must be equal for the tuning to be used again; see <see cref="MachineFingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The SIMD path that was measured.</summary>
    public required string Simd { get; init; }

    /// <summary>When it was measured, UTC.</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>How long the measurement took, s.</summary>
    public required double Seconds { get; init; }

    /// <summary>Cache blocks of the forward products.</summary>
    public required BlockingChoice Forward { get; init; }

    /// <summary>Cache blocks of the products that carry the gradient back.</summary>
    public required BlockingChoice Backward { get; init; }

    /// <summary>From which size on networks are shared by all threads.</summary>
    public required ThreadBreakEven BreakEven { get; init; }

    /// <summary>Measures this machine in less than a second; other work on it makes the result worse, not wrong.</summary>
    /// <param name="path">The SIMD path.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist, or sysfs lists a size that is no number.</exception>
    public static MachineTuning Measure(SimdPath path)
    {
        var clock = Stopwatch.StartNew();
        var (blocking, other) = AnalyticTuning.Orders(path, DeclaredCaches.MostCredible(DeclaredCaches.Read()));
        var (length, rows) = path is SimdPath.V512 or SimdPath.V256 ? (Steps, Rows) : (NarrowSteps, NarrowRows);
        var threads = GrantedCores.PhysicalCount;
        // Half of the time goes into compiling what is timed: all cores do that together, before anything is timed.
        var making = Task.Run(() => threads < 2 ? null : new SharedSteps(path, threads, new TrainerTuning { Blocking = blocking }));
        var (aroundForward, aroundBackward) = (BlockingChoice.Around(blocking.AlongColumns, other.AlongColumns), BlockingChoice.Around(blocking.AlongRows, other.AlongRows));
        using var forwardProduct = new BlockingBenchmark(path, LayerProduct.Forward, length, rows);
        forwardProduct.Compile(aroundForward);
        using var backwardProduct = new BlockingBenchmark(path, LayerProduct.BackwardData, length, rows);
        backwardProduct.Compile(aroundBackward);
        using var steps = making.GetAwaiter().GetResult();
        var forward = Choose(forwardProduct, aroundForward);
        var backward = Choose(backwardProduct, aroundBackward);
        var breakEven = steps?.Measure() ?? ThreadBreakEven.OfOneCore;
        return new MachineTuning
        {
            Schema = CurrentSchema,
            Fingerprint = MachineFingerprint.Current,
            Simd = SimdSelection.NameOf(path),
            CreatedUtc = DateTime.UtcNow,
            Seconds = clock.Elapsed.TotalSeconds,
            Forward = forward,
            Backward = backward,
            BreakEven = breakEven,
        };

        BlockingChoice Choose(BlockingBenchmark product, IReadOnlyList<GemmBlocking> candidates) =>
            BlockingChoice.Of(length, rows, candidates, blocks => product.Measure(blocks, SecondsPerProduct));
    }

    /// <summary>The choices as a trainer takes them.</summary>
    /// <param name="source">Whether they were measured now or before.</param>
    public TrainerTuning Choices(TuningSource source) => new()
    {
        Blocking = new(Forward.Chosen, Backward.Chosen),
        SmallestSharedLayer = BreakEven.SmallestSharedLayer ?? TrainerTuning.Default.SmallestSharedLayer,
        Source = source,
    };
}

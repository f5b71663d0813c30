using ButterE.Kernels.Gemm;

namespace ButterE.Engine.Training;

/// <summary>What depends on the machine and changes no bit of any result: block sizes and the break-even of threads.</summary>
public sealed record TrainerTuning
{
    /// <summary>What holds for current server cores where nothing was measured.</summary>
    public static TrainerTuning Default { get; } = new();

    /// <summary>Cache blocks of the products with the parameters.</summary>
    public LayerBlocking Blocking { get; init; } = LayerBlocking.Default;

    /// <summary>Parameters a layer, on average, below which a second thread costs more than it brings: what it costs is paid once a layer (docs/decisions/0004).</summary>
    public long SmallestSharedLayer { get; init; } = 6_144;

    /// <summary>Where these choices come from, as results say.</summary>
    public TuningSource Source { get; init; } = TuningSource.Defaults;
}

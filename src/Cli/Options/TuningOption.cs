using System.CommandLine;
using ButterE.Engine.Training;
using ButterE.Engine.Tuning;
using ButterE.Kernels;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Cli.Options;

/// <summary>The option --no-tune.</summary>
internal static class TuningOption
{
    public static Option<bool> Create() => new("--no-tune")
    {
        Description = "Take block sizes and the break-even of threads from the declared caches, instead of measuring them once (under a second; see buttere cache).",
    };

    /// <summary>The tuning of this machine. Call it when everything else about the call is known to be right: it may measure.</summary>
    /// <exception cref="UnavailableException">The environment demands a SIMD path that this process cannot run.</exception>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist.</exception>
    public static TrainerTuning Obtain(bool tune)
    {
        var path = SimdSelection.Choose();
        return tune ? Tuner.Obtain(path, CacheFolder.Locate(), line => Console.Error.WriteLine($"buttere: {line}")) : AnalyticTuning.Of(path);
    }
}

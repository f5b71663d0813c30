using ButterE.Engine.Training;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Files;
using ButterE.Probe.Machine;

namespace ButterE.Engine.Tuning;

/// <summary>Tunes training for this machine: what was measured before is used again, else it is measured and kept.</summary>
public static class Tuner
{
    /// <summary>The tuning of this machine, from its file or measured in less than a second.</summary>
    /// <remarks>Processes may do this at the same time: a file is written whole, and any of their measurements serves all.</remarks>
    /// <param name="path">The SIMD path.</param>
    /// <param name="folder">Where it is kept; null keeps it nowhere.</param>
    /// <param name="say">Told in one line why a file was not used or could not be written.</param>
    /// <exception cref="InputException">BUTTERE_SYSFS names a folder that does not exist, or sysfs lists a size that is no number.</exception>
    public static TrainerTuning Obtain(SimdPath path, CacheFolder? folder, Action<string> say) => Obtain(path, folder, say, MachineTuning.Measure);

    internal static TrainerTuning Obtain(SimdPath path, CacheFolder? folder, Action<string> say, Func<SimdPath, MachineTuning> measure)
    {
        if (folder is null)
        {
            say("tuning is not kept: the system names no cache folder (set BUTTERE_CACHE)");
            return measure(path).Choices(TuningSource.Measured);
        }

        var file = TuningFile.PathIn(folder, path);
        if (File.Exists(file))
        {
            if (ReadOrReason(file, path, out var reason) is { } kept)
                return kept.Choices(TuningSource.Cached);
            say($"{file}: {reason}; measured again");
        }

        var tuning = measure(path);
        try
        {
            TuningFile.Write(file, tuning);
        }
        catch (InputException e)
        {
            say($"tuning is not kept: {e.Message}");
        }

        return tuning.Choices(TuningSource.Measured);
    }

    private static MachineTuning? ReadOrReason(string file, SimdPath path, out string? reason)
    {
        try
        {
            var tuning = TuningFile.Read(file);
            reason = tuning.Simd == SimdSelection.NameOf(path)
                ? MachineFingerprint.Difference(tuning.Fingerprint, MachineFingerprint.Current)
                : $"simd: {tuning.Simd} instead of {SimdSelection.NameOf(path)}";
            return reason is null ? tuning : null;
        }
        catch (InputException e)
        {
            reason = e.Message;
            return null;
        }
    }
}

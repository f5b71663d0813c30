using ButterE.Probe.Levels;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Probe.Measurement;

/// <summary>What the measured capacity says about the declared one.</summary>
internal static class LevelVerdict
{
    public const string Agrees = "agrees";
    public const string DeclaredTooLarge = "declaredTooLarge";
    public const string SharedOrPartitioned = "sharedOrPartitioned";
    public const string Unresolved = MemoryLevel.Unresolved;

    /// <summary>A measured capacity within this factor of the declared one agrees with it.</summary>
    private const double Tolerance = 1.25;

    /// <summary>The verdict; null when nothing was declared, or less than was measured.</summary>
    /// <param name="measured">What the curve shows.</param>
    /// <param name="declared">The most credible declaration; null when there is none.</param>
    /// <param name="isLast">Whether it is the last cache, the one shared with strangers.</param>
    public static string? Of(DetectedLevel measured, DeclaredCache? declared, bool isLast)
    {
        if (!IsResolved(measured))
            return Unresolved;
        if (declared is null)
            return null;
        if (Reaches(measured.CapacityHigh, declared) && measured.CapacityLow <= declared.Bytes * Tolerance
            || measured.ImpliedExclusiveBytes is { } exclusive && IsNear(exclusive, declared))
        {
            return Agrees;
        }

        if (measured.CapacityHigh > declared.Bytes)
            return null;
        var isShared = isLast && (declared.SharedBy is > 1 || measured.Availability is { } seen && seen["p90"] > Tolerance * seen["p10"]);
        return isShared ? SharedOrPartitioned : DeclaredTooLarge;
    }

    /// <summary>Whether the bootstrap found the level often enough to believe it.</summary>
    public static bool IsResolved(DetectedLevel level) => Math.Max(level.Support, level.Recurrence) >= DetectedLevel.LeastSupport;

    private static bool Reaches(double bytes, DeclaredCache declared) => bytes * Tolerance >= declared.Bytes;

    private static bool IsNear(double bytes, DeclaredCache declared) => Reaches(bytes, declared) && bytes <= declared.Bytes * Tolerance;
}

using ButterE.Engine.WorkingSets;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Model;

/// <summary>
/// A cost model in seconds that needs no training runs: the terms of the paper's equations (2) to (8) with the costs that a
/// probe measured. It knows nothing of what training frameworks add, so its distance to measured runs is what they add.
/// </summary>
public static class ProfileModel
{
    /// <summary>The traversal whose affine costs stand for an access.</summary>
    private const string Traversal = "read";

    /// <summary>The profile counts a multiply-add as two operations, the paper's FLOPs as one.</summary>
    private const double OperationsPerMultiplyAdd = 2;

    /// <summary>
    /// Takes the costs of a profile: a and m from the affine costs of reading, ko from the compute peak of all units, kp and kd
    /// from the overheads. Units work side by side, so an access costs the time of one instance's share; a run as such costs nothing.
    /// </summary>
    /// <remarks>
    /// All units of the profile count: the prediction is for training on as many threads as the probe was given, and for one thread
    /// the profile of <c>probe --threads 1</c>. Where the engine itself takes fewer threads, because a network is too small to share,
    /// the prediction comes out low; so it does for layers narrower than the vectors, whose unused lanes it does not know. The peak stands
    /// for ko and not the sustained rate, because that already holds the time of the memory accesses that the other terms add.
    /// </remarks>
    /// <param name="profile">The profile.</param>
    /// <param name="placement">Where working sets reside.</param>
    /// <exception cref="InsufficientDataException">The profile lacks a compute peak, an overhead or all read costs; each is named.</exception>
    public static EnergyModel Of(HardwareProfile profile, IPlacement placement)
    {
        var lacking = new List<string>();
        var peak = Need(
            profile.Compute?.PeakFlopsPerSecondAll ?? (profile.Units == 1 ? profile.Compute?.PeakFlopsPerSecond : null),
            "compute.peakFlopsPerSecondAll", lacking);
        var perPass = Need(profile.Overheads?.SecondsPerPass, "overheads.secondsPerPass", lacking);
        var perLayer = Need(profile.Overheads?.SecondsPerLayer, "overheads.secondsPerLayer", lacking);
        var read = profile.Traversals.FirstOrDefault(traversal => traversal.Kind == Traversal);
        if (read is null || read.Levels.All(level => level.Seconds is null))
            lacking.Add($"traversals: a fit of kind {Traversal} in seconds");
        if (lacking.Count > 0)
        {
            throw new InsufficientDataException(
                $"the profile of {profile.Name} lacks {string.Join(", ", lacking)}, which a prediction from it alone needs");
        }


        // A level without a fit stays unknown: only a run with a set in that level is then refused.
        var fits = profile.AddressedLevels().Select(level => read!.Levels.FirstOrDefault(cost => cost.Level == level.Name)?.Seconds).ToArray();
        return new EnergyModel
        {
            Target = CostTarget.Time,
            Placement = placement.Name,
            DataCharge = placement.DefaultDataCharge,
            SizeBasis = SizeBasis.PerInstance,
            Inputs = InputCounting.Encoded,
            Levels = [.. profile.AddressedLevels().Select(level => level.Name)],
            // A line fitted to noisy points may cross zero below the smallest of them; no access takes negative time.
            Coefficients = new PerTerm<double?>(
                0, perPass, OperationsPerMultiplyAdd / peak, perLayer,
                [.. fits.Select(fit => fit is null ? null : (double?)Math.Max(0, fit.A))],
                [.. fits.Select(fit => fit is null ? null : (double?)Math.Max(0, fit.M))]),
            Fingerprint = profile.Fingerprint,
            Profile = profile,
            Note = "Costs of the hardware profile alone; no training run was used.",
        };
    }

    private static double Need(double? value, string key, List<string> lacking)
    {
        if (value is null)
            lacking.Add(key);
        return value ?? double.NaN;
    }
}

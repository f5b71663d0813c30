using ButterE.Engine.Networks;
using ButterE.Engine.Training;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Model;

/// <summary>
/// The time of a training step of this engine, composed from what a probe measured and what the engine's kernels do: whole vectors at the
/// multiply-add ceiling, bytes at the cost of the levels that serve them, a fixed cost per layer and pass. No training run is used.
/// </summary>
/// <remarks>
/// Left out for want of a measurement: exponentials of the loss, what a product loses against the ceiling, and, where the profile has no costs
/// of the traversal <c>adam</c>, the update's square roots and divisions: it then costs a copy. The distance to measured steps is what these
/// are worth.
/// </remarks>
public sealed class ProfileStepModel
{
    /// <summary>The profile counts a multiply-add as two operations.</summary>
    private const double OperationsPerMultiplyAdd = 2;

    private readonly HardwareProfile profile;
    private readonly MemoryHierarchy memory;
    private readonly SimdPath path;
    private readonly long smallestLayer;
    private readonly double[] read, write, copy, adam;
    private readonly double onePeak, allPeak, perPass, perLayer;

    /// <summary>Takes the measured costs of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="path">The SIMD path that will run.</param>
    /// <param name="tuning">From which size on threads share a network.</param>
    /// <exception cref="InsufficientDataException">The profile lacks a compute peak, an overhead or traversal costs; each is named.</exception>
    /// <exception cref="InputException">A level lacks what placing working sets needs.</exception>
    public ProfileStepModel(HardwareProfile profile, SimdPath path, TrainerTuning tuning)
    {
        (this.profile, this.path, smallestLayer) = (profile, path, tuning.SmallestSharedLayer);
        var lacking = new List<string>();
        onePeak = Need(profile.Compute?.PeakFlopsPerSecond, "compute.peakFlopsPerSecond");
        allPeak = Need(profile.Compute?.PeakFlopsPerSecondAll ?? (profile.Units == 1 ? onePeak : null), "compute.peakFlopsPerSecondAll");
        perPass = Need(profile.Overheads?.SecondsPerPass, "overheads.secondsPerPass");
        perLayer = Need(profile.Overheads?.SecondsPerLayer, "overheads.secondsPerLayer");
        (read, write, copy) = (Costs("read"), Costs("write"), Costs("copy"));
        adam = profile.Traversals.Any(traversal => traversal.Kind == "adam") ? Costs("adam") : copy;
        if (lacking.Count > 0)
        {
            var unresolved = profile.Levels.Where(level => level.Verdict == MemoryLevel.Unresolved).Select(level => level.Name).ToArray();
            throw new InsufficientDataException(
                $"the profile of {profile.Name} lacks {string.Join(", ", lacking)}, which a prediction from it alone needs; buttere probe --out FILE "
                + (unresolved.Length == 0 ? "measures all of it (a quick study does not)"
                    : $"measures all of it where it resolves {string.Join(", ", unresolved)}, which is claimed and was not seen: give it time (no --quick) and an idle machine"));
        }

        memory = MemoryHierarchy.Of(profile);

        double Need(double? value, string key)
        {
            if (value is null)
                lacking.Add(key);
            return value ?? double.NaN;
        }

        double[] Costs(string kind)
        {
            var levels = profile.Traversals.FirstOrDefault(traversal => traversal.Kind == kind)?.Levels;
            double?[] costs = [.. profile.Levels.Select(level => levels?.FirstOrDefault(cost => cost.Level == level.Name)?.ServedSecondsPerByte)];
            if (profile.Levels.Where((_, level) => costs[level] is null).Select(level => level.Name).ToArray() is { Length: > 0 } without)
                lacking.Add($"traversals: {kind} costs of {(without.Length == costs.Length ? "every level" : string.Join(", ", without))}");
            return [.. costs.Select(cost => cost ?? double.NaN)];
        }
    }

    /// <summary>The hardware.</summary>
    public HardwareProfile Profile => profile;

    /// <summary>Threads at most, fewer than the probe was given; null for as many as that.</summary>
    public int? MostThreads { get; init; }

    /// <summary>Threads that the engine would take for a network, of those that the probe was given.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    public int ThreadsFor(Network network, int batch) => ThreadRule.Of(
        network, batch, LayerWork.PanelWidthOf(path), smallestLayer, Math.Min(profile.Units, MostThreads ?? int.MaxValue));

    /// <summary>Threads that a prediction counts on: those of the setup, else those that the engine would take.</summary>
    /// <param name="setup">What is trained.</param>
    public int ThreadsFor(TrainingSetup setup) => setup.Threads ?? ThreadsFor(setup.Network, setup.Batch);

    /// <summary>The setup with a ceiling on its threads, as a run has one: never more than the engine would take.</summary>
    /// <param name="setup">What is trained.</param>
    /// <param name="most">Threads at most, from 1.</param>
    public TrainingSetup OnThreads(TrainingSetup setup, int most) => setup with { Threads = Math.Min(most, ThreadsFor(setup)) };

    /// <summary>Every part of a training step.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="schedule">The schedule.</param>
    public IReadOnlyList<StepCost> Step(Network network, int batch, Schedule schedule) => Step(network, batch, schedule, ThreadsFor(network, batch));

    private IReadOnlyList<StepCost> Step(Network network, int batch, Schedule schedule, int threads)
    {
        var work = StepWork.Of(network, batch, schedule, path);
        // One thread has the ceiling of one core; several have theirs of the ceiling of all, which lies lower where they share power or pipes.
        var vectorsPerSecond = (threads == 1 ? onePeak : allPeak * threads / profile.Units) / OperationsPerMultiplyAdd / LayerWork.LanesOf(path);
        var (ofParameters, ofValues) = (Share(work.Parameters), Share(work.Values));
        return
        [
            .. work.Parts.Select(part => new StepCost(part.Part, part.Layer,
                Overhead(part.Part) + part.Vectors / vectorsPerSecond
                + (Seconds(part.Parameters, ofParameters) + Seconds(part.Values, ofValues)) / (part.Part == StepPart.Loss ? 1 : threads))),
        ];

        // The loss ends a pass and begins one; the parts of the update belong to the backward pass.
        double Overhead(StepPart part) => part switch
        {
            StepPart.Loss => 2 * perPass,
            StepPart.Forward or StepPart.Backward => perLayer,
            _ => 0,
        };

        double[] Share(WorkingSet set) => [.. PartialSpill.BytesByLevel(set, memory).Select(bytes => bytes / set.Bytes)];

        double Seconds(MovedBytes moved, double[] share)
        {
            double seconds = 0;
            for (var level = 0; level < share.Length; level++)
                seconds += share[level] * (moved.Read * read[level] + moved.Write * write[level] + moved.Copy * copy[level] + moved.Adam * adam[level]);
            return seconds;
        }
    }

    /// <summary>The two sets of bytes that a step goes through again and again, spread over the levels each on its own.</summary>
    /// <param name="network">The network.</param>
    /// <param name="batch">Rows of a batch.</param>
    /// <param name="schedule">The schedule.</param>
    internal (WorkingSet Parameters, WorkingSet Values) SetsOf(Network network, int batch, Schedule schedule)
    {
        var work = StepWork.Of(network, batch, schedule, path);
        return (work.Parameters, work.Values);
    }

    /// <summary>Seconds of a run: epochs of training steps and test passes.</summary>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="epochs">Epochs.</param>
    /// <exception cref="InvalidOperationException">The number of rows is not known.</exception>
    public double Predict(TrainingSetup setup, double epochs)
    {
        var batches = setup.Batches;
        var step = Step(setup.Network, setup.Batch, setup.Schedule, ThreadsFor(setup));
        var forward = step.Where(part => part.Pass == StepPart.Forward).Sum(part => part.Seconds) + perPass;
        return epochs * (batches.Training * step.Sum(part => part.Seconds) + batches.Test * forward);
    }
}

using System.Diagnostics;
using ButterE.Engine.Data;
using ButterE.Engine.Data.Sources;
using ButterE.Engine.Documents;
using ButterE.Engine.Isolines;
using ButterE.Engine.Model;
using ButterE.Engine.Networks;
using ButterE.Engine.Recommendation;
using ButterE.Engine.Report;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Engine.WhatIf;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Machine;
using ButterE.Probe.Measurement;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Study;

/// <summary>
/// The main job: probes this machine, trains a sweep on the satellite data, fits the cost model, recommends a size and writes the report.
/// Everything measured is on disk as soon as it exists, so an interrupted study goes on where it stopped.
/// </summary>
public sealed class StudyRunner
{
    private const string DatasetName = "294_satellite_image";
    private const double LearningRate = 1e-3;

    // Of the whole time, for the progress bar.
    private const double ProbeShare = 0.25, SweepShare = 0.7;

    /// <summary>A quick study starts no further run after this time, so that it ends within its 3 minutes on a slower machine too, s.</summary>
    private const double QuickRunDeadline = 145;

    private readonly StudySettings settings;
    private readonly StudyFolder folder;
    private readonly IProgress<(double Fraction, string What)>? progress;
    private readonly CancellationToken cancellation;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly HashSet<string> fresh = [];

    private StudyRunner(StudySettings settings, IProgress<(double Fraction, string What)>? progress, CancellationToken cancellation) =>
        (this.settings, folder, this.progress, this.cancellation) = (settings, new StudyFolder(settings.Folder), progress, cancellation);

    /// <summary>Runs a study, or goes on with one.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="progress">Receives the share of the work that is done, 0 to 1, and what is being done.</param>
    /// <param name="cancellation">Stops between two batches; what was measured stays on disk.</param>
    /// <exception cref="UnavailableException">The device or SIMD path is absent.</exception>
    /// <exception cref="InputException">The folder cannot be written or holds a profile of another machine.</exception>
    /// <exception cref="InsufficientDataException">The runs cannot support a model or a recommendation.</exception>
    /// <exception cref="OperationCanceledException">The study was cancelled, or a quick one has no time left for enough runs; the next call goes on.</exception>
    public static StudyResult Run(StudySettings settings, IProgress<(double Fraction, string What)>? progress = null, CancellationToken cancellation = default) =>
        new StudyRunner(settings, progress, cancellation).Run();

    private StudyResult Run()
    {
        Trainers.Require(settings.Device);
        if (settings.Device != Trainers.Cpu)
            throw new UnavailableException($"--device {settings.Device}: a study needs the profile of its device, and only the CPU is probed by this version");
        folder.Create();
        var data = DatasetSource.Load(DatasetRegistry.Find(DatasetName), null, null, EncodingRule.Paper, settings.Seed);
        var trainer = new TrainerSettings { LearningRate = LearningRate, Schedule = settings.Schedule, Threads = settings.Threads, Tuning = settings.Tuning };
        var profile = Probe();
        var plan = StudyPlan.Of(settings.Scope, data, profile, trainer.Batch);
        using var meter = EnergyMeters.CreateIfAvailable();
        var before = Idle(meter, ProbeShare);
        var records = Sweep(plan, data, trainer, meter, before, out var leftOut);
        WithDrift(records, before, Idle(meter, ProbeShare + SweepShare));
        WithReplicates(records);

        var target = records.All(r => r.Joules is not null) ? CostTarget.Energy : CostTarget.Time;
        progress?.Report((ProbeShare + SweepShare, "fitting the model"));
        IPlacement placement = new EnginePlacement();
        var selection = RunsFile.Read(folder.Runs, target, profile.Device);
        // One data set at one batch size cannot tell every term apart; those that stay carry the cost of those that go.
        var model = Fit(selection.Runs, profile, new FitOptions { Target = target, Placement = placement, Form = null, LeaveOutBlindTerms = true }, leftOut);
        ModelFile.Write(folder.Model, model);
        var curves = RunLosses.Of(records, target);
        var recommendation = FamilyComparison.Of(
            DatasetName,
            new RecommendationEvidence
            {
                Curves = curves, Predicted = EpochCost.Of(model, $"the model fitted to {model.Errors!.N} runs of this study"),
                Hardware = profile, Placement = placement,
            },
            FromProfile(profile));
        DocumentFile.Write(folder.Recommendation, recommendation);

        progress?.Report((0.98, "writing the report"));
        HtmlReport.Write(folder.Report, new ReportInput
        {
            Title = $"ButterE study of {profile.Name}",
            Profile = profile,
            Runs = records,
            Predictions = [.. Prediction.Of(model, selection.Runs).Zip(selection.Runs, (p, run) => new PredictedRun(run.RunId!, p.Parameters, p.Measured!.Value, p.Predicted))],
            Target = target == CostTarget.Time ? "time" : "energy",
            Isolines = IsolineFigures.Of(curves, _ => profile, placement),
            DrawnFamilies = Drawn(curves, profile, placement),
            Families = recommendation.Families,
            WhatIf = WhatIf(profile, recommendation, curves),
            Recommendation = new RecommendationView(recommendation.Size, recommendation.Reason, recommendation.Evidence),
            Boundaries = [.. recommendation.Boundaries.Where(boundary => boundary.IsKey)],
            Notes = Notes(data, model, leftOut, selection),
        });
        var errors = model.Errors!;
        var result = new StudyResult(folder.Profile, folder.Runs, folder.Model, folder.Recommendation, folder.Report,
            new StudyFit(target, errors.N, errors.MeanAbsoluteRelative, errors.CrossValidated)
            {
                CrossValidatedN = errors.CrossValidatedN, Form = model.Form, ThreadsUsed = selection.ThreadsUsed, KnowsThreads = model.KnowsThreads,
            }, Math.Round(clock.Elapsed.TotalSeconds, 1))
        {
            RunsLeftOut = leftOut, Reason = recommendation.Reason, Evidence = recommendation.Evidence, DataSource = data.Source, Meter = meter?.Description.Id,
            Tuning = settings.Tuning.Source,
        };
        DocumentFile.Write(folder.Summary, result);
        progress?.Report((1, "done"));
        return result;
    }

    private EnergyModel Fit(IReadOnlyList<MeasuredRun> runs, HardwareProfile profile, FitOptions options, int leftOut)
    {
        try
        {
            return EnergyModel.Fit(runs, profile, options);
        }
        catch (InsufficientDataException) when (leftOut > 0)
        {
            throw new OperationCanceledException(
                $"the time was up after {runs.Count} of {runs.Count + leftOut} runs, too few for a model; they are kept in {settings.Folder}: run the same command again to go on");
        }
    }

    private static List<DrawnFamily> Drawn(IReadOnlyList<LossCurve> curves, HardwareProfile profile, IPlacement placement) =>
    [
        .. IsolineMap.Of(curves).Select(family => new DrawnFamily(
            family with { Isolines = family.Drawn() },
            [.. SpillBoundary.Of(FamilyOf(curves, family.Shape!, family.Depth), profile, placement).Where(boundary => boundary.IsKey)])),
    ];

    private WhatIfView? WhatIf(HardwareProfile profile, SizeRecommendation recommendation, IReadOnlyList<LossCurve> curves)
    {
        var like = recommendation.Candidates[0];
        var family = FamilyOf(curves, like.Shape!, like.Depth);
        try
        {
            var demands = MemoryDemand.Of(profile, SimdSelection.Choose(), settings.Tuning, family.GridSizes().Select(family.SetupOf));
            return new WhatIfView($"{family.ShapeText}, depth {family.Depth}, {DatasetName}", profile, demands, family.Like.TrainingData);
        }
        catch (InsufficientDataException)
        {
            return null;
        }
    }

    private static NetworkFamily FamilyOf(IReadOnlyList<LossCurve> curves, string shape, int depth) =>
        NetworkFamily.Named(DatasetName, shape, curves.First(curve => curve.Shape == shape && curve.Depth == depth).Setup)!;

    // A probe that was cut short may lack what step times are made of.
    private EpochCost? FromProfile(HardwareProfile profile)
    {
        try
        {
            return EpochCost.Of(new ProfileStepModel(profile, SimdSelection.Choose(), settings.Tuning), "the profile alone");
        }
        catch (InsufficientDataException)
        {
            return null;
        }
    }

    private HardwareProfile Probe()
    {
        if (File.Exists(folder.Profile))
        {
            var kept = ProfileFile.Read(folder.Profile);
            var difference = kept.Fingerprint is null ? "it has no fingerprint" : MachineFingerprint.Difference(kept.Fingerprint, MachineFingerprint.Current);
            if (difference is not null)
                throw new InputException($"{folder.Profile}: measured under other conditions ({difference}); choose another --out or delete it");
            return kept;
        }

        var part = progress is null ? null : new PartOf(progress, 0, ProbeShare);
        var profile = MemoryProbe.Run(new ProbeSettings { Quick = settings.Scope == StudyScope.Quick, Seed = settings.Seed, Threads = settings.Threads }, part, cancellation);
        ProfileFile.Write(folder.Profile, profile);
        return profile;
    }

    private List<RunRecord> Sweep(
        IReadOnlyList<PlannedRun> plan, Dataset data, TrainerSettings trainer, IEnergyMeter? meter, IdleBaseline? idle, out int leftOut)
    {
        var done = RunStore.Read(folder.Runs).ToDictionary(record => record.RunId);
        var order = RunPlace.Order(plan.Count, settings.Replicates, settings.Seed);
        var records = new List<RunRecord>(order.Count);
        double planned = settings.Replicates * plan.Sum(run => run.EstimatedSeconds), finished = 0;
        leftOut = 0;
        foreach (var place in order)
        {
            var run = plan[place.Configuration];
            var before = finished;
            finished += run.EstimatedSeconds;
            var configuration = TrainingSession.Describe(run.Network, data, trainer, settings.Device, SplitRule.Paper, settings.Seed, run.Epochs, ShapeName.Of(run.Shape), run.Size, place.Replicate);
            if (done.TryGetValue(RunId.Of(configuration), out var kept))
            {
                records.Add(kept);
                continue;
            }

            if (settings.Scope == StudyScope.Quick && clock.Elapsed.TotalSeconds > QuickRunDeadline)
            {
                leftOut++;
                continue;
            }

            progress?.Report((ProbeShare + SweepShare * before / planned, $"run {place.Position + 1} of {order.Count}: {run.Network.Parameters:N0} parameters, depth {run.Network.Depth}, {run.Epochs} epochs"));
            using var session = new TrainingSession(run.Network, data, trainer, settings.Device, SplitRule.Paper, settings.Seed);
            // A baseline before and after each of forty short runs would be longer than the runs: one before and one after all of them.
            var measurement = MeasurementSettings.OfThisMachine with { IdleSeconds = 0 };
            var measured = session.Run(
                run.Epochs, meter, ShapeName.Of(run.Shape), run.Size, place, measurement: measurement, cancellation: cancellation);
            var record = (RunRecord)measured.WithBaseline(idle);
            RunStore.Write(folder.Runs, record);
            fresh.Add(record.RunId);
            records.Add(record);
        }

        return records;
    }

    private IdleBaseline? Idle(IEnergyMeter? meter, double progressBefore)
    {
        if (meter is null)
            return null;
        progress?.Report((progressBefore, "idle baseline"));
        var seconds = Math.Min(meter.Description.MinimumSeconds ?? 1, MeasurementSettings.LongestDefaultIdleSeconds);
        var baseline = IdleBaseline.Measure(meter, seconds, wait => cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(wait)));
        cancellation.ThrowIfCancellationRequested();
        return baseline;
    }

    // Until the second baseline exists the runs on disk have the first; then the drift between both joins their uncertainty.
    private void WithDrift(List<RunRecord> records, IdleBaseline? before, IdleBaseline? after)
    {
        var baseline = IdleBaseline.Combine(before, after);
        for (var i = 0; i < records.Count && after is not null; i++)
        {
            // What an earlier call of the same study measured keeps the baselines of its own time.
            if (!fresh.Contains(records[i].RunId))
                continue;
            records[i] = (RunRecord)records[i].WithBaseline(baseline);
            RunStore.Write(folder.Runs, records[i]);
        }
    }

    // On the row of each replicate, those of an earlier call included: they are replicates as good as the others.
    private void WithReplicates(List<RunRecord> records)
    {
        var filled = ReplicateMeans.Fill(records);
        for (var i = 0; i < records.Count; i++)
        {
            if (filled[i] == records[i])
                continue;
            records[i] = filled[i];
            RunStore.Write(folder.Runs, records[i]);
        }
    }

    private static List<string> Notes(Dataset data, EnergyModel model, int leftOut, RunSelection selection)
    {
        List<string> notes =
        [
            $"Data: {data.Source}. Learning rate {LearningRate:G3} instead of the paper's 0.0001, because a study trains few epochs.",
            "Working sets are placed as this engine touches memory (placement engine); the dashed lines are for the recommended shape and depth.",
        ];
        if (model.Without.Count > 0)
            notes.Add($"The runs cannot tell these terms of the model apart, so it does without them: {string.Join(", ", model.Without)}.");
        if (RunSelection.NoteOnThreads(selection.ThreadsUsed, model.KnowsThreads) is { } threads)
            notes.Add(threads);
        if (leftOut > 0)
            notes.Add($"{leftOut} planned runs were left out because the time was up; run the same command again to add them.");
        return notes;
    }

    /// <summary>Maps the progress of one part onto its share of the whole.</summary>
    private sealed class PartOf(IProgress<(double Fraction, string What)> whole, double from, double to) : IProgress<(double Fraction, string What)>
    {
        public void Report((double Fraction, string What) value) => whole.Report((from + (to - from) * value.Fraction, value.What));
    }
}

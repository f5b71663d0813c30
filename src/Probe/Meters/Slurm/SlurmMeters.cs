using ButterE.Probe.Meters.Deadlines;

namespace ButterE.Probe.Meters.Slurm;

/// <summary>
/// The energy that Slurm accounted for a job that has ended: <c>slurm:JOB[_TASK][.STEP]</c>. Slurm stores it when a step ends, so it
/// cannot meter what is running; the interval of a reading is the job's own.
/// </summary>
internal static class SlurmMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "slurm";

    /// <summary>Finds the meter that was asked for.</summary>
    /// <exception cref="InputException">The job is not a number.</exception>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        var description = new MeterDescription(Prefix, EnergyKind.Measured, "node", "job", Available: true, Reason: null) { IsLive = false };
        if (DeadlineProcess.Find("sacct") is null)
            return [MeterCandidate.Absent(description, "sacct is not on PATH: no Slurm here")];
        if (request.Argument(Prefix) is not { } job)
            return [MeterCandidate.Absent(description, "needs the number of a job that has ended", "buttere meters read --meter slurm:JOB")];
        if (!job.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_'))
            throw new InputException($"meter {Prefix}:{job}: must be the number of a job, JOB_TASK of an array, or JOB.STEP");
        description = description with { Id = $"{Prefix}:{job}" };
        if (SlurmAccounting.Read(job, out var reason) is not { } accounted)
            return [MeterCandidate.Absent(description, reason!)];
        var site = SlurmSite.Ask(accounted.Nodes);
        description = description with
        {
            Kind = site.Plugin is "rapl" or "gpu" ? EnergyKind.CounterDerived : EnergyKind.Measured,
            Source = $"Slurm {site.Version ?? "of unknown version"}, plugin {site.Plugin ?? "unknown"}, "
                + $"nodes {accounted.Nodes}, state {accounted.State}",
        };
        return [new MeterCandidate(description, () => new SlurmMeter(description, job, site))];
    }

    /// <summary>Reads the accounting each time it is asked.</summary>
    private sealed class SlurmMeter(MeterDescription description, string job, SlurmSite site) : IEnergyMeter
    {
        // Above what any node draws; single jobs are known with absurd energies (LUMI user guide).
        private const double MostWattsOfNode = 20_000;

        // The plugins measure by board controllers or chip counters: their gain is not better known than RAPL's.
        private const double GainFraction = 0.05;

        public MeterDescription Description { get; } = description;

        public void Open()
        {
        }

        public EnergyReading Read()
        {
            var accounted = SlurmAccounting.Read(job, out _);
            var flags = (accounted?.Processors, site.ProcessorsOfNodes) is ({ } used, { } all)
                && used >= all ? MeterEvents.None : MeterEvents.NotExclusive;
            if (site.IsUnitSuspect)
                flags |= MeterEvents.UnitSuspect;
            var (joules, seconds) = (accounted?.Joules, accounted?.Seconds ?? 0);
            if (joules is null || accounted!.State.StartsWith("RUNNING", StringComparison.Ordinal)
                || accounted.State.StartsWith("PENDING", StringComparison.Ordinal))
                (joules, flags) = (null, flags | MeterEvents.NotAccounted);
            else if (seconds <= 0 || joules / seconds > MostWattsOfNode * SlurmNodes.Count(accounted.Nodes))
                (joules, flags) = (null, flags | MeterEvents.Implausible);
            var uncertainty = joules is { } energy ? new EnergyUncertainty(1, GainFraction * energy) : null;
            var interval = new EnergyInterval(joules, seconds, flags, uncertainty);
            return new EnergyReading(interval, interval, Description);
        }

        public void Close()
        {
        }

        public void Dispose()
        {
        }
    }
}

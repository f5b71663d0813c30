using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Engine.Ingest;

/// <summary>
/// Joins runs with the power readings of their node and integrates them (notebook 1_join of the supplement): table <c>fates</c> with one row for
/// each run, an energy or the reason why there is none. Other than the notebook, the reading before the first one of a run is the node's own:
/// where the job's file has none, the first reading stands for it.
/// </summary>
internal static class RunEnergies
{
    private const double Second = 1e6;

    private sealed record Candidate(string RunId, long Start, long End);

    private sealed record Fate(string RunId, string Name, double? Energy, long Readings, bool? ReadingBefore);

    /// <summary>Integrates every run.</summary>
    public static void Integrate(CampaignDatabase database, Integrator integrator, double periodSeconds, bool refuseAmbiguous)
    {
        database.Execute("CREATE TABLE fates (run_id VARCHAR, fate VARCHAR, energy DOUBLE, readings BIGINT, reading_before BOOLEAN)");
        database.Execute("""
            INSERT INTO fates SELECT run_id, 'incomplete', NULL, NULL, NULL FROM runs
                WHERE slurm_job_id IS NULL OR node IS NULL OR start_time IS NULL OR update_time IS NULL OR update_time <= start_time;
            INSERT INTO fates SELECT run_id, 'noFile', NULL, 0, NULL FROM runs
                WHERE run_id NOT IN (FROM (SELECT run_id FROM fates)) AND slurm_job_id NOT IN (SELECT slurm_job_id FROM job_files);
            CREATE TABLE traces AS
            SELECT row_number() OVER (ORDER BY slurm_job_id, node)::INTEGER AS trace, slurm_job_id, node
            FROM (SELECT DISTINCT slurm_job_id, node FROM runs WHERE run_id NOT IN (FROM (SELECT run_id FROM fates)))
            """);
        var runs = Runs(database);
        var fates = new List<Fate>();
        var samples = new List<PowerSample>();
        var ambiguous = new List<(long Earlier, long Later)>();
        var (trace, origin, previous) = (-1, 0L, long.MinValue);
        // Equal instants of a node: the first reading in its file counts.
        foreach (var row in database.Rows("""
            SELECT trace, instant, watts, earlier, later FROM power JOIN traces USING (slurm_job_id, node) ORDER BY trace, instant, power.rowid
            """))
        {
            var (next, instant) = (row.GetInt32(0), row.GetInt64(1));
            if (next != trace)
            {
                Settle();
                (trace, origin, previous) = (next, instant, long.MinValue);
            }

            var (earlier, later) = (row.GetInt64(3), row.GetInt64(4));
            if (refuseAmbiguous && earlier != later)
                ambiguous.Add((earlier, later));
            else if (instant != previous)
                samples.Add(new PowerSample((instant - origin) / Second, row.GetDouble(2)));
            previous = instant;
        }

        Settle();
        foreach (var run in runs.Values.SelectMany(list => list))
            fates.Add(new Fate(run.RunId, "noneInWindow", null, 0, null));
        using var appender = database.Appender("fates");
        foreach (var fate in fates)
        {
            appender.CreateRow().AppendValue(fate.RunId).AppendValue(fate.Name).AppendValue(fate.Energy).AppendValue(fate.Readings)
                .AppendValue(fate.ReadingBefore).EndRow();
        }

        void Settle()
        {
            if (runs.Remove(trace, out var candidates))
            {
                foreach (var run in candidates)
                    Decide(run);
            }

            samples.Clear();
            ambiguous.Clear();
        }

        void Decide(Candidate run)
        {
            var (start, end, margin) = ((run.Start - origin) / Second, (run.End - origin) / Second, (long)(periodSeconds * Second));
            var all = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(samples);
            var (first, last) = PowerIntegration.Inside(all, start, end);
            var count = last - first + 1;
            // Whichever of its two instants is right, the reading may belong to the run or be the one before it.
            if (ambiguous.Exists(times => In(times.Earlier) || In(times.Later)))
                Append(run, "ambiguous", null, count, null);
            else if (count <= 0)
                Append(run, "noneInWindow", null, 0, null);
            else if (count < (end - start) / periodSeconds - 1)
                Append(run, "tooFew", null, count, null);
            else if (HasZero(all[first..(last + 1)]))
                Append(run, "zeroWatts", null, count, null);
            else
                Append(run, "joined", Energy(all, first, start, end, integrator, periodSeconds), count, first > 0);

            bool In(long instant) => instant >= run.Start - margin && instant <= run.End;
        }

        void Append(Candidate run, string fate, double? energy, long readings, bool? before) =>
            fates.Add(new Fate(run.RunId, fate, energy, readings, before));
    }

    private static double Energy(Span<PowerSample> samples, int first, double start, double end, Integrator integrator, double period) =>
        integrator switch
        {
            Integrator.Linear => PowerIntegration.Linear(samples, start, end)!.Value,
            // One reading inside makes a mean too: the paper keeps runs of a minute.
            Integrator.Inside => PowerIntegration.InsideMean(samples, start, end, least: 1)!.Value,
            _ when first > 0 => PowerIntegration.Notebook(samples, start, end, period)!.Value,
            _ => PowerIntegration.Notebook([samples[0] with { Seconds = start - period }, .. samples], start, end, period)!.Value,
        };

    // A negative power is as impossible as none.
    private static bool HasZero(ReadOnlySpan<PowerSample> samples)
    {
        foreach (var sample in samples)
        {
            if (sample.Watts <= 0)
                return true;
        }

        return false;
    }

    private static Dictionary<int, List<Candidate>> Runs(CampaignDatabase database)
    {
        var runs = new Dictionary<int, List<Candidate>>();
        foreach (var row in database.Rows("""
            SELECT trace, run_id, epoch_us(start_time), epoch_us(update_time) FROM runs JOIN traces USING (slurm_job_id, node)
            WHERE run_id NOT IN (FROM (SELECT run_id FROM fates)) ORDER BY trace, runs.line
            """))
        {
            if (!runs.TryGetValue(row.GetInt32(0), out var list))
                runs[row.GetInt32(0)] = list = [];
            list.Add(new Candidate(row.GetString(1), row.GetInt64(2), row.GetInt64(3)));
        }

        return runs;
    }
}

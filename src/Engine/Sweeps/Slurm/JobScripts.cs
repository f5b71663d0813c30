using System.Globalization;

namespace ButterE.Engine.Sweeps.Slurm;

/// <summary>What a task is granted.</summary>
/// <param name="Minutes">Time limit, minutes.</param>
/// <param name="Cpus">Processors.</param>
/// <param name="Megabytes">Memory, MB.</param>
/// <param name="Exclusive">Whether it has its node for itself.</param>
public sealed record TaskGrant(int Minutes, int Cpus, long Megabytes, bool Exclusive);

/// <summary>The scripts that sbatch gets.</summary>
internal static class JobScripts
{
    private const int SignalSeconds = 90;

    /// <summary>The script of an array.</summary>
    /// <param name="program">How to start this program, quoted for a shell.</param>
    /// <param name="campaign">Folder of the campaign, absolute.</param>
    /// <param name="tasks">File with the shards of each task on a line, absolute.</param>
    /// <param name="chunk">The array.</param>
    /// <param name="grant">What each task is granted.</param>
    /// <param name="settings">How the campaign is submitted.</param>
    public static string Array(
        string program, string campaign, string tasks, ArrayChunk chunk, TaskGrant grant, SubmissionSettings settings)
    {
        var limit = settings.Limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"%{most}") : "";
        var run = string.Concat(settings.Run.Select(option => " " + Quoted(option)));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            #!/bin/bash
            #SBATCH --job-name={{Name(campaign)}}
            #SBATCH --array=0-{{chunk.Count - 1}}{{limit}}
            #SBATCH --requeue
            #SBATCH --open-mode=append
            #SBATCH --signal=B:USR1@{{SignalSeconds}}
            #SBATCH --ntasks=1
            #SBATCH --cpus-per-task={{grant.Cpus}}
            #SBATCH --mem={{grant.Megabytes}}M
            #SBATCH --time={{grant.Minutes}}
            {{Directives(grant.Exclusive, settings)}}
            # Written by buttere sweep submit. A task works on the shards on its line of the list; rows that exist are skipped, so that it may be started
            # again at any time.
            line=$(({{chunk.Offset}} + SLURM_ARRAY_TASK_ID + 1))
            shards=$(sed -n "${line}p" {{Quoted(tasks)}}) || exit 2
            asked=
            child=
            # Near the time limit: save and queue again. SIGTERM comes from scancel or from Slurm, which queues again by itself when it wants to.
            stop() { asked=$1; [ -n "$child" ] && kill "-$1" "$child" 2>/dev/null; }
            trap 'stop USR1' USR1
            trap 'stop TERM' TERM
            worst=0
            for shard in $shards; do
              code=75
              if [ -z "$asked" ]; then
                {{program}} sweep run {{Quoted(campaign)}} --shard "$shard"{{run}} &
                child=$!
                # Asked while it started: once more, now that it has a number.
                [ -n "$asked" ] && stop "$asked"
                wait "$child"; code=$?
                # A signal ends the waiting, not the program.
                while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
                child=
              fi
              if [ "$code" = 75 ] || [ -n "$asked" ]; then
                [ "$asked" = USR1 ] && scontrol requeue "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}"
                exit 75
              fi
              [ "$code" -gt "$worst" ] && worst=$code
            done
            exit "$worst"

            """);
    }

    /// <summary>The script of the job that collects.</summary>
    /// <param name="program">How to start this program, quoted for a shell.</param>
    /// <param name="campaign">Folder of the campaign, absolute.</param>
    /// <param name="settings">How the campaign is submitted.</param>
    public static string Collection(string program, string campaign, SubmissionSettings settings) => $"""
        #!/bin/bash
        #SBATCH --job-name={Name(campaign)}-collect
        #SBATCH --ntasks=1
        #SBATCH --cpus-per-task=2
        #SBATCH --mem=3000M
        #SBATCH --time=60
        {Directives(false, settings)}
        exec {program} sweep collect {Quoted(campaign)} --out {Quoted(Path.Combine(campaign, "runs.parquet"))} --missing {Quoted(Path.Combine(campaign, "missing.csv"))}

        """;

    /// <summary>The option of sbatch that names the log. A directive in a script could hold neither a blank nor a quote.</summary>
    /// <param name="logs">Folder of the logs, absolute.</param>
    /// <param name="name">Name of the file, with Slurm's symbols.</param>
    public static string Output(string logs, string name) => $"--output={logs.Replace("%", "%%", StringComparison.Ordinal)}/{name}";

    /// <summary>A text as one word of a shell.</summary>
    public static string Quoted(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private static string Directives(bool exclusive, SubmissionSettings settings) => string.Join('\n',
        ((string?[])[exclusive ? "--exclusive" : null, settings.Partition is null ? null : $"--partition={settings.Partition}", .. settings.Sbatch])
        .OfType<string>().Select(option => $"#SBATCH {option}"));

    // A name that every tool prints as it stands.
    private static string Name(string campaign) =>
        "buttere-" + string.Concat(Path.GetFileName(campaign).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
}

namespace ButterE.Probe.Machine;

/// <summary>The job of a cluster's scheduler that this process belongs to.</summary>
public static class SchedulerJob
{
    /// <summary>Its number as Slurm gives it (SLURM_JOB_ID); null outside of one.</summary>
    public static string? Id => Environment.GetEnvironmentVariable("SLURM_JOB_ID");
}

namespace ButterE.Engine.Training;

/// <summary>The two schedules of a training step; both give the same numbers bit for bit.</summary>
public enum Schedule
{
    /// <summary>Algorithm 1 of the paper as it stands: all gradients first, then one Adam pass over them.</summary>
    Textbook,

    /// <summary>Adam takes each tile of the gradient as soon as it is finished, out of the L1 cache; no gradient matrix exists.</summary>
    Fused,
}

/// <summary>The names of the schedules as tables and the command line spell them.</summary>
public static class ScheduleName
{
    private static readonly string[] Names = ["textbook", "fused"];

    /// <summary>The name of a schedule.</summary>
    public static string Of(Schedule schedule) => Names[(int)schedule];

    /// <summary>Finds the schedule with a name.</summary>
    /// <returns>False when no schedule has that name.</returns>
    public static bool TryParse(string? name, out Schedule schedule)
    {
        var index = Array.IndexOf(Names, name);
        schedule = (Schedule)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>The schedule with a name; <see cref="Schedule.Fused"/>, which is the default, for every other text.</summary>
    public static Schedule OrFused(string? name) => TryParse(name, out var schedule) ? schedule : Schedule.Fused;
}

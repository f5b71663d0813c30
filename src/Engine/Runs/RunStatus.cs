namespace ButterE.Engine.Runs;

/// <summary>How a run ended.</summary>
public enum RunStatus
{
    /// <summary>Every epoch ran.</summary>
    Completed,

    /// <summary>A loss became NaN or infinite and stopped the run.</summary>
    NonFinite,

    /// <summary>The run was stopped from outside.</summary>
    Interrupted,
}

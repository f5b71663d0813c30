namespace ButterE.Engine.Model;

/// <summary>What a cost model predicts.</summary>
public enum CostTarget
{
    /// <summary>Joules.</summary>
    Energy,

    /// <summary>Seconds.</summary>
    Time,
}

/// <summary>The unit of a cost.</summary>
public static class CostUnit
{
    /// <summary>J or s.</summary>
    public static string Unit(this CostTarget target) => target == CostTarget.Energy ? "J" : "s";
}

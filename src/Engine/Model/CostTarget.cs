namespace ButterE.Engine.Model;

/// <summary>What a cost model predicts.</summary>
public enum CostTarget
{
    /// <summary>Joules.</summary>
    Energy,

    /// <summary>Seconds.</summary>
    Time,
}

namespace ButterE.Engine.WorkingSets;

/// <summary>How many bytes of the data working set one access to it moves.</summary>
public enum DataCharge
{
    /// <summary>The whole data set, as the published code charges it.</summary>
    Whole,

    /// <summary>One batch, as section 7 of the paper says.</summary>
    Batch,
}

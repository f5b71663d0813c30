namespace ButterE.Engine.Data;

/// <summary>How the columns of a table become the inputs and targets of a network.</summary>
public enum EncodingRule
{
    /// <summary>The paper's rule: constants dropped, two values 0/1, few values or text one-hot, all others scaled to [0, 1].</summary>
    Paper,

    /// <summary>Columns of numbers as they are.</summary>
    None,
}

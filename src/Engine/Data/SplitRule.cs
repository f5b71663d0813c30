namespace ButterE.Engine.Data;

/// <summary>Which rows of a data set train.</summary>
public enum SplitRule
{
    /// <summary>The paper's shuffled split: ceil(0.2 n) rows test, the others train.</summary>
    Paper,

    /// <summary>Every row trains, in file order; there is no test pass.</summary>
    None,
}

using ButterE.Probe;

namespace ButterE.Engine.Data;

/// <summary>The check of rows that come from memory; tables are checked while they are read.</summary>
public static class FiniteRows
{
    /// <summary>Refuses NaN and infinity.</summary>
    /// <param name="values">Row-major [rows, columns].</param>
    /// <param name="columns">Columns, at least 1.</param>
    /// <param name="name">What to call the matrix.</param>
    /// <exception cref="InputException">A value is NaN or infinite; row and column are named, from 0.</exception>
    public static void Require(ReadOnlySpan<float> values, int columns, string name)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new InputException($"{name}: row {i / columns}, column {i % columns} is {values[i]}; every value must be finite");
        }
    }
}

using ButterE.Engine.Networks;
using ButterE.Probe;

namespace ButterE.Engine.Data;

/// <summary>Which rows of a data set train, and which test, each in the order in which the batches take them.</summary>
/// <param name="Train">Row numbers of the training set, from 0.</param>
/// <param name="Test">Row numbers of the test set, from 0.</param>
public sealed record TrainTestSplit(int[] Train, int[] Test)
{
    /// <summary>
    /// The paper's split (section 3): a shuffle, then ceil(0.2 n) test rows in front and the others for training; no stratification. The
    /// permutation is this project's own (<see cref="Xoshiro256"/>, Fisher-Yates), not NumPy's, and the same on every machine and version.
    /// </summary>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="seed">Seed of the permutation.</param>
    /// <exception cref="InputException">There are fewer than two rows, so that no row would train.</exception>
    public static TrainTestSplit Paper(int rows, int seed)
    {
        if (rows < 2)
            throw new InputException($"{rows} row: a split into training and test rows needs at least 2 (--split none trains on all)");
        var order = InFileOrder(rows);
        new Xoshiro256(seed).Shuffle<int>(order);
        var test = BatchCounts.TestRows(rows);
        return new TrainTestSplit(order[test..], order[..test]);
    }

    /// <summary>The split by a rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="rows">Rows of the data set.</param>
    /// <param name="seed">Seed of the paper's permutation.</param>
    /// <exception cref="InputException">There are fewer than two rows for the paper's.</exception>
    public static TrainTestSplit Of(SplitRule rule, int rows, int seed) => rule == SplitRule.Paper ? Paper(rows, seed) : None(rows);

    /// <summary>Every row trains, in file order; there is no test set.</summary>
    /// <param name="rows">Rows of the data set.</param>
    public static TrainTestSplit None(int rows) => new(InFileOrder(rows), []);

    private static int[] InFileOrder(int rows) => [.. Enumerable.Range(0, rows)];
}

using ButterE.Probe.Levels;
using CsCheck;

namespace ButterE.Probe.Tests.Levels;

public sealed class OptimalPartitionTests
{
    [Fact]
    public void Steps_are_cut_where_they_are() =>
        Assert.Equal([0..3, 3..5, 5..9], OptimalPartition.Cut([1, 1, 1, 4, 4, 2, 2, 2, 2], 0.1));

    [Fact]
    public void A_constant_is_one_piece() => Assert.Equal([0..5], OptimalPartition.Cut([2, 2, 2, 2, 2], 1e-6));

    [Fact]
    public void No_other_partition_is_cheaper() => Gen.Double[0, 3].Array[1, 9].Sample(values =>
    {
        const double penalty = 0.5;
        var found = OptimalPartition.Cut(values, penalty).Sum(piece => penalty + SquaredError(values[piece]));
        var least = Enumerable.Range(0, 1 << (values.Length - 1))
            .Min(cuts => Pieces(cuts, values.Length).Sum(piece => penalty + SquaredError(values[piece])));
        return Math.Abs(found - least) < 1e-9;
    });

    private static IEnumerable<Range> Pieces(int cuts, int length)
    {
        var start = 0;
        for (var end = 1; end <= length; end++)
        {
            if (end == length || (cuts & (1 << (end - 1))) != 0)
            {
                yield return start..end;
                start = end;
            }
        }
    }

    private static double SquaredError(double[] piece) => piece.Sum(v => (v - piece.Average()) * (v - piece.Average()));
}

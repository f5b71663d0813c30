using ButterE.Engine.Data;
using ButterE.Probe;
using CsCheck;

namespace ButterE.Engine.Tests.Data;

public sealed class TrainTestSplitTests
{
    [Fact]
    public void Every_row_is_in_one_part_and_a_fifth_rounded_up_tests() =>
        Gen.Select(Gen.Int[2, 2_000], Gen.Int).Sample((rows, seed) =>
        {
            var split = TrainTestSplit.Paper(rows, seed);
            Assert.Equal((int)Math.Ceiling(rows * 0.2m), split.Test.Length);
            Assert.Equal(Enumerable.Range(0, rows), split.Train.Concat(split.Test).Order());
        });

    [Fact]
    public void The_seed_decides_the_split()
    {
        Assert.Equal(TrainTestSplit.Paper(500, 7).Test, TrainTestSplit.Paper(500, 7).Test);
        Assert.NotEqual(TrainTestSplit.Paper(500, 7).Test, TrainTestSplit.Paper(500, 8).Test);
    }

    [Fact]
    public void Without_a_split_all_rows_train_in_file_order()
    {
        var split = TrainTestSplit.None(5);
        Assert.Equal([0, 1, 2, 3, 4], split.Train);
        Assert.Empty(split.Test);
    }

    [Fact]
    public void One_row_cannot_be_split() => Assert.Throws<InputException>(() => TrainTestSplit.Paper(1, 0));

    // The first outputs of xoshiro256** seeded with 0 by SplitMix64, as other implementations publish them.
    [Fact]
    public void The_generator_is_the_published_one()
    {
        var random = new Xoshiro256(0);
        Assert.Equal([11091344671253066420, 13793997310169335082, 1900383378846508768, 7684712102626143532],
            Enumerable.Range(0, 4).Select(_ => random.NextBits()));
    }

    [Fact]
    public void Every_row_is_as_likely_to_test()
    {
        // 40,000 splits of 10 rows, 2 of them test: 8,000 expected for each row, standard deviation 80; 6 of them are beyond chance.
        var count = new int[10];
        for (var seed = 0; seed < 40_000; seed++)
        {
            foreach (var row in TrainTestSplit.Paper(10, seed).Test)
                count[row]++;
        }

        Assert.All(count, n => Assert.InRange(n, 8_000 - 480, 8_000 + 480));
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using ButterE.Kernels.Gpu.Gemm.TensorCores;
using ButterE.Kernels.Gpu.Gemm.Tiles;

namespace ButterE.Kernels.Gpu.Tests.Gemm;

/// <summary>
/// The inline PTX of the tensor-core kernels carried out by hand for whole warps, with the fragments of mma.m16n8k8 as the PTX ISA has them: whatever rows and
/// columns the lanes are given, a product must come out. Needs no device.
/// </summary>
public sealed partial class TensorCoreLayoutTests
{
    private const int Steps = 8;

    [Fact]
    public void One_warp_makes_a_block_of_32() => Check<Tensor32, WarpTile>(
        [(TensorText.RoundTop, true, 0), (TensorText.RoundLeft, false, 0)], TensorText.MultiplyTopLeft, [(TensorText.StoreTopLeft, 0, 0)]);

    [Fact]
    public void Four_warps_make_a_block_of_64() => Check<Tensor64, WarpTile>(
        [(TensorText.RoundTop, true, 0), (TensorText.RoundLeft, false, 0)], TensorText.MultiplyTopLeft, [(TensorText.StoreTopLeft, 0, 0)]);

    [Fact]
    public void Four_warps_of_four_parts_make_a_block_of_128() => Check<Tensor128, WarpQuad>(
        [(TensorText.RoundTop, true, 0), (TensorText.RoundLeft, false, 0), (TensorText.RoundBottom, true, 1), (TensorText.RoundRight, false, 1)],
        TensorText.MultiplyTopLeft + TensorText.MultiplyTopRight + TensorText.MultiplyBottomLeft + TensorText.MultiplyBottomRight,
        [(TensorText.StoreTopLeft, 0, 0), (TensorText.StoreTopRight, 0, 1), (TensorText.StoreBottomLeft, 1, 0), (TensorText.StoreBottomRight, 1, 1)]);

    [Fact]
    public void Loads_of_eight_lanes_take_all_banks_once()
    {
        Check<Tensor32>();
        Check<Tensor64>();
        Check<Tensor128>();

        static void Check<TTile>()
            where TTile : struct, IBlockTile
        {
            for (var first = 0; first < TTile.Threads; first += 8)
            {
                // Sixteen bytes begin at one of eight places in the 32 banks.
                Assert.Equal(8, Enumerable.Range(first, 8).Select(thread => WarpTile.FirstA<TTile>(thread) % 8).Distinct().Count());
                Assert.Equal(8, Enumerable.Range(first, 8).Select(thread => WarpTile.FirstB<TTile>(thread) % 8).Distinct().Count());
            }
        }
    }

    private static void Check<TTile, TSum>(
        (string Text, bool IsA, int Half)[] loads, string multiply, (string Text, int Below, int Right)[] stores)
        where TTile : struct, IBlockTile
        where TSum : unmanaged, IAccumulator<TSum>
    {
        int side = TTile.Side, line = side / 4 + 1;
        var random = new Random(1);
        var a = Panel();
        var b = Panel();
        var registers = Enumerable.Range(0, TTile.Threads).Select(_ => new Dictionary<string, double>()).ToArray();
        foreach (var (text, isA, half) in loads)
        {
            for (var thread = 0; thread < TTile.Threads; thread++)
            {
                var at = (isA ? TSum.FirstA<TTile>(thread) : TSum.FirstB<TTile>(thread)) + half * side / 8;
                foreach (Match round in Round().Matches(text))
                {
                    var input = int.Parse(round.Groups[2].Value, CultureInfo.InvariantCulture);
                    registers[thread][round.Groups[1].Value] = (isA ? a : b)[(at + input / 4 * FragmentLanes.Later * line) * 4 + input % 4];
                }
            }
        }

        foreach (Match instruction in Multiply().Matches(multiply))
        {
            string[] c = Names(instruction, 1), fragmentA = Names(instruction, 2), fragmentB = Names(instruction, 3);
            Assert.Equal(c, Names(instruction, 4));
            foreach (var warp in registers.Chunk(32))
                MultiplyAdd(warp, c, fragmentA, fragmentB);
        }

        var seen = 0;
        for (var thread = 0; thread < TTile.Threads; thread++)
        {
            var row = (FragmentLanes.RowsOfWarp<TTile>(thread) + FragmentLanes.ReadGroup(thread)) * 4;
            var group = FragmentLanes.ColumnsOfWarp<TTile>(thread) + FragmentLanes.WriteGroup(thread);
            foreach (var (text, below, right) in stores)
            {
                var place = 0;
                foreach (Match store in Store().Matches(text))
                {
                    // As TensorCore.Drain reads them.
                    int i = row + below * side / 2 + place / 2, j = (group + right * side / 8 + place % 2 * 4) * 4;
                    foreach (var name in Names(store, 1))
                    {
                        var expected = Enumerable.Range(0, Steps).Sum(k => a[k * line * 4 + i] * b[k * line * 4 + j]);
                        Assert.Equal((i, j, expected), (i, j, registers[thread][name]));
                        j++;
                        seen++;
                    }

                    place++;
                }
            }
        }

        Assert.Equal(side * side, seen);

        double[] Panel() => [.. Enumerable.Range(0, Steps * line * 4).Select(_ => (double)random.Next(-8, 9))];
    }

    // PTX ISA, Matrix Fragments for mma.m16n8k8 with .tf32: the place of a lane's registers in the tiles.
    private static void MultiplyAdd(Dictionary<string, double>[] lanes, string[] c, string[] a, string[] b)
    {
        var (left, right) = (new double[16, 8], new double[8, 8]);
        for (var lane = 0; lane < 32; lane++)
        {
            int g = lane / 4, t = lane % 4;
            for (var i = 0; i < 4; i++)
                left[g + i % 2 * 8, t + i / 2 * 4] = lanes[lane][a[i]];
            for (var i = 0; i < 2; i++)
                right[t + i * 4, g] = lanes[lane][b[i]];
        }

        for (var lane = 0; lane < 32; lane++)
        {
            for (var i = 0; i < 4; i++)
            {
                int row = lane / 4 + i / 2 * 8, column = lane % 4 * 2 + i % 2;
                lanes[lane][c[i]] = lanes[lane].GetValueOrDefault(c[i]) + Enumerable.Range(0, 8).Sum(k => left[row, k] * right[k, column]);
            }
        }
    }

    private static string[] Names(Match match, int group) => match.Groups[group].Value.Split(", ");

    [GeneratedRegex(@"cvt\.rna\.tf32\.f32 (\w+), %(\d+);")]
    private static partial Regex Round();

    [GeneratedRegex(@"mma\.sync\S+ \{([^}]*)\}, \{([^}]*)\}, \{([^}]*)\}, \{([^}]*)\};")]
    private static partial Regex Multiply();

    [GeneratedRegex(@"st\.shared\.v4\.f32 \[at\], \{([^}]*)\};")]
    private static partial Regex Store();
}

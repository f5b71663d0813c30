using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Gpu.Gemm.Epilogues;
using ButterE.Kernels.Gpu.Memory;
using ButterE.Tests.Shared;

namespace ButterE.Kernels.Gpu.Tests.Gemm;

/// <summary>Every block tile in every product, on every device of this machine, at sizes that fill no block.</summary>
public sealed class GemmKernelTests
{
    static GemmKernelTests() => Environment.SetEnvironmentVariable(GpuDevices.UncheckedOpenCl, "1");

    public static TheoryData<string, ProductVariant, int> Tiles
    {
        get
        {
            Environment.SetEnvironmentVariable(GpuDevices.UncheckedOpenCl, "1");
            var cases = new TheoryData<string, ProductVariant, int>();
            foreach (var device in GpuDevices.List())
            {
                using var session = DeviceSession.Open(device.Id);
                foreach (var variant in ProductVariants.On(session))
                {
                    var shapes = TileChoice.ShapesOf(variant);
                    for (var tile = 0; tile < shapes.Count && shapes[tile].Threads <= session.ThreadsPerGroup; tile++)
                        cases.Add(device.Id, variant, tile);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Every_tile_keeps_to_the_oracle_in_all_three_products(string device, ProductVariant variant, int tile)
    {
        // More than a block and a half each way, and more than two slices of the sum; the simulator takes seconds for more.
        var side = TileChoice.ShapesOf(variant)[tile].Side;
        int rows = side + side / 2 + 3, columns = side + 5, depth = device == GpuDevices.Simulator ? 19 : 70;
        double[,] a = Random(rows, depth, 1), b = Random(depth, columns, 2);
        var (expected, bound) = Oracle.Multiply(a, b);
        var rounding = variant == ProductVariant.TensorCores ? RoundingBound(a, b) : new double[rows, columns];
        using var session = DeviceSession.Open(device);
        using var memory = new DeviceMatrices(session, [(rows, depth), (depth, rows), (depth, columns), (columns, depth), (rows, columns)]);
        foreach (var (index, values) in new[] { (0, a), (1, Transposed(a)), (2, b), (3, Transposed(b)) })
            memory[index].Upload([.. values.Cast<double>().Select(value => (float)value)]);
        Check<AlongDepth, AcrossDepth>(memory[0], memory[2]);
        Check<AlongDepth, AlongDepth>(memory[0], memory[3]);
        Check<AcrossDepth, AcrossDepth>(memory[1], memory[2]);

        void Check<TA, TB>(DeviceMatrix left, DeviceMatrix right)
            where TA : struct, IOperandLayout
            where TB : struct, IOperandLayout
        {
            var actual = Product<TA, TB>(variant, left, right);
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                    Assert.InRange(Math.Abs(actual[i * columns + j] - expected[i, j]), 0, bound[i, j] + rounding[i, j]);
            }

            // The same chain of multiply-adds, however the operands come.
            if (variant == ProductVariant.Asynchronous)
                Assert.Equal(Product<TA, TB>(ProductVariant.Portable, left, right), actual);
        }

        float[] Product<TA, TB>(ProductVariant made, DeviceMatrix left, DeviceMatrix right)
            where TA : struct, IOperandLayout
            where TB : struct, IOperandLayout
        {
            var result = memory[4];
            result.Upload(new float[rows * columns]);
            new ProductLauncher<TA, TB, StorePlain>(session, made).Start(
                new Operand(left.View, left.Rows, left.Stride), new Operand(right.View, right.Rows, right.Stride), rows, columns, depth,
                new StorePlain(result.View, result.Stride), tile);
            return result.Download();
        }
    }

    // Each operand is rounded by at most u = 2^-11 of itself, a product of two so by at most 2u + u^2. The sums of the tensor cores, in float32 and in an order
    // that is not documented and may drop bits between additions, are given as much as a float32 sum that truncates: depth 2^-23 of the sum of magnitudes.
    private static double[,] RoundingBound(double[,] a, double[,] b)
    {
        var unit = Math.ScaleB(1, -11);
        int depth = a.GetLength(1);
        var bound = new double[a.GetLength(0), b.GetLength(1)];
        for (var i = 0; i < bound.GetLength(0); i++)
        {
            for (var j = 0; j < bound.GetLength(1); j++)
            {
                for (var k = 0; k < depth; k++)
                    bound[i, j] += Math.Abs(a[i, k] * b[k, j]) * (2 * unit + unit * unit + depth * Math.ScaleB(1, -23));
            }
        }

        return bound;
    }

    // Multiples of 2^-20, which float32 holds exactly and tf32 does not.
    private static double[,] Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var values = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                values[i, j] = random.Next(-(1 << 20), (1 << 20) + 1) / (double)(1 << 20);
        }

        return values;
    }

    private static double[,] Transposed(double[,] values)
    {
        var turned = new double[values.GetLength(1), values.GetLength(0)];
        for (var i = 0; i < values.GetLength(0); i++)
        {
            for (var j = 0; j < values.GetLength(1); j++)
                turned[j, i] = values[i, j];
        }

        return turned;
    }
}

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

    public static TheoryData<string, int> Tiles
    {
        get
        {
            Environment.SetEnvironmentVariable(GpuDevices.UncheckedOpenCl, "1");
            var cases = new TheoryData<string, int>();
            foreach (var device in GpuDevices.List())
            {
                using var session = DeviceSession.Open(device.Id);
                for (var tile = 0; tile < TileChoice.Shapes.Count && TileChoice.Shapes[tile].Threads <= session.ThreadsPerGroup; tile++)
                    cases.Add(device.Id, tile);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Tiles))]
    public void Every_tile_keeps_to_the_oracle_in_all_three_products(string device, int tile)
    {
        // More than a block and a half each way, and more than two slices of the sum; the simulator takes seconds for more.
        var side = TileChoice.Shapes[tile].Side;
        int rows = side + side / 2 + 3, columns = side + 5, depth = device == GpuDevices.Simulator ? 19 : 70;
        double[,] a = Random(rows, depth, 1), b = Random(depth, columns, 2);
        var (expected, bound) = Oracle.Multiply(a, b);
        using var session = DeviceSession.Open(device);
        using var memory = new DeviceMatrices(session, [(rows, depth), (depth, rows), (depth, columns), (columns, depth), (rows, columns)]);
        foreach (var (index, values) in new[] { (0, a), (1, Transposed(a)), (2, b), (3, Transposed(b)) })
            memory[index].Upload([.. values.Cast<double>().Select(value => (float)value)]);
        Check(new ProductLauncher<AlongDepth, AcrossDepth, StorePlain>(session), memory[0], memory[2]);
        Check(new ProductLauncher<AlongDepth, AlongDepth, StorePlain>(session), memory[0], memory[3]);
        Check(new ProductLauncher<AcrossDepth, AcrossDepth, StorePlain>(session), memory[1], memory[2]);

        void Check<TA, TB>(ProductLauncher<TA, TB, StorePlain> product, DeviceMatrix left, DeviceMatrix right)
            where TA : struct, IOperandLayout
            where TB : struct, IOperandLayout
        {
            var result = memory[4];
            result.Upload(new float[rows * columns]);
            product.Start(
                new Operand(left.View, left.Rows, left.Stride), new Operand(right.View, right.Rows, right.Stride), rows, columns, depth,
                new StorePlain(result.View, result.Stride), tile);
            var actual = result.Download();
            for (var i = 0; i < rows; i++)
            {
                for (var j = 0; j < columns; j++)
                    Assert.InRange(Math.Abs(actual[i * columns + j] - expected[i, j]), 0, bound[i, j]);
            }
        }
    }

    // Multiples of 2^-10, which float32 holds exactly.
    private static double[,] Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var values = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
                values[i, j] = random.Next(-1024, 1025) / 1024.0;
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

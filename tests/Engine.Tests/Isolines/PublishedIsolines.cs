using System.Globalization;
using ButterE.Tests.Shared;
using DuckDB.NET.Data;

namespace ButterE.Engine.Tests.Isolines;

/// <summary>One point of the paper's figure 6, read from its vector graphics.</summary>
internal sealed record PublishedPoint(string Dataset, string Shape, int Depth, string Panel, int Line, long Size, long Parameters, double Value, double? Epochs);

/// <summary>The paper's figure 6 as the tests use it, and files in BUTTER's layout that would have given it.</summary>
internal static class PublishedIsolines
{
    public const string Isolines = "data/fig6_isolines.csv";
    public const string Energies = "data/fig6_gpu_median_energy.csv";

    // Line k of a figure stands at level FirstLevel + LevelsPerLine k of the 200 of its data set.
    private const int FirstLevel = 5, LevelsPerLine = 6;
    private const double LowestLoss = 0.01, HighestLoss = 1;

    public static int LevelOf(int line) => FirstLevel + LevelsPerLine * line;

    public static IReadOnlyList<PublishedPoint> Read() =>
    [
        .. Rows(Isolines).Select(cells => new PublishedPoint(
            cells[0], cells[1], Int(cells[2]), cells[3], Int(cells[4]), Int(cells[5]), Int(cells[6]), Number(cells[7]), cells[8] == "" ? null : Number(cells[8]))),
    ];

    /// <summary>Median energies on the GPU: dataset, shape, depth, size, and J without the overhead.</summary>
    public static IReadOnlyList<(string Dataset, string Shape, int Depth, long Size, double Joules)> ReadEnergies() =>
        [.. Rows(Energies).Select(cells => (cells[0], cells[1], Int(cells[2]), (long)Int(cells[3]), Number(cells[6])))];

    /// <summary>
    /// Writes a folder in BUTTER's layout: for each network the epochs at which its loss met each line, and a network of another shape that spans all
    /// losses of the data set, so that the levels are known.
    /// </summary>
    public static void WriteSummary(string folder)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        Execute("CREATE TABLE summary (dataset VARCHAR, shape VARCHAR, depth INTEGER, size BIGINT, learning_rate DOUBLE, batch_size INTEGER, "
            + "num_runs INTEGER, epoch DOUBLE[], test_loss_best_quantile_50 DOUBLE[])");
        foreach (var network in Read().Where(point => point.Panel == "flops").GroupBy(point => (point.Dataset, point.Shape, point.Depth, point.Size)))
        {
            var points = network.OrderBy(point => point.Epochs).Select(point => (Epoch: point.Epochs!.Value, Loss: LossAt(LevelOf(point.Line)))).ToList();
            // It went on to the end of its run and got a little better, by half a level.
            points.Add((3000, LossAt(LevelOf(network.Min(point => point.Line)) - 0.5)));
            Insert(network.Key.Dataset, network.Key.Shape, network.Key.Depth, network.Key.Size, points);
        }

        foreach (var dataset in Read().Select(point => point.Dataset).Distinct())
        {
            Insert(dataset, "wide_first_16x", 20, 1 << 16, [(1, HighestLoss), (3000, LowestLoss)]);
            // Too few repetitions: the paper's analysis leaves it out, and so its losses must not shift the levels.
            Insert(dataset, "wide_first_8x", 20, 1 << 16, [(1, 100 * HighestLoss), (3000, LowestLoss / 100)], runs: 2);
        }

        Execute($"COPY summary TO '{folder}' (FORMAT PARQUET, PARTITION_BY (dataset, learning_rate, batch_size, shape, depth), OVERWRITE_OR_IGNORE)");

        void Insert(string dataset, string shape, int depth, long size, IEnumerable<(double Epoch, double Loss)> points, int runs = 30) => Execute(
            string.Create(CultureInfo.InvariantCulture, $"INSERT INTO summary VALUES ('{dataset}', '{shape}', {depth}, {size}, 0.0001, 256, {runs}, ")
            + $"{List(points.Select(point => point.Epoch))}, {List(points.Select(point => point.Loss))})");

        void Execute(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Writes the runs behind the GPU panel as a table of standardised energies, without the overhead.</summary>
    public static void WriteRuns(string path)
    {
        var rows = ReadEnergies().Select(run => string.Create(
            CultureInfo.InvariantCulture, $"gpu,{run.Dataset},{run.Shape},{run.Size},{run.Depth},{run.Joules:R}"));
        // A second run of the spanning network, whose energy does not matter.
        var spanning = ReadEnergies().Select(run => run.Dataset).Distinct().Select(dataset => $"gpu,{dataset},wide_first_16x,65536,20,100000");
        File.WriteAllLines(path, ["hardware,dataset,shape,size,depth,std_energy_j", .. rows, .. spanning]);
    }

    private static double LossAt(double level) =>
        Math.Exp(Math.Log(LowestLoss) + (Math.Log(HighestLoss) - Math.Log(LowestLoss)) * level / 200);

    private static string List(IEnumerable<double> values) =>
        "[" + string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture) + "::DOUBLE")) + "]";

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(Path.Combine(Repository.Shared!, file)).Skip(1).Select(line => line.Split(','));

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

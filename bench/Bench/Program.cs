using System.CommandLine;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using ButterE.Bench;
using ButterE.Bench.Ceilings;
using ButterE.Bench.Columns;
using ButterE.Bench.Floor;
using ButterE.Bench.Scaling;
using ButterE.Bench.Turns;
using ButterE.Kernels;
using ButterE.Probe;

// dotnet run -c Release --project bench/Bench -- --filter '*Gemm*'     suites; --list flat names them
// dotnet run -c Release --project bench/Bench -- ceilings --threads 2  one JSON line for bench/step
// dotnet run -c Release --project bench/Bench -- floor --threads 2 --networks LIST  one JSON line a network
// dotnet run -c Release --project bench/Bench -- scaling --threads 2 --networks LIST  one JSON line a network
// dotnet run -c Release --project bench/Bench -- turns --threads 2 --networks LIST FOLDER FOLDER  the same, builds beside each other
// Exit codes as those of buttere; 1 also when a benchmark failed or allocated: allocations are asserted, times never.
try
{
    var lines = new RootCommand("JSON lines for bench/step; whatever else is asked for goes to BenchmarkDotNet.") { CeilingsLine.Create(), FloorLines.Create(), ScalingLines.Create(), TurnsLines.Create() };
    if (args is [var verb, ..] && lines.Subcommands.Any(command => command.Name == verb))
    {
        var parsed = lines.Parse(args);
        return parsed.Errors is [var error, ..]
            ? throw new InputException($"{verb}: {error.Message}")
            : parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    var summaries = BenchmarkSwitcher.FromAssembly(typeof(SuiteConfig).Assembly).Run(args, SuiteConfig.Create()).ToList();
    var reports = summaries.SelectMany(summary => summary.Reports).ToList();
    var failed = reports.Where(report => !report.Success).ToList();
    var allocating = reports.Where(report => AllocatedColumn.BytesPerOperation(report) > 0).ToList();
    List("failed", failed);
    List("allocated memory", allocating);
    return failed.Count + allocating.Count == 0 && !summaries.Any(summary => summary.HasCriticalValidationErrors) ? 0 : 1;
}
catch (InputException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (UnavailableException e)
{
    Console.Error.WriteLine(e.Message);
    return 3;
}

static void List(string what, List<BenchmarkReport> reports)
{
    foreach (var report in reports)
        Console.Error.WriteLine($"{what}: {report.BenchmarkCase.DisplayInfo}");
}

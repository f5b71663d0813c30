using BenchmarkDotNet.Running;

namespace ButterE.Bench.Metadata;

/// <summary>Asks a benchmark case what it does.</summary>
internal static class BenchmarkWork
{
    /// <summary>What one call of a case computes and moves; null when its class does not say.</summary>
    public static Work? Of(BenchmarkCase benchmark)
    {
        if (Activator.CreateInstance(benchmark.Descriptor.Type) is not IMeasuredWork suite)
            return null;
        foreach (var parameter in benchmark.Parameters.Items)
            benchmark.Descriptor.Type.GetProperty(parameter.Name)!.SetValue(suite, parameter.Value);
        return suite.Work;
    }
}

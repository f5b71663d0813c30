namespace ButterE.Probe.Machine;

/// <summary>Which logical processors are threads of the same core, as the kernel lists them under <c>devices/system/cpu/cpuN/topology</c>.</summary>
internal static class CoreTopology
{
    /// <summary>
    /// Processors in an order in which every core comes once before any comes again; otherwise the order is kept. A processor whose siblings the
    /// kernel does not list counts as a core of its own.
    /// </summary>
    public static IReadOnlyList<int> OnePerCoreFirst(IReadOnlyList<int> cpus, string sysfs)
    {
        var seen = new Dictionary<int, int>();
        return [.. cpus.Select(cpu =>
        {
            var core = CoreOf(cpu, sysfs);
            var turn = seen.GetValueOrDefault(core);
            seen[core] = turn + 1;
            return (cpu, turn);
        }).OrderBy(entry => entry.turn).Select(entry => entry.cpu)];
    }

    /// <summary>Cores that have at least one of the processors.</summary>
    public static int CountCores(IReadOnlyList<int> cpus, string sysfs) => cpus.Select(cpu => CoreOf(cpu, sysfs)).Distinct().Count();

    /// <summary>The processors by core, each group ascending: the threads of one core stand together.</summary>
    public static IReadOnlyList<IReadOnlyList<int>> Cores(IReadOnlyList<int> cpus, string sysfs) =>
        [.. cpus.Order().GroupBy(cpu => CoreOf(cpu, sysfs)).OrderBy(core => core.Key).Select(core => core.ToArray())];

    /// <summary>A core is known by its first thread.</summary>
    private static int CoreOf(int cpu, string sysfs)
    {
        var folder = Path.Combine(sysfs, $"devices/system/cpu/cpu{cpu}/topology");
        // Kernels before 5.4 know only the second name.
        foreach (var name in new[] { "core_cpus_list", "thread_siblings_list" })
        {
            var file = Path.Combine(folder, name);
            if (File.Exists(file) && CpuList.ParseOrNull(File.ReadAllText(file)) is { Count: > 0 } siblings && siblings.Contains(cpu))
                return siblings.Min();
        }

        return cpu;
    }
}

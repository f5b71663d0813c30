namespace ButterE.Probe.Meters.Discovery;

/// <summary>A line to type, and what it is for.</summary>
/// <param name="For">What it gives access to.</param>
/// <param name="Type">The line.</param>
public sealed record AccessLine(string For, string Type);

/// <summary>Lines that give lasting access to the counters of a Linux machine, from the least right to the largest.</summary>
public static class AccessAdvice
{
    /// <summary>
    /// The lines. Any of them lets programs observe power, which can leak secrets to them (CVE-2020-8694); give it to whom you trust.
    /// </summary>
    public static IReadOnlyList<AccessLine> Lines { get; } = Make();

    private static List<AccessLine> Make()
    {
        var lines = new List<AccessLine>
        {
            new($"perf, for {Whom()} (Linux 5.8 or later)", $"sudo setcap cap_perfmon=ep '{Environment.ProcessPath}'"),
            new("perf, for every user", "echo kernel.perf_event_paranoid=0 | sudo tee /etc/sysctl.d/70-perf.conf && sudo sysctl --system"),
            new(
                "powercap, for every user at each start",
                "echo 'SUBSYSTEM==\"powercap\", KERNEL==\"intel-rapl:*\", ACTION==\"add\", RUN+=\"/bin/chmod a+r /sys%p/energy_uj\"' "
                + "| sudo tee /etc/udev/rules.d/70-powercap.rules && sudo udevadm trigger --subsystem-match=powercap --action=add"),
        };
        if (File.Exists("/.dockerenv") || File.Exists("/run/.containerenv"))
            lines.Add(new("a container, whose runtime hides powercap", "docker run -v /sys:/host_sys:ro -e BUTTERE_SYSFS=/host_sys …"));
        return lines;
    }

    // Started through dotnet, the right would be given to every program that is.
    private static string Whom() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? "every program that dotnet runs" : "this program only";
}

namespace ButterE.Probe.Tests.Meters;

/// <summary>A powercap tree of our own making, read by the real code.</summary>
internal sealed class FakeSysfs : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("buttere-sysfs-").FullName;

    public string ZoneFolder(string zone) => Path.Combine(Root, "class", "powercap", zone);

    public FakeSysfs Zone(string zone, string name, double microjoules, double? maximum = 262143328850, double? watts = null)
    {
        Directory.CreateDirectory(ZoneFolder(zone));
        File.WriteAllText(Path.Combine(ZoneFolder(zone), "name"), name + "\n");
        Set(zone, microjoules);
        if (maximum is not null)
            File.WriteAllText(Path.Combine(ZoneFolder(zone), "max_energy_range_uj"), $"{maximum:0}\n");
        if (watts is not null)
            File.WriteAllText(Path.Combine(ZoneFolder(zone), "constraint_0_max_power_uw"), $"{watts * 1e6:0}\n");
        return this;
    }

    public void Set(string zone, double microjoules) => File.WriteAllText(Path.Combine(ZoneFolder(zone), "energy_uj"), $"{microjoules:0}\n");

    /// <summary>Lets a file with a count move every millisecond, as a counter of a machine does, until what is returned is disposed of.</summary>
    public static IDisposable Moving(string file)
    {
        var count = long.Parse(File.ReadAllText(file), System.Globalization.CultureInfo.InvariantCulture);
        var ended = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            while (!ended.Wait(1))
            {
                // Replaced whole: a reader never sees half of it.
                File.WriteAllText(file + ".next", $"{++count}\n");
                File.Move(file + ".next", file, overwrite: true);
            }
        });
        thread.Start();
        return new Ending(() =>
        {
            ended.Set();
            thread.Join();
        });
    }

    public void MakeUnreadable(string zone)
    {
        // A folder in place of the file fails for root too, which file permissions do not.
        File.Delete(Path.Combine(ZoneFolder(zone), "energy_uj"));
        Directory.CreateDirectory(Path.Combine(ZoneFolder(zone), "energy_uj"));
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

using System.Globalization;

namespace ButterE.Bench.Soak;

/// <summary>A powercap tree with one package, whose true energy the script knows and whose counter it may spoil.</summary>
public sealed class ScriptedTree : IDisposable
{
    /// <summary>Largest value of the counter, µJ.</summary>
    public const double MaximumMicrojoules = 20e9;

    /// <summary>Largest power, W.</summary>
    public const double MaximumWatts = 200;

    /// <summary>What the counter counts in, J.</summary>
    public const double TickJoules = 1e-6;

    private const double PeriodMicrojoules = MaximumMicrojoules * 4294967296.0 / 4294967295.0;
    private readonly string zone;
    private double offset;
    private double? frozen;

    /// <summary>Makes the tree in a temporary folder.</summary>
    /// <param name="start">Value from which the counter starts, µJ.</param>
    public ScriptedTree(double start)
    {
        (Root, offset) = (Directory.CreateTempSubdirectory("buttere-soak-").FullName, start);
        zone = Path.Combine(Root, "class", "powercap", "intel-rapl:0");
        Directory.CreateDirectory(zone);
        File.WriteAllText(Path.Combine(zone, "name"), "package-0\n");
        File.WriteAllText(Path.Combine(zone, "max_energy_range_uj"), Text(MaximumMicrojoules));
        File.WriteAllText(Path.Combine(zone, "constraint_0_max_power_uw"), Text(MaximumWatts * 1e6));
        Show();
    }

    /// <summary>Root of the tree.</summary>
    public string Root { get; }

    /// <summary>The energy that was really spent, µJ.</summary>
    public double TrueMicrojoules { get; private set; }

    /// <summary>Spends energy and shows it.</summary>
    public void Spend(double joules)
    {
        TrueMicrojoules += joules * 1e6;
        Show();
    }

    /// <summary>Begins a fault.</summary>
    public void Begin(FaultKind fault)
    {
        switch (fault)
        {
            case FaultKind.Unreadable or FaultKind.LongGap:
                // A folder in place of the file fails for root too, which file permissions do not.
                File.Move(Counter, Counter + ".away");
                Directory.CreateDirectory(Counter);
                break;
            case FaultKind.Vanished:
                Directory.Move(zone, zone + ".away");
                break;
            case FaultKind.Garbage:
                Write("<unknown>\n");
                break;
            case FaultKind.Frozen:
                frozen = Value;
                break;
            case FaultKind.Reset:
                offset -= Value;
                break;
            case FaultKind.JumpedAhead:
                offset += 5e9;
                break;
        }

        Active = fault is FaultKind.Reset or FaultKind.JumpedAhead ? FaultKind.None : fault;
        Show();
    }

    /// <summary>Ends the fault that is under way.</summary>
    public void End()
    {
        switch (Active)
        {
            case FaultKind.Unreadable or FaultKind.LongGap:
                Directory.Delete(Counter);
                File.Move(Counter + ".away", Counter);
                break;
            case FaultKind.Vanished:
                Directory.Move(zone + ".away", zone);
                break;
        }

        (Active, frozen) = (FaultKind.None, null);
        Show();
    }

    /// <summary>The fault that is under way.</summary>
    public FaultKind Active { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Root, recursive: true);

    private string Counter => Path.Combine(zone, "energy_uj");

    private double Value => Modulo(TrueMicrojoules + offset);

    private void Show()
    {
        if (Active is FaultKind.None or FaultKind.Frozen)
            Write(Text(frozen ?? Value));
    }

    // Renamed into place, so that a reader sees the old value or the new one, as in sysfs.
    private void Write(string text)
    {
        var temporary = Path.Combine(Root, "next");
        File.WriteAllText(temporary, text);
        File.Move(temporary, Counter, overwrite: true);
    }

    private static double Modulo(double value) => value - Math.Floor(value / PeriodMicrojoules) * PeriodMicrojoules;

    private static string Text(double value) => Math.Floor(value).ToString("F0", CultureInfo.InvariantCulture) + "\n";
}

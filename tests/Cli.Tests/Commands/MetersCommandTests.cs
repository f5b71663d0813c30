using ButterE.Probe.Meters;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary><c>buttere meters</c> on machines of our own making: sysfs trees in a temporary folder.</summary>
public sealed class MetersCommandTests : IDisposable
{
    private readonly TemporaryFolder sysfs = new();

    public void Dispose() => sysfs.Dispose();

    [Theory]
    [InlineData(ExitCode.Unavailable, "meters", "read", "--for", "1")]
    [InlineData(ExitCode.Unavailable, "meters", "read", "--for", "1", "--meter", "powercap:dram")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "1", "--meter", "crystal-ball")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "0")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "NaN")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "soon")]
    [InlineData(ExitCode.BadInput, "meters", "read")]
    public void Absence_and_bad_arguments_are_refused_in_one_line(int expected, params string[] arguments) => Run(arguments).AssertRefused(expected);

    [Fact]
    public void A_machine_without_meters_lists_each_with_its_reason()
    {
        var meters = Run("meters", "list", "--json").Document().At("meters").EnumerateArray().ToArray();
        Assert.NotEmpty(meters);
        Assert.All(meters, meter => Assert.False(meter.At("available").GetBoolean()));
        Assert.All(meters, meter => Assert.NotEmpty(meter.Text("reason")!));
        var table = Run("meters", "list");
        Assert.Equal(0, table.ExitCode);
        Assert.All(meters, meter => Assert.Contains(meter.Text("id")!, table.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_package_counter_is_listed_as_available_and_a_missing_domain_is_not()
    {
        AddPackage(microjoules: 123_456_789);
        var meters = Run("meters", "list", "--json").Document().At("meters").EnumerateArray().ToDictionary(meter => meter.Text("id")!);
        Assert.All(meters.Values, meter => meter.AssertKeys("id", "kind", "domain", "available", "reason"));
        var package = meters["powercap:package"];
        Assert.True(package.At("available").GetBoolean());
        Assert.Equal(("counterDerived", "package"), (package.Text("kind"), package.Text("domain")));
        Assert.True(package.IsNull("reason"));
        var dram = meters["powercap:dram"];
        Assert.False(dram.At("available").GetBoolean());
        Assert.NotEmpty(dram.Text("reason")!);
    }

    [Fact]
    public void A_counter_that_does_not_move_gives_no_joules_and_says_so()
    {
        AddPackage(microjoules: 123_456_789);
        // A meter that stands still for a tenth of a second is stuck; three tenths leave no doubt on a busy machine.
        var reading = Run("meters", "read", "--for", "0.3", "--json").Document();
        Assert.Equal("powercap:package", reading.Text("meter"));
        Assert.True(reading.IsNull("joules"));
        Assert.True(reading.IsNull("watts"));
        Assert.Equal(["stuck"], reading.At("flags").EnumerateArray().Select(flag => flag.GetString()));
        Assert.True(reading.Number("seconds") >= 0.3);
    }

    private CommandLineCall Run(params string[] arguments) => CommandLineCall.RunUnder([(EnergyMeters.SysfsVariable, sysfs.Root)], arguments);

    private void AddPackage(long microjoules)
    {
        const string Zone = "class/powercap/intel-rapl:0/";
        sysfs.Write(Zone + "name", "package-0\n");
        sysfs.Write(Zone + "energy_uj", $"{microjoules}\n");
        sysfs.Write(Zone + "max_energy_range_uj", "262143328850\n");
    }
}

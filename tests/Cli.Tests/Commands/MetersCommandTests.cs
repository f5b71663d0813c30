using ButterE.Probe.Meters.Discovery;
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
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "1", "--meter", "estimate:tdp")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "1", "--integrator", "simpson")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "1", "--meter", "exec:@/nowhere")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "1", "--meter", "exec:echo 7", "--meter-zone", "Europe/Berlin")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "1", "--meter", "exec:echo 7", "--meter-credentials", "/nowhere")]
    [InlineData(ExitCode.BadInput, "meters", "compare")]
    [InlineData(ExitCode.Unavailable, "meters", "compare", "--for", "1")]
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
        var meters = WhileItMoves(() => Run("meters", "list", "--json")).Document().At("meters").EnumerateArray().ToDictionary(meter => meter.Text("id")!);
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
        var reading = Run("meters", "read", "--for", "0.3", "--meter", "powercap:package", "--json").Document();
        Assert.Equal("powercap:package", reading.Text("meter"));
        Assert.True(reading.IsNull("joules"));
        Assert.True(reading.IsNull("watts"));
        Assert.Equal(["stuck", "windowTooShort"], reading.At("flags").EnumerateArray().Select(flag => flag.GetString()));
        Assert.True(reading.Number("seconds") >= 0.3);
    }

    [Fact]
    public void The_doctor_says_why_and_what_to_type()
    {
        AddPackage(microjoules: 123_456_789);
        // A folder in place of the file fails for root too, which file permissions do not.
        var counter = Path.Combine(sysfs.Root, "class/powercap/intel-rapl:0/energy_uj");
        File.Delete(counter);
        Directory.CreateDirectory(counter);
        var doctor = Run("meters", "doctor");
        Assert.Equal(0, doctor.ExitCode);
        Assert.Contains($"try: sudo chmod a+r {counter}", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("joules null and energyKind none", doctor.Output, StringComparison.Ordinal);
        Assert.Contains("sudo setcap cap_perfmon=ep", doctor.Output, StringComparison.Ordinal);
        var meters = Run("meters", "doctor", "--json").Document().At("meters").EnumerateArray().ToDictionary(meter => meter.Text("id")!);
        Assert.Equal($"sudo chmod a+r {counter}", meters["powercap:package"].Text("remedy"));
        Assert.All(meters.Values, meter => Assert.NotEmpty(meter.Text("reason")!));
    }

    [Fact]
    public void Two_meters_of_one_interval_are_compared()
    {
        var trace = sysfs.Write("trace.csv", "timestamp,node,watts\n" + string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i * 0.01:F2},n1,200\n")));
        var compared = Run("meters", "compare", "--for", "0.3", "--meter", $"replay:{trace}", "--meter", "exec:echo 100", "--meter", $"replay:{trace}", "--meter-node", "n1", "--json")
            .Document().At("meters").EnumerateArray().ToArray();
        Assert.Equal(1.0, compared[0].Number("ratio"));
        // Its window began some microseconds later: the mean power of 200 W rounds differently.
        Assert.Equal(1.0, compared[2].Number("ratio"), 1e-12);
        Assert.True(compared[2].At("agrees").GetBoolean());
        Assert.True(compared[2].Number("ratioUncertainty") > 0);
        // One sample in 0.3 s is none.
        Assert.True(compared[1].IsNull("ratio"));
        Assert.Equal("exec", compared[1].At("reading").Text("meter"));
        Run("meters", "compare", "--for", "0.3", "--meter", $"replay:{trace}").AssertRefused(ExitCode.Unavailable, "two meters");
    }

    [Fact]
    public void A_secret_in_a_meter_s_name_shows_nowhere()
    {
        var refused = Run("meters", "read", "--for", "1", "--meter", "redfish:https://operator:s3cret@127.0.0.1:1");
        refused.AssertRefused(ExitCode.Unavailable, "127.0.0.1:1 cannot be reached");
        Assert.DoesNotContain("s3cret", refused.Error + refused.Output, StringComparison.Ordinal);
        var read = Run("meters", "read", "--for", "0.1", "--meter", "exec:TOKEN=s3cret; echo 7", "--json");
        Assert.DoesNotContain("s3cret", read.Error + read.Output, StringComparison.Ordinal);
    }

    private CommandLineCall Run(params string[] arguments) => CommandLineCall.RunUnder([(EnergyMeters.SysfsVariable, sysfs.Root)], arguments);

    [Fact]
    public void A_counter_that_does_not_move_is_not_chosen()
    {
        AddPackage(microjoules: 123_456_789);
        Run("meters", "read", "--for", "0.3").AssertRefused(ExitCode.Unavailable, "no energy meter on this machine");
    }

    // A counter of a machine moves every millisecond; it is replaced whole, so that no reader sees half of it.
    private CommandLineCall WhileItMoves(Func<CommandLineCall> run)
    {
        var counter = Path.Combine(sysfs.Root, "class/powercap/intel-rapl:0/energy_uj");
        using var ended = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            for (var microjoules = 123_456_789L; !ended.Wait(1); microjoules += 1000)
                File.Move(sysfs.Write("next", $"{microjoules}\n"), counter, overwrite: true);
        });
        thread.Start();
        try
        {
            return run();
        }
        finally
        {
            ended.Set();
            thread.Join();
        }
    }

    private void AddPackage(long microjoules)
    {
        const string Zone = "class/powercap/intel-rapl:0/";
        sysfs.Write(Zone + "name", "package-0\n");
        sysfs.Write(Zone + "energy_uj", $"{microjoules}\n");
        sysfs.Write(Zone + "max_energy_range_uj", "262143328850\n");
    }
}

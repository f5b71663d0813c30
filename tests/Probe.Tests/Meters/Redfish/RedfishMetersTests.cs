using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Probe.Tests.Meters.Redfish;

public sealed class RedfishMetersTests : IDisposable
{
    private const string OneChassis = """{"Members":[{"@odata.id":"/redfish/v1/Chassis/1"}]}""";
    private readonly string folder = Directory.CreateTempSubdirectory("buttere-redfish-").FullName;
    private readonly ManualClock clock = new();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("/redfish/v1/Chassis/1/EnvironmentMetrics", """{"PowerWatts":{"Reading":321.5}}""", 321.5)]
    [InlineData("/redfish/v1/Chassis/1/Power",
        """{"PowerControl":[{"PowerConsumedWatts":590,"PowerMetrics":{"IntervalInMin":20}},{"PowerConsumedWatts":90}]}""", 590)]
    public void The_power_of_the_chassis_is_found_where_the_maker_put_it(string path, string json, double watts)
    {
        using var stub = new RedfishStub().Document("/redfish/v1/Chassis", OneChassis).Document(path, json);
        using var meter = Create(stub.Address);
        meter.Open();
        clock.Advance(10);
        Assert.Equal(watts, meter.Read().Watts!.Value, 1e-9);
    }

    [Fact]
    public void Power_supplies_are_added_up()
    {
        using var stub = new RedfishStub().Document("/redfish/v1/Chassis", OneChassis)
            .Document("/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies", """{"Members":[{"@odata.id":"/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/0"},{"@odata.id":"/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1"}]}""")
            .Document("/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/0/Metrics", """{"InputPowerWatts":{"Reading":100}}""")
            .Document("/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1/Metrics", """{"InputPowerWatts":{"Reading":120}}""");
        using var meter = Create(stub.Address);
        meter.Open();
        clock.Advance(10);
        Assert.Equal(220, meter.Read().Watts!.Value, 1e-9);
        // A supply that is gone makes the sum unknown, not smaller.
        stub.Documents.TryRemove("/redfish/v1/Chassis/1/PowerSubsystem/PowerSupplies/1/Metrics", out _);
        clock.Advance(3);
        Assert.Equal(220, meter.Read().Watts!.Value, 1e-9);
        Assert.True(meter.Read().Flags.HasFlag(MeterEvents.MissedSample));
    }

    [Fact]
    public void Several_chassis_with_a_power_are_not_added_up_but_named()
    {
        using var stub = new RedfishStub().Document("/redfish/v1/Chassis",
            """{"Members":[{"@odata.id":"/redfish/v1/Chassis/blade"},{"@odata.id":"/redfish/v1/Chassis/enclosure"}]}""")
            .Document("/redfish/v1/Chassis/blade/EnvironmentMetrics", """{"PowerWatts":{"Reading":300}}""")
            .Document("/redfish/v1/Chassis/enclosure/EnvironmentMetrics", """{"PowerWatts":{"Reading":3000}}""");
        Assert.Contains("/redfish/v1/Chassis/blade", Assert.Throws<UnavailableException>(() => Create(stub.Address)).Message,
            StringComparison.Ordinal);
        using var meter = Create(stub.Address + "/redfish/v1/Chassis/blade");
        meter.Open();
        clock.Advance(5);
        Assert.Equal(300, meter.Read().Watts!.Value, 1e-9);
    }

    [Theory]
    [InlineData("operator:s3cret", "Basic b3BlcmF0b3I6czNjcmV0")]
    [InlineData("token:s3cret", "Bearer s3cret")]
    public void Credentials_come_from_a_file_of_the_owner_and_show_nowhere(string content, string header)
    {
        using var stub = Secured(header);
        var file = Secret(content, UnixFileMode.UserRead);
        using var meter = Create(stub.Address, file);
        meter.Open();
        clock.Advance(5);
        Assert.NotNull(meter.Read().Joules);
        Assert.DoesNotContain("s3cret", meter.Read().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_others_can_read_is_refused_without_its_content()
    {
        using var stub = Secured("Basic b3BlcmF0b3I6czNjcmV0");
        var refused = Assert.Throws<InputException>(() => Create(stub.Address,
            Secret("operator:s3cret", UnixFileMode.UserRead | UnixFileMode.OtherRead)));
        Assert.Contains("chmod 600", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", refused.Message, StringComparison.Ordinal);
        Assert.Empty(stub.Authorizations);
    }

    [Fact]
    public void Credentials_typed_into_the_address_are_used_and_left_out_of_identity_and_errors()
    {
        using var stub = Secured("Basic b3BlcmF0b3I6czNjcmV0");
        using var meter = Create(stub.Address.Replace("//", "//operator:s3cret@", StringComparison.Ordinal));
        Assert.Equal($"redfish:{stub.Address}", meter.Description.Id);
        var refused = Assert.Throws<UnavailableException>(() => Create(stub.Address.Replace("//", "//operator:wr0ng@", StringComparison.Ordinal)));
        Assert.Contains("refuses the credentials", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_that_nobody_signed_is_refused_unless_a_flag_says_otherwise()
    {
        using var stub = new RedfishStub(isSecure: true).Document("/redfish/v1/Chassis", OneChassis)
            .Document("/redfish/v1/Chassis/1/EnvironmentMetrics", """{"PowerWatts":{"Reading":300}}""");
        var file = Secret("operator:s3cret", UnixFileMode.UserRead);
        Assert.Contains("certificate", Assert.Throws<UnavailableException>(() => Create(stub.Address, file)).Message, StringComparison.Ordinal);
        Assert.Empty(stub.Authorizations);
        using var meter = EnergyMeters.Create(Request(stub.Address, file) with { AcceptAnyCertificate = true });
        meter.Open();
        clock.Advance(5);
        Assert.Equal(300, meter.Read().Watts!.Value, 1e-9);
    }

    [Fact]
    public void Credentials_never_travel_unencrypted_nor_to_where_a_redirection_points()
    {
        Assert.Contains("unencrypted", Assert.Throws<InputException>(() => Create("http://bmc.example", Secret("a:b",
            UnixFileMode.UserRead))).Message, StringComparison.Ordinal);
        using var other = new RedfishStub();
        using var stub = new RedfishStub { RedirectTo = other.Address + "/redfish/v1/Chassis" };
        Assert.Throws<UnavailableException>(() => Create(stub.Address, Secret("a:b", UnixFileMode.UserRead)));
        Assert.Empty(other.Authorizations);
    }

    [Fact]
    public void An_address_is_taken_from_the_person_at_the_keyboard_only()
    {
        using var stub = Secured("Basic x");
        Assert.Throws<InputException>(() => EnergyMeters.Create(Request(stub.Address, null) with { IsTypedByUser = false }));
        Assert.Empty(stub.Authorizations);
    }

    [Fact]
    public void A_service_that_falls_silent_is_flagged_and_never_stalls_a_reading()
    {
        using var stub = new RedfishStub().Document("/redfish/v1/Chassis", OneChassis)
            .Document("/redfish/v1/Chassis/1/EnvironmentMetrics", """{"PowerWatts":{"Reading":300}}""");
        using var meter = EnergyMeters.Create(Request(stub.Address, null) with { Clock = TimeProvider.System });
        meter.Open();
        stub.Delay = TimeSpan.FromHours(1);
        // Were a reading to wait for the service, the first would bear the flag already.
        var readings = 0;
        Assert.True(SpinWait.SpinUntil(() => meter.Read() is { } reading && ++readings > 0 && reading.Flags.HasFlag(MeterEvents.TimedOut),
            TimeSpan.FromMinutes(3)), "no reading was flagged");
        Assert.True(readings > 1, "the first reading waited for the service");
    }

    [Theory]
    [InlineData("ftp://bmc")]
    [InlineData("bmc")]
    public void Another_address_is_refused(string address) => Assert.Throws<InputException>(() => Create(address));

    private static RedfishStub Secured(string header) =>
        new RedfishStub { RequiredAuthorization = header }.Document("/redfish/v1/Chassis", OneChassis)
            .Document("/redfish/v1/Chassis/1/EnvironmentMetrics", """{"PowerWatts":{"Reading":300}}""");

    private string Secret(string content, UnixFileMode mode)
    {
        var file = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, content + "\n");
        File.SetUnixFileMode(file, mode);
        return file;
    }

    private MeterRequest Request(string address, string? credentials) =>
        new() { Id = "redfish:" + address, IsTypedByUser = true, CredentialsFile = credentials, Clock = clock };

    private IEnergyMeter Create(string address, string? credentials = null) => EnergyMeters.Create(Request(address, credentials));
}

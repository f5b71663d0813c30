using ButterE.Probe.Profile;

namespace ButterE.Probe.Tests.Profile;

public sealed class ProfileFileTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"profile-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(file);

    [Fact]
    public void A_written_profile_reads_back_equal()
    {
        var profile = new HardwareProfile
        {
            Schema = HardwareProfile.CurrentSchema,
            Device = "cpu",
            Name = "Test",
            Units = 2,
            ClockHz = 3.7e9,
            Levels =
            [
                new MemoryLevel
                {
                    Name = "L1", Source = "measured", CapacityBytes = 32768.5, CapacityLow = 32000, CapacityHigh = 33000,
                    Support = 0.97, Verdict = "agrees",
                    Reported = new Dictionary<string, ReportedCapacity> { ["sysfs"] = new(32768, "low", "a hypervisor chooses what the guest sees") },
                    Availability = new Dictionary<string, double> { ["p10"] = 1, ["p90"] = 2 },
                    AllCores = new Bandwidths(1e11),
                },
                new MemoryLevel { Name = "RAM", Source = "reported" },
            ],
            Traversals = [new TraversalCost(
                "read", [new AffineCost("L1", new AffineFit(1e-9, null, null, 2e-12, null, null))]) { Points = [new TraversalPoint(4096, 1e-8)] }],
            Compute = new ComputeRates(1e11),
            Host = new HostDescription("Test CPU", null, "Linux", null, 2),
            Conditions = new MeasurementConditions { StartedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), Visits = 3 },
        };
        ProfileFile.Write(file, profile);
        var text = File.ReadAllText(file);
        var copy = file + ".copy";
        ProfileFile.Write(copy, ProfileFile.Read(file));
        Assert.Equal(text, File.ReadAllText(copy));
        File.Delete(copy);
        Assert.Contains("\"capacityBytes\": null", text, StringComparison.Ordinal);
        Assert.Contains("\"latencyNs\": null", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"device\": \"cpu\" }", "schema: missing")]
    [InlineData("{ \"schema\": \"buttere.profile/9\" }", "schema: \"buttere.profile/9\" is not supported")]
    [InlineData("[1]", "must be a JSON object")]
    [InlineData("{", "document")]
    [InlineData("""{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1 }""", "levels")]
    [InlineData(
        """{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 0, "levels": [{"name":"L1","source":"measured"}] }""",
        "units: 0")]
    [InlineData("""{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1, "levels": [] }""", "levels: must hold")]
    [InlineData(
        """{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1, "levels": [{"name":"L1","source":"guessed"}] }""",
        "levels[0].source: \"guessed\"")]
    [InlineData(
        """{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1, "levels": [{"name":"L1","source":"measured","capacityBytes":0}] }""",
        "levels[0].capacityBytes: 0")]
    [InlineData(
        """{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1, "levels": [{"name":"L1","source":"measured","capacityBytes":"32K"}] }""",
        "levels[0].capacityBytes")]
    [InlineData(
        """{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1, "levels": [{"name":"L1","source":"measured","reported":{"sysfs":{"trust":"low"}}}] }""",
        "capacityBytes")]
    public void A_document_that_is_no_profile_is_refused_with_file_and_key(string json, string expected)
    {
        File.WriteAllText(file, json);
        var refusal = Assert.Throws<InputException>(() => ProfileFile.Read(file));
        Assert.StartsWith(file, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_missing_file_is_refused_by_name() =>
        Assert.Contains(file, Assert.Throws<InputException>(() => ProfileFile.Read(file)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("\"tlb\":[null]", "tlb[0]")]
    [InlineData("\"traversals\":[{\"kind\":\"read\",\"levels\":[null]}]", "traversals[0].levels[0]")]
    [InlineData("\"traversals\":[{\"kind\":\"read\",\"levels\":[{\"level\":\"L1\",\"seconds\":null,\"servedSecondsPerByte\":-1}]}]", "servedSecondsPerByte: -1")]
    [InlineData("\"compute\":{\"peakFlopsPerSecond\":0}", "compute.peakFlopsPerSecond: 0")]
    [InlineData("\"overheads\":{\"secondsPerPass\":-1}", "overheads.secondsPerPass: -1")]
    [InlineData("\"clockHz\":-2", "clockHz: -2")]
    [InlineData("\"coreToCore\":{\"cpus\":[0,1],\"oneWayNs\":[[null,50]]}", "coreToCore.oneWayNs")]
    [InlineData("\"levels\":[{\"name\":\"L2\",\"source\":\"measured\",\"capacityBytes\":9},{\"name\":\"L1\",\"source\":\"measured\",\"capacityBytes\":3}]", "L2 is larger than L1")]
    [InlineData("\"levels\":[null]", "levels[0]")]
    [InlineData("\"levels\":[{\"name\":\"L1\",\"source\":\"measured\",\"reported\":{\"sysfs\":null}}]", "reported.sysfs")]
    [InlineData("\"levels\":[{\"name\":\"L1\",\"source\":\"measured\",\"availability\":{\"x\":5}}]", "availability.x")]
    [InlineData("\"levels\":[{\"name\":\"L1\",\"source\":\"measured\",\"availability\":{\"p10\":5}}]", "p10 and p90")]
    public void A_number_that_cannot_be_or_an_empty_element_is_refused_by_its_key(string own, string expected)
    {
        var levels = own.StartsWith("\"levels\"", StringComparison.Ordinal) ? "" : "\"levels\":[{\"name\":\"L1\",\"source\":\"measured\"}],";
        File.WriteAllText(file, $$"""{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1, {{levels}} {{own}} }""");
        Assert.Contains(expected, Assert.Throws<InputException>(() => ProfileFile.Read(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_keys_are_tolerated()
    {
        File.WriteAllText(
            file,
            """{ "schema": "buttere.profile/1", "device": "cpu", "name": "x", "units": 1, "later": {"a": 1}, "levels": [{"name":"L1","source":"measured","new":2}] }""");
        Assert.Equal("L1", ProfileFile.Read(file).Levels.Single().Name);
    }
}

using System.Text.Json;
using System.Text.Json.Nodes;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;
using ButterE.Tests.Shared;
using Json.Schema;

namespace ButterE.Probe.Tests.Profile;

/// <summary>The published JSON Schema of profile.json.</summary>
public sealed class ProfileSchemaTests
{
    private static readonly string Text = File.ReadAllText(Repository.PathOf("schemas/profile.schema.json"));
    private static readonly JsonSchema Schema = JsonSchema.FromText(Text);

    [Theory]
    [InlineData("src/Probe/Profile/Presets/eagle-cpu.json")]
    [InlineData("src/Probe/Profile/Presets/eagle-gpu.json")]
    [InlineData("tests/Probe.Tests/Profile/recorded.json")]
    public void A_profile_satisfies_the_schema(string file) => Assert.True(IsValid(JsonNode.Parse(File.ReadAllText(Repository.PathOf(file)))!));

    [Theory]
    [InlineData("units", "0")]
    [InlineData("levels", "[]")]
    [InlineData("clockHz", "0")]
    [InlineData("schema", "\"buttere.profile/2\"")]
    public void What_breaks_a_rule_does_not(string key, string value)
    {
        var profile = Recorded();
        profile[key] = JsonNode.Parse(value);
        Assert.False(IsValid(profile));
    }

    [Fact]
    public void A_recorded_profile_is_read() =>
        Assert.Equal(1, ProfileFile.Parse(Recorded().ToJsonString(), "recorded").Traversals
            .Single(cost => cost.Kind == "writeNonTemporal").BytesMovedPerByte);

    /// <summary>A key that the engine writes and the schema does not describe is a schema that lags behind.</summary>
    [Theory]
    [InlineData(typeof(HardwareProfile), null)]
    [InlineData(typeof(MemoryLevel), "level")]
    [InlineData(typeof(ReportedCapacity), "reportedCapacity")]
    [InlineData(typeof(Bandwidths), "bandwidths")]
    [InlineData(typeof(TlbLevel), "tlb")]
    [InlineData(typeof(TraversalCost), "traversal")]
    [InlineData(typeof(AffineCost), "cost")]
    [InlineData(typeof(AffineFit), "line")]
    [InlineData(typeof(Estimate), "estimate")]
    [InlineData(typeof(TraversalPoint), "point")]
    [InlineData(typeof(LoadedLatencyPoint), "loadedLatencyPoint")]
    [InlineData(typeof(CoreToCoreLatency), "coreToCore")]
    [InlineData(typeof(MissCounts), "misses")]
    [InlineData(typeof(MissPoint), "missPoint")]
    [InlineData(typeof(ComputeRates), "compute")]
    [InlineData(typeof(PassOverheads), "overheads")]
    [InlineData(typeof(HostDescription), "host")]
    [InlineData(typeof(MeasurementConditions), "conditions")]
    [InlineData(typeof(MachineClaim), "claim")]
    [InlineData(typeof(CoreGrant), "coreGrant")]
    [InlineData(typeof(NumaNode), "numaNode")]
    [InlineData(typeof(InterferenceBaseline), "baseline")]
    [InlineData(typeof(RejectedVisit), "rejectedVisit")]
    public void Every_key_that_is_written_is_described(Type type, string? definition)
    {
        var document = JsonNode.Parse(Text)!;
        var part = definition is null ? document : document["$defs"]![definition]!;
        Assert.Equal(
            type.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)).Order(),
            part["properties"]!.AsObject().Select(property => property.Key).Order());
    }

    private static JsonNode Recorded() => JsonNode.Parse(File.ReadAllText(Repository.PathOf("tests/Probe.Tests/Profile/recorded.json")))!;

    private static bool IsValid(JsonNode profile) => Schema.Evaluate(profile).IsValid;
}

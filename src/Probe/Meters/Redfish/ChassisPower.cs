using System.Text.Json;

namespace ButterE.Probe.Meters.Redfish;

/// <summary>
/// Where a chassis tells its power, newest way first: EnvironmentMetrics, the power supplies of PowerSubsystem, and Power, which DMTF has deprecated.
/// </summary>
internal static class ChassisPower
{
    private delegate double? Way(RedfishClient client, string chassis, out RedfishFailure failure);

    private static readonly Way[] Ways = [FromEnvironmentMetrics, FromPowerSupplies, FromPowerControl];

    /// <summary>The paths of all chassis of a service.</summary>
    public static IReadOnlyList<string>? Chassis(RedfishClient client, out RedfishFailure failure) =>
        Members(client, "/redfish/v1/Chassis", out failure);

    /// <summary>The number of the way that gives this chassis's power; null when none does.</summary>
    public static int? Find(RedfishClient client, string chassis, out RedfishFailure failure)
    {
        failure = RedfishFailure.Missing;
        for (var way = 0; way < Ways.Length; way++)
        {
            if (Ways[way](client, chassis, out failure) is not null)
                return way;
            if (failure is RedfishFailure.Unreachable or RedfishFailure.TimedOut or RedfishFailure.Refused or RedfishFailure.Certificate)
                return null;
        }

        return null;
    }

    /// <summary>The power of a chassis by one way, W; null when it is not there now.</summary>
    public static double? Read(RedfishClient client, string chassis, int way, out RedfishFailure failure) => Ways[way](client, chassis, out failure);

    private static double? FromEnvironmentMetrics(RedfishClient client, string chassis, out RedfishFailure failure) =>
        Number(client.Get(chassis + "/EnvironmentMetrics", out failure), "PowerWatts", "Reading");

    private static double? FromPowerSupplies(RedfishClient client, string chassis, out RedfishFailure failure)
    {
        if (Members(client, chassis + "/PowerSubsystem/PowerSupplies", out failure) is not { Count: > 0 } supplies)
            return null;
        double sum = 0;
        foreach (var supply in supplies)
        {
            // One supply that does not answer makes the sum unknown.
            if (Number(client.Get(supply + "/Metrics", out failure), "InputPowerWatts", "Reading") is not { } watts)
                return null;
            sum += watts;
        }

        return sum;
    }

    // The first entry is the whole chassis; further ones, where a maker lists them, are parts of it.
    private static double? FromPowerControl(RedfishClient client, string chassis, out RedfishFailure failure) =>
        client.Get(chassis + "/Power", out failure) is { ValueKind: JsonValueKind.Object } power
            && power.TryGetProperty("PowerControl", out var controls) && controls.ValueKind == JsonValueKind.Array && controls.GetArrayLength() > 0
            ? Number(controls[0], "PowerConsumedWatts")
            : null;

    private static List<string>? Members(RedfishClient client, string path, out RedfishFailure failure)
    {
        if (client.Get(path, out failure) is not { ValueKind: JsonValueKind.Object } collection
            || !collection.TryGetProperty("Members", out var members) || members.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        return [.. members.EnumerateArray()
            .Select(member => member.ValueKind == JsonValueKind.Object && member.TryGetProperty("@odata.id", out var id)
                && id.ValueKind == JsonValueKind.String ? id.GetString() : null)
            .OfType<string>().Select(id => id.TrimEnd('/'))];
    }

    private static double? Number(JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
            element = element is { ValueKind: JsonValueKind.Object } parent && parent.TryGetProperty(key, out var child) ? child : null;
        return element is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
    }
}

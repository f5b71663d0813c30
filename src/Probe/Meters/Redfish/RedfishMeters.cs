using ButterE.Probe.Meters.Power;
using ButterE.Probe.Meters.Secrets;
using ButterE.Probe.Meters.Traces;

namespace ButterE.Probe.Meters.Redfish;

/// <summary>
/// The power of a chassis by its board controller over the network: <c>redfish:https://HOST[/redfish/v1/Chassis/ID]</c>. Credentials stand in the
/// address that was typed or in a file of the owner; identities, errors and records never show them.
/// </summary>
internal static class RedfishMeters
{
    /// <summary>Prefix of the identities.</summary>
    public const string Prefix = "redfish";

    /// <summary>Finds the meter that was asked for.</summary>
    /// <exception cref="InputException">The address, the file of the credentials or the combination cannot be used.</exception>
    public static IEnumerable<MeterCandidate> Find(MeterRequest request)
    {
        if (request.Argument(Prefix) is not { } text)
            return [MeterCandidate.Absent(Describe(Prefix),
                "needs the address of a board controller", "--meter redfish:https://HOST --meter-credentials FILE")];
        request.RequireTypedByUser(Prefix);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var typed) || typed.Scheme is not ("https" or "http"))
            throw new InputException($"meter {Prefix}: the address must be of the form https://HOST[/redfish/v1/Chassis/ID]");
        var address = new UriBuilder(typed) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri;
        var credentials = request.CredentialsFile is { } file ? Credentials.FromFile(file) : Credentials.FromAddress(typed);
        if (credentials is not null && address.Scheme == "http" && !address.IsLoopback && !request.AcceptAnyCertificate)
            throw new InputException($"meter {Prefix}: credentials would travel unencrypted to {address.Host}: use https");
        return [Find(address, credentials, request)];
    }

    private static MeterCandidate Find(Uri address, Credentials? credentials, MeterRequest request)
    {
        var description = Describe($"{Prefix}:{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}");
        var client = new RedfishClient(address, credentials, request.AcceptAnyCertificate);
        var failure = RedfishFailure.None;
        var named = address.AbsolutePath.Contains("/Chassis/", StringComparison.Ordinal) ? address.AbsolutePath.TrimEnd('/') : null;
        var all = named is not null ? [named] : ChassisPower.Chassis(client, out failure);
        var withPower = new List<(string Path, int Way)>();
        foreach (var chassis in all ?? [])
        {
            if (ChassisPower.Find(client, chassis, out failure) is { } way)
                withPower.Add((chassis, way));
        }

        if (withPower.Count == 1)
        {
            var (path, way) = withPower[0];
            return new MeterCandidate(
                description, () => new PowerMeter(description, new ChassisSensor(client, path, way), request.Integrator, request.Clock));
        }

        client.Dispose();
        var (reason, remedy) = withPower.Count > 1
            ? ($"several chassis have a power ({string.Join(", ", withPower.Select(chassis => chassis.Path))}): one may contain another",
                $"--meter {Prefix}:{address.GetLeftPart(UriPartial.Authority)}{withPower[0].Path}")
            : Explain(failure, address);
        return MeterCandidate.Absent(description, reason, remedy);
    }

    private static (string Reason, string? Remedy) Explain(RedfishFailure failure, Uri address) => failure switch
    {
        RedfishFailure.Unreachable => ($"{address.Authority} cannot be reached", null),
        RedfishFailure.Certificate => ($"the certificate of {address.Authority} cannot be checked", "--meter-insecure"),
        RedfishFailure.Refused => ($"{address.Authority} refuses the credentials, or wants some", "--meter-credentials FILE"),
        RedfishFailure.TimedOut => ($"{address.Authority} did not answer within {RedfishClient.AnswerSeconds} s", null),
        RedfishFailure.NotJson => ($"{address.Authority} does not answer in JSON: not a Redfish service", null),
        _ => ($"{address.Authority} tells no power of a chassis", null),
    };

    private static MeterDescription Describe(string id) =>
        new(id, EnergyKind.Measured, "node", "node", Available: true, Reason: null) { MinimumSeconds = 60 };

    /// <summary>Asks for the power of one chassis.</summary>
    private sealed class ChassisSensor(RedfishClient client, string chassis, int way) : IPowerSensor
    {
        public SensorTraits Traits { get; } = new(SampleSeconds: 1) { ResolutionWatts = 1, MaximumWatts = 100_000 };

        public double DeadlineSeconds => RedfishClient.AnswerSeconds + 1;

        public PowerAnswer Read()
        {
            var watts = ChassisPower.Read(client, chassis, way, out var failure);
            return new PowerAnswer(watts, failure == RedfishFailure.TimedOut ? MeterEvents.TimedOut : MeterEvents.None);
        }

        public void Dispose() => client.Dispose();
    }
}

using System.CommandLine;
using ButterE.Engine.Training;
using ButterE.Probe;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Cli.Options;

/// <summary>Which energy meter, and what the user grants for it. The only place where a command or credentials for a meter come from.</summary>
internal sealed class MeterOptions
{
    private readonly bool isRepeatable;
    private readonly Option<string[]> meter;
    private readonly Option<string?> credentials = new("--meter-credentials")
    {
        Description = "File with user:password or token:TOKEN for redfish:, readable by its owner only.",
        HelpName = "FILE",
    };
    private readonly Option<bool> insecure = new("--meter-insecure") { Description = "Accept a server whose certificate cannot be checked." };
    private readonly Option<string?> node = new("--meter-node") { Description = "Node whose rows of csv: or replay: count.", HelpName = "NAME" };
    private readonly Option<string?> zone = new("--meter-zone")
    {
        Description = "Time zone of the times of csv: or replay:, such as America/Denver.",
        HelpName = "IANA",
    };
    private readonly Option<string> ambiguous = new("--ambiguous")
    {
        Description = "Local times that occur twice: refuse, earlier or later.",
        HelpName = "RULE",
        DefaultValueFactory = _ => "refuse",
    };
    private readonly Option<string> integrator = new("--integrator")
    {
        Description = "How sampled power becomes energy: inside, linear or notebook.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "inside",
    };

    /// <param name="isRepeatable">Whether several meters may be named.</param>
    /// <param name="otherwise">What is read where none is named.</param>
    public MeterOptions(bool isRepeatable = false, string otherwise = "the first counter of this machine, or that of the device that computes")
    {
        this.isRepeatable = isRepeatable;
        meter = new("--meter") { Description = $"Energy meter to read; see buttere meters list (default: {otherwise}).", HelpName = "ID" };
    }

    private Option[] All => [meter, credentials, insecure, node, zone, ambiguous, integrator];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>Whether an option is one of these.</summary>
    public bool Has(Option option) => All.Contains(option);

    /// <summary>Refuses what says how to meter, here and elsewhere, in a call that names no meter.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="others">Options of the command that mean nothing without a meter.</param>
    /// <exception cref="InputException">One of them was given.</exception>
    public void RefuseWithoutMeter(ParseResult parsed, params Option[] others) =>
        ConflictingOptions.RefuseWithout(parsed, meter, [.. All.Where(option => option != meter), .. others]);

    /// <summary>Reads the options of one call: a request for each meter that was named, or one for the first of this machine.</summary>
    /// <exception cref="InputException">An option is out of range, or of no use to any meter that is named.</exception>
    public IReadOnlyList<MeterRequest> Read(ParseResult parsed)
    {
        var request = new MeterRequest
        {
            IsTypedByUser = true,
            CredentialsFile = parsed.GetValue(credentials),
            AcceptAnyCertificate = parsed.GetValue(insecure),
            Node = parsed.GetValue(node),
            TimeZone = parsed.GetValue(zone),
            AmbiguousTimes = Named<AmbiguousTimes>(parsed, ambiguous),
            Integrator = Named<Integrator>(parsed, integrator),
        };
        if (parsed.GetValue(meter) is { Length: > 1 } && !isRepeatable)
            throw new InputException("--meter: names one meter here; several are for buttere meters compare");
        if (parsed.GetValue(meter) is { Length: > 0 } named)
        {
            RefuseUnless(parsed, named, ["redfish"], credentials, insecure);
            RefuseUnless(parsed, named, ["csv", "replay"], node, zone);
        }

        return parsed.GetValue(meter) is { Length: > 0 } ids ? [.. ids.Select(id => request with { Id = id })] : [request];
    }

    // Options that only some kinds of meter have a use for, where none of these is named.
    private static void RefuseUnless(ParseResult parsed, string[] ids, string[] kinds, params Option[] options)
    {
        if (ids.Any(id => kinds.Contains(id.Split(':')[0])))
            return;
        foreach (var option in options.Where(option => parsed.GetResult(option) is { Implicit: false }))
            throw new InputException($"{option.Name}: is for {string.Join(" and ", kinds.Select(kind => kind + ":"))}, which --meter does not name");
    }

    private static T Named<T>(ParseResult parsed, Option<string> option)
        where T : struct, Enum
    {
        var names = Enum.GetValues<T>().ToDictionary(value => Output.JsonOutput.NameOf(value));
        var name = parsed.GetValue(option)!;
        return names.TryGetValue(name, out var found)
            ? found
            : throw new InputException($"{option.Name} {name}: must be one of {string.Join(", ", names.Keys)}");
    }

    /// <summary>The meter of a run; null where the device has none and none was asked for.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="isRequired">Whether a run without a meter is refused.</param>
    /// <param name="device">The device as the option --device names it: where no meter was named, it has its own.</param>
    /// <exception cref="Kernels.UnavailableException">A meter was asked for and cannot be read, or the device is absent.</exception>
    public static IEnergyMeter? Create(MeterRequest request, bool isRequired, string device)
    {
        if (request.Id is not null)
            return EnergyMeters.Create(request);
        var own = request with { Device = Trainers.Metered(device) };
        return isRequired ? EnergyMeters.Create(own) : EnergyMeters.CreateIfAvailable(own);
    }
}

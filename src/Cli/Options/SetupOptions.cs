using System.CommandLine;
using ButterE.Engine.Model;
using ButterE.Engine.Recommendation;
using ButterE.Engine.WorkingSets;
using ButterE.Kernels.Simd;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>The NETWORK options together with the schedule: what working sets and predictions need to know of a run.</summary>
internal sealed class SetupOptions
{
    private readonly NetworkOptions network = new();
    private readonly Option<string> schedule = ScheduleOption.Create("textbook or fused: what the placement engine counts.", "S");

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        network.AddTo(command);
        command.Options.Add(schedule);
    }

    /// <summary>Refuses every option of these beside another option.</summary>
    /// <exception cref="InputException">One of them was given.</exception>
    public void RefuseBeside(ParseResult parsed, string other)
    {
        network.RefuseBeside(parsed, other);
        ConflictingOptions.Refuse(parsed, other, schedule);
    }

    /// <summary>Reads what is trained.</summary>
    /// <exception cref="InputException">An option is missing, out of range or contradicts another.</exception>
    public TrainingSetup Read(ParseResult parsed) => SetupOf(network.Read(parsed), parsed);

    /// <summary>Reads what is trained, for a number of epochs.</summary>
    /// <exception cref="InputException">An option is missing, out of range or contradicts another, or the number of rows is not known or below 2.</exception>
    public MeasuredRun ReadRun(ParseResult parsed, int epochs)
    {
        var request = network.Read(parsed);
        var setup = SetupOf(request, parsed);
        RequireRows(request.Source);
        return new MeasuredRun(setup, epochs, null) { Dataset = request.Source.Dataset?.Name, Shape = request.Shape, Size = request.Size };
    }

    /// <summary>Whether the call names one network and not a family of sizes.</summary>
    public bool NamesOneNetwork(ParseResult parsed) => network.NamesOneNetwork(parsed);

    /// <summary>Reads networks whose size is open.</summary>
    /// <exception cref="InputException">An option is missing or out of range, a size is given, or the number of rows is not known or below 2.</exception>
    public NetworkFamily ReadFamily(ParseResult parsed)
    {
        var (request, shape) = network.ReadFamily(parsed);
        var setup = SetupOf(request, parsed);
        RequireRows(request.Source);
        return NetworkFamily.Of(request.Source.Dataset?.Name, shape, setup);
    }

    private static void RequireRows(DataChoice source)
    {
        if (source.Rows is null)
            throw new InputException("--rows: needed to count the batches of an epoch");
        source.RequireRowsToSplit();
    }

    private TrainingSetup SetupOf(NetworkRequest request, ParseResult parsed) => new(
        request.Network, request.Source.RawFeatures, request.Batch, request.Source.Rows, request.Source.Dataset?.BytesPerDatum,
        ScheduleOption.Read(parsed, schedule))
    {
        Simd = SimdSelection.Choose(),
    };
}

using System.CommandLine;
using ButterE.Engine.Data;
using ButterE.Engine.Networks;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>The NETWORK options of the contract: a network together with the data it is for.</summary>
internal sealed class NetworkOptions
{
    private readonly Option<string?> dataset = new("--dataset") { Description = "One of the paper's 13 data sets.", HelpName = "NAME" };
    private readonly Option<string?> data = new("--data")
    {
        Description = "A PMLB-style table, tab or comma separated, plain or gzip; the last column, or the one named target, is the target.",
        HelpName = "FILE",
    };
    private readonly Option<int?> inputs = new("--inputs") { Description = "Input units, when no data set is given.", HelpName = "N" };
    private readonly Option<int?> outputs = new("--outputs") { Description = "Output units, when no data set is given.", HelpName = "N" };
    private readonly Option<int?> rows = new("--rows") { Description = "Rows of the data, when no data set is given.", HelpName = "N" };
    private readonly Option<int?> rawFeatures = new("--raw-features")
    {
        Description = "Feature columns before encoding (default: the inputs).",
        HelpName = "N",
    };
    private readonly Option<string?> task = new("--task")
    {
        Description = "regression or classification; overrides the data set's task.",
        HelpName = "TASK",
    };
    private readonly Option<string?> shape = new("--shape")
    {
        Description = "rectangle, rectangle_residual, trapezoid, exponential, wide_first_2x, 4x, 8x or 16x (default rectangle).",
        HelpName = "SHAPE",
    };
    private readonly Option<int?> depth = new("--depth") { Description = "Layers, the output layer included.", HelpName = "D" };
    private readonly Option<long?> size = new("--size") { Description = "Target number of parameters.", HelpName = "P" };
    private readonly Option<string?> widths = new("--widths")
    {
        Description = "Units of every layer, the output layer last, instead of shape, depth and size.",
        HelpName = "W,W,…",
    };
    private readonly Option<int> batch = new("--batch") { Description = "Rows of a batch.", HelpName = "N", DefaultValueFactory = _ => 256 };

    private Option[] All => [dataset, data, inputs, outputs, rows, rawFeatures, task, shape, depth, size, widths, batch];

    /// <summary>Adds every NETWORK option to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in All)
            command.Options.Add(option);
    }

    /// <summary>Refuses every NETWORK option beside another option.</summary>
    /// <exception cref="InputException">One of them was given.</exception>
    public void RefuseBeside(ParseResult parsed, string other) => ConflictingOptions.Refuse(parsed, other, All);

    /// <summary>Reads the options of one call.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="encoding">How the columns of a file become inputs; a file is read here.</param>
    /// <exception cref="InputException">An option is missing, out of range or contradicts another, or the file cannot be used.</exception>
    public NetworkRequest Read(ParseResult parsed, EncodingRule encoding = EncodingRule.Paper)
    {
        var batchRows = parsed.GetValue(batch);
        OptionValue.AtLeastOne("--batch", batchRows);
        var source = ReadSource(parsed, encoding);
        var network = ReadNetwork(parsed, source, out var target);
        var published = parsed.GetValue(shape) ?? (parsed.GetValue(widths) is null ? "rectangle" : null);
        return new NetworkRequest(source, network, published, target, batchRows);
    }

    /// <summary>Reads what the network is for, without its widths.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="encoding">How the columns of a file become inputs; a file is read here.</param>
    /// <exception cref="InputException">An option is missing, out of range or contradicts another, or the file cannot be used.</exception>
    public DataChoice ReadSource(ParseResult parsed, EncodingRule encoding = EncodingRule.Paper)
    {
        LearningTask? chosen = parsed.GetValue(task) switch
        {
            null => null,
            "regression" => LearningTask.Regression,
            "classification" => LearningTask.Classification,
            var other => throw new InputException($"--task {other}: must be regression or classification"),
        };
        var file = parsed.GetValue(data);
        if (parsed.GetValue(dataset) is { } name)
        {
            ConflictingOptions.Refuse(parsed, "--dataset", inputs, outputs, rows, rawFeatures);
            var known = DatasetRegistry.Find(name)
                ?? throw new InputException($"--dataset {name}: unknown; known are {string.Join(", ", DatasetRegistry.All.Select(d => d.Name))}");
            return file is null ? DataChoice.Of(known, chosen) : DataChoice.Of(file, known, chosen, encoding);
        }

        if (file is not null)
        {
            ConflictingOptions.Refuse(parsed, "--data", inputs, outputs, rows, rawFeatures);
            return DataChoice.Of(file, null, chosen, encoding);
        }

        var units = Positive(parsed, inputs) ?? throw new InputException("--dataset, --data or --inputs and --outputs: one of them is needed");
        var results = Positive(parsed, outputs) ?? throw new InputException("--outputs: needed with --inputs");
        return DataChoice.Of(units, results, Positive(parsed, rows), Positive(parsed, rawFeatures), chosen);
    }

    /// <summary>Whether the call names one network and not a family of sizes.</summary>
    public bool NamesOneNetwork(ParseResult parsed) => parsed.GetValue(size) is not null || parsed.GetValue(widths) is not null;

    /// <summary>Reads a network whose size is open: the smallest of its shape and depth stands for all.</summary>
    /// <exception cref="InputException">An option is missing or out of range, or a size or widths are given.</exception>
    public (NetworkRequest Request, Shape Shape) ReadFamily(ParseResult parsed)
    {
        ConflictingOptions.Refuse(parsed, "a range of sizes", size, widths);
        var batchRows = parsed.GetValue(batch);
        OptionValue.AtLeastOne("--batch", batchRows);
        var source = ReadSource(parsed);
        var form = ReadShape(parsed);
        var network = NetworkSolver.Solve(form, source.Inputs, source.Outputs, ReadDepth(parsed) ?? throw new InputException("--depth: needed"), 1);
        return (new NetworkRequest(source, network, ShapeName.Of(form), null, batchRows), form);
    }

    private Shape ReadShape(ParseResult parsed)
    {
        var name = parsed.GetValue(shape) ?? "rectangle";
        return ShapeName.TryParse(name, out var form)
            ? form
            : throw new InputException($"--shape {name}: unknown; known are {string.Join(", ", ShapeName.All)}");
    }

    private int? ReadDepth(ParseResult parsed) => parsed.GetValue(depth) is < 2 and { } layers
        ? throw new InputException($"--depth {layers}: must be at least 2 (the output layer counts)")
        : parsed.GetValue(depth);

    private Network ReadNetwork(ParseResult parsed, DataChoice source, out long? target)
    {
        target = parsed.GetValue(size);
        var form = ReadShape(parsed);
        var layers = ReadDepth(parsed);

        if (parsed.GetValue(widths) is { } list)
        {
            ConflictingOptions.Refuse(parsed, "--widths", size, depth);
            return ReadWidths(list, form, parsed.GetValue(shape) is not null, source);
        }

        if (layers is not { } d)
            throw new InputException("--depth: needed unless --widths is given");
        if (target is not { } parameters)
            throw new InputException("--size: needed unless --widths is given");
        OptionValue.AtLeastOne("--size", parameters);
        return NetworkSolver.Solve(form, source.Inputs, source.Outputs, d, parameters);
    }

    private static Network ReadWidths(string list, Shape form, bool shapeGiven, DataChoice source)
    {
        var units = list.Split(',').Select(text => int.TryParse(text, out var value) && value > 0
            ? value
            : throw new InputException($"--widths {list}: '{text}' is not a positive number")).ToArray();
        if (units[^1] != source.Outputs)
            throw new InputException($"--widths {list}: the last width must be the number of outputs, {source.Outputs}");
        var network = new Network(source.Inputs, units, Residual: shapeGiven && form == Shape.RectangleResidual);
        return network.HasFittingSkips ? network : throw new InputException($"--widths {list}: a residual network needs equal hidden widths");
    }

    private static int? Positive(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is not { } value
        ? null
        : value > 0 ? value : throw new InputException($"{option.Name} {value}: must be at least 1");
}

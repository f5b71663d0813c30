using System.CommandLine;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Networks;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere network</c>: solves for the widths of a network.</summary>
internal static class NetworkCommand
{
    public static Command Create()
    {
        var command = new Command("network", "Solves for the widths of a network and counts its parameters and operations.");
        var options = new NetworkOptions();
        options.AddTo(command);
        command.Options.Add(JsonOutput.Option);
        command.SetAction(parsed => Run(options.Read(parsed), parsed.GetValue(JsonOutput.Option)));
        return command;
    }

    private static int Run(NetworkRequest request, bool json)
    {
        var (network, data) = (request.Network, request.Source);
        data.RequireRowsToSplit();
        var flops = TrainingFlops.Count(network, data.RawFeatures, request.Batch, data.Rows);
        if (json)
        {
            JsonOutput.Write(new
            {
                widths = network.Widths,
                parameters = network.Parameters,
                conformant = request.IsConformant,
                flops,
                data = new { source = data.Description, data.Inputs, data.Outputs, data.Rows, data.RawFeatures, data.Loss },
            });
            return ExitCode.Ok;
        }

        Console.WriteLine($"data        {data.Description}: {data.Inputs} inputs, {data.Outputs} outputs"
            + (data.Rows is { } rows ? $", {rows:N0} rows" : ""));
        Console.WriteLine($"widths      {string.Join(", ", network.Widths)}");
        Console.WriteLine($"parameters  {network.Parameters:N0}"
            + (request.Size is { } size ? $" for a target of {size:N0}, {network.Parameters / (double)size - 1:+0.0 %;-0.0 %;0 %}" : "")
            + (request.IsConformant ? "" : ", outside the paper's tolerance of 20 %"));
        Console.WriteLine($"operations  forward {flops.Forward:N0}, backward {flops.Backward:N0} per batch of {request.Batch}");
        if (flops is { PerEpoch: { } epoch, PerDatum: { } datum })
            Console.WriteLine($"            {epoch:N0} per epoch, {datum:N1} per training datum (one multiply-accumulate counts 1)");
        return ExitCode.Ok;
    }
}

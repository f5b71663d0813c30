using System.CommandLine;
using System.Globalization;
using ButterE.Cli.Options;
using ButterE.Cli.Output;
using ButterE.Engine.Data;
using ButterE.Engine.Evaluation;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;

namespace ButterE.Cli.Commands;

/// <summary><c>buttere evaluate</c>: the test pass of a saved network, on the CPU.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var command = new Command("evaluate", "Passes test rows through a saved network and says its loss and how good it is.");
        var network = new NetworkOptions();
        var (encode, split) = (RuleOptions.Encode(), RuleOptions.Split("paper: the rows that a run with the same --seed tests on; none: every row."));
        var init = new Option<string>("--init") { Description = "The saved parameters, safetensors.", HelpName = "FILE", Required = true };
        var seed = new Option<int>("--seed") { Description = "Seed of the split and of synthetic data: that of the training run.", HelpName = "S", DefaultValueFactory = _ => 0 };
        network.AddTo(command);
        foreach (var option in new Option[] { init, seed, encode, split, JsonOutput.Option })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var encoding = RuleOptions.Read(parsed, encode, EncodingRule.Paper, EncodingRule.None);
            var rule = RuleOptions.Read(parsed, split, SplitRule.Paper, SplitRule.None);
            var request = network.Read(parsed, encoding);
            var parameters = SafetensorsFile.Read(parsed.GetRequiredValue(init), request.Network);
            var data = request.Source.Load(encoding, parsed.GetValue(seed));
            var test = TestPass.Of(request.Network, parameters, data, rule, parsed.GetValue(seed), new TrainerSettings { Batch = request.Batch });
            if (parsed.GetValue(JsonOutput.Option))
            {
                JsonOutput.Write(new
                {
                    widths = request.Network.Widths, loss = JsonOutput.Finite(test.Loss), test.Metrics, test.Rows, split = rule, dataSource = data.Source, synthetic = data.Synthetic,
                });
            }
            else
            {
                Print(test, data);
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static void Print(TestPass test, Dataset data)
    {
        Console.WriteLine($"data      {data.Source}{(data.Synthetic ? "  (losses say nothing about the real data)" : "")}, {test.Rows:N0} rows");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss      {test.Loss:F6}"));
        if (test.Metrics.Accuracy is { } accuracy)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"accuracy  {accuracy:P2}"));
        if (test.Metrics.RootMeanSquaredError is { } root)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"RMSE      {root:F6}, R² {(test.Metrics.RSquared is { } share ? $"{share:F4}" : Quantity.Unknown)}"));
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;
using ButterE.Tests.Shared;

namespace ButterE.Embedding.Tests.Native;

/// <summary>A C program that tries every promise of the header, those about wrong use too.</summary>
public sealed partial class ContractTests : IDisposable
{
    private static readonly string[] Strict = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O1", "-g"];

    // Threads of the runtime's pool come and go, each with a record of some 100 bytes: 22,000 to 28,000 bytes after 1 to 48 rounds, without a trend. A leak is seen from
    // some 300 bytes a round.
    private const int SlackBytes = 5_000;

    private readonly string folder = Directory.CreateTempSubdirectory("buttere-contract-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [NativeFact]
    public void A_C_program_meets_every_promise_of_the_header()
    {
        var output = Run("contract").Succeeded();
        Assert.EndsWith("0 failed\n", output, StringComparison.Ordinal);
        Assert.True(output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)) > 100, output);
    }

    [NativeFact]
    public void Neither_a_leak_nor_an_invalid_access_is_found_by_the_address_sanitizer()
    {
        // What the runtime allocates once is still there at the end; what a call leaves behind grows with the number of calls.
        var (seldom, often) = (Leaked(rounds: 6), Leaked(rounds: 24));
        Assert.True(often <= seldom + SlackBytes, $"{seldom} bytes are left after 6 rounds, {often} after 24");
    }

    private long Leaked(int rounds)
    {
        var output = Run(
            "sanitized", rounds, [("ASAN_OPTIONS", "detect_leaks=1:exitcode=0")], "-fsanitize=address,undefined", "-fno-omit-frame-pointer").Succeeded();
        Assert.Contains("\n0 failed\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("runtime error", output, StringComparison.Ordinal);
        Assert.All(Report().Matches(output), report => Assert.Equal("LeakSanitizer: detected memory leaks", report.Groups[1].Value));
        return Summary().Match(output) is { Success: true } summary ? long.Parse(summary.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
    }

    [NativeFact]
    public void Steps_have_the_bits_of_the_direct_call()
    {
        var fromC = Run("contract").Succeeded().Split('\n').Single(line => line.StartsWith("bits ", StringComparison.Ordinal))[5..].Split(' ')
            .Select(text => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal(DirectSteps().Select(BitConverter.DoubleToInt64Bits), fromC);
    }

    [NativeFact]
    public void The_record_of_a_run_is_the_row_of_its_file()
    {
        var line = Run("contract").Succeeded().Split('\n').Single(line => line.StartsWith("record ", StringComparison.Ordinal))[7..];
        using var document = JsonDocument.Parse(line);
        var record = Assert.Single(RunStore.Read(folder));
        Assert.Equal(record.RunId, document.RootElement.GetProperty("run_id").GetString());
        Assert.Equal(record.TrainLoss, document.RootElement.GetProperty("train_loss").EnumerateArray().Select(loss => loss.GetDouble()));
        Assert.Equal(record.Configuration.Widths, document.RootElement.GetProperty("widths").EnumerateArray().Select(width => width.GetInt32()));
        Assert.Equal(RunJson.Text(record), line);
    }

    [NativeFact]
    public void The_header_is_good_Cpp_too()
    {
        var source = Path.Combine(folder, "header.cpp");
        File.WriteAllText(source, "#include \"buttere.h\"\nint main() { return be_abi_version() == 0; }\n");
        Tool.Run("gcc", ["-x", "c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", $"-I{BuiltLibrary.Include}", source]).Succeeded();
    }

    private Tool Run(string name) => Run(name, rounds: 1, []);

    private Tool Run(string name, int rounds, (string, string)[] environment, params string[] flags)
    {
        var program = Path.Combine(folder, name);
        Tool.Run("gcc", [
            .. Strict, .. flags, $"-I{BuiltLibrary.Include}", Repository.PathOf("tests/Embedding.Tests/Programs/contract.c"), "-o", program,
            $"-L{BuiltLibrary.Folder}", "-lbuttere", $"-Wl,-rpath,{BuiltLibrary.Folder}", "-lpthread", "-lm"]).Succeeded();
        var (recording, runs) = (Path.Combine(folder, "power.csv"), Path.Combine(folder, "runs.csv"));
        File.WriteAllLines(recording, ["timestamp,watts", .. Enumerable.Range(0, 3).Select(second => $"2020-01-01T00:00:0{second}+00:00,100")]);
        File.WriteAllLines(runs, [
            "dataset,shape,depth,size,seconds",
            .. Enumerable.Range(5, 14).Select(power => $"adult,rectangle,3,{1 << power},{100 + (1 << power) / 100}")]);
        return Tool.Run(program, [folder, recording, runs, rounds.ToString(CultureInfo.InvariantCulture)], environment);
    }

    // The first steps of the program, through the engine itself.
    private static IEnumerable<double> DirectSteps()
    {
        const int rows = 300, inputs = 5, outputs = 2;
        var network = new Network(inputs, [16, 8, outputs]);
        float[] features = new float[rows * inputs], targets = new float[rows * outputs];
        var state = 1u;
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < inputs; i++)
            {
                state = unchecked(state * 1664525u + 1013904223u);
                features[row * inputs + i] = (float)(state >> 8) / (1 << 24);
            }

            targets[row * outputs] = features[row * inputs] > 0.5f ? 0.9f : 0.1f;
            targets[row * outputs + 1] = 1 - targets[row * outputs];
        }

        using var trainer = Trainers.Create(
            Trainers.Cpu, network, LossKind.SigmoidMeanSquaredError, new TrainerSettings { Batch = 64, LearningRate = 0.01 });
        trainer.Import(ParameterSet.GlorotUniform(network, 7));
        using var batches = trainer.Load(features, targets, [.. Enumerable.Range(0, rows)]);
        for (var step = 0; step < 10; step++)
            yield return trainer.Step(batches, step % batches.Count);
    }

    [GeneratedRegex(@"ERROR: (.*)")]
    private static partial Regex Report();

    [GeneratedRegex(@"SUMMARY: AddressSanitizer: (\d+) byte\(s\) leaked")]
    private static partial Regex Summary();
}

using System.Text.RegularExpressions;
using ButterE.Cli.Output;

namespace ButterE.Cli.Tests.Commands;

/// <summary>What every command has: help that names its options, a version, and one line for what does not exist.</summary>
public sealed partial class HelpTests
{
    private const string Network = " --dataset --data --inputs --outputs --rows --raw-features --task --shape --depth --size --widths --batch";
    private const string Run = " --device --threads --affinity --huge-pages --no-tune --schedule --seed --meter --require-meter --idle";

    [Theory]
    [InlineData("study", "--out --quick --full --device --no-tune --json")]
    [InlineData("network", "--json" + Network)]
    [InlineData("workingsets", "--hardware --placement --set --stale-ok --json" + Network)]
    [InlineData("train", "--epochs --steps --learning-rate --encode --split --init --save --save-optimizer --out --json" + Network + Run)]
    [InlineData("evaluate", "--init --seed --encode --split --json" + Network)]
    [InlineData("bench", "")]
    [InlineData("bench step", "--networks --batch" + Run)]
    [InlineData("probe", "--device --threads --quick --out --huge-pages --json")]
    [InlineData("probe replay", "--trace --json")]
    [InlineData("cache", "")]
    [InlineData("cache list", "--json")]
    [InlineData("cache clear", "--stale --json")]
    [InlineData("probe simulate", "--l1 --l2 --l3 --l4 --pages --noise --rounds --sizes-per-octave --seeds --seed --json")]
    [InlineData("meters", "")]
    [InlineData("meters list", "--json")]
    [InlineData("meters doctor", "--self-cost --json")]
    [InlineData("meters read", "--for --meter --meter-credentials --meter-insecure --meter-node --meter-zone --ambiguous --integrator --json")]
    [InlineData("meters compare", "--for --meter --json")]
    [InlineData("fit", "--runs --hardware --placement --target --out --html --stale-ok --json")]
    [InlineData("ingest", "--power --metadata --nodes --node-power --out --time-zone --integrator --ambiguous --dropped --html --json")]
    [InlineData("simulate", "")]
    [InlineData("simulate campaign", "--runs --seed --out --json")]
    [InlineData("report", "--runs --losses --out --target --overhead --placement --carbon-intensity --pue --stale-ok --json")]
    [InlineData("sweep plan", "--preset --out --shards --minutes-per-shard --model --profile --stale-ok --json")]
    [InlineData("recommend", "--model --profile --runs --losses --loss --target --placement --carbon-intensity --pue --stale-ok --json" + Network)]
    [InlineData("whatif", "--profile --model --set --add-level --sweep --placement --carbon-intensity --pue --stale-ok --json" + Network)]
    [InlineData("predict", "--model --runs --from-profile --epochs --threads --stale-ok --json" + Network)]
    public void Help_names_every_option_and_says_what_it_is(string command, string options)
    {
        var help = CommandLineCall.Run([.. command.Split(' '), "--help"]);
        Assert.Equal((0, ""), (help.ExitCode, help.Error));
        Assert.Matches($@"Usage:\s+\S+ {command}\b", help.Output);
        var described = DescribedOption().Matches(help.Output).Select(match => match.Groups["name"].Value).ToHashSet();
        Assert.All(options.Split(' ', StringSplitOptions.RemoveEmptyEntries), option => Assert.Contains(option, described));
    }

    [Fact]
    public void Help_of_the_program_names_every_command()
    {
        var help = CommandLineCall.Run("--help");
        Assert.Equal(0, help.ExitCode);
        string[] commands = ["study", "network", "workingsets", "train", "evaluate", "bench", "probe", "meters", "fit", "predict", "ingest", "simulate", "report", "cache",
            "recommend", "whatif"];
        Assert.All(commands, command => Assert.Matches($@"(?m)^\s+{command}\b", help.Output));
    }

    [Fact]
    public void The_version_is_one_line()
    {
        var call = CommandLineCall.Run("--version");
        Assert.Equal((0, ""), (call.ExitCode, call.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\s*$", call.Output);
    }

    [Theory]
    [InlineData("", "command")]
    [InlineData("conquer", "conquer: unknown command (see buttere --help)")]
    [InlineData("conquer --size 64", "conquer: unknown command (see buttere --help)")]
    [InlineData("meters lst", "lst: unknown command (see buttere meters --help)")]
    [InlineData("sweep rn campaign --json", "rn: unknown command (see buttere sweep --help)")]
    [InlineData("sweep --jsn", "--jsn: unknown option (see buttere sweep --help)")]
    [InlineData("sweep", "command")]
    [InlineData("probe rplay", "rplay")]
    [InlineData("network --colour blue", "--colour")]
    [InlineData("network --depth three", "--depth three: must be a whole number (see buttere network --help)")]
    [InlineData("network --size 64K", "--size 64K: must be a whole number (see buttere network --help)")]
    [InlineData("network --depth 3000000000", "--depth 3000000000: is out of range")]
    [InlineData("train --learning-rate fast", "--learning-rate fast: must be a number (see buttere train --help)")]
    [InlineData("train --idle soon", "--idle soon: must be a number")]
    [InlineData("bench step", "--networks")]
    [InlineData("fit --hardware eagle-cpu --out m.json", "--runs")]
    [InlineData("workingsets --dataset 201_pol --depth 2 --size 128", "--hardware")]
    [InlineData("probe replay", "--trace")]
    public void What_does_not_exist_or_is_missing_is_named_in_one_line(string call, string named) =>
        CommandLineCall.Run(call.Split(' ', StringSplitOptions.RemoveEmptyEntries)).AssertRefused(ExitCode.BadInput, named);

    [GeneratedRegex(
        @"^ +(-\S+, )*(?<name>--[a-z0-9-]+)( <[^>]*>)?( \(REQUIRED\))? {2,}\S.*$|^ +(-\S+, )*(?<name>--[a-z0-9-]+)( <[^>]*>)? \(REQUIRED\) +\S.*$",
        RegexOptions.Multiline)]
    private static partial Regex DescribedOption();
}

using ButterE.Tests.Shared;

namespace ButterE.Cli.Tests;

/// <summary>What the README tells a newcomer to type is what CI runs.</summary>
public sealed class ReadmeTests
{
    [Fact]
    public void The_commands_of_the_readme_are_those_that_ci_runs()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        var commands = readme.Split("```sh\n")[1].Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var ci = File.ReadAllText(Repository.PathOf(".ci/run"));
        Assert.Equal(2, commands.Length);
        Assert.All(commands, command => Assert.Contains($"step {command}", ci, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_command_of_the_program_stands_in_the_readme()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md"));
        var help = CommandLineCall.Run("--help").Output;
        var commands = help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1).Select(line => line.Trim().Split(' ')[0]).Where(name => name.Length > 0).ToList();
        Assert.Contains("probe", commands);
        Assert.All(commands, command => Assert.True(
            readme.Contains($"buttere {command}", StringComparison.Ordinal) || readme.Contains($"-- {command}", StringComparison.Ordinal), $"{command} is not in the README"));
    }
}

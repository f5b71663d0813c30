using ButterE.Cli.Output;
using ButterE.Probe.Meters;

namespace ButterE.Cli.Tests;

/// <summary>The exit codes of <c>buttere meters</c> on a machine without meters.</summary>
public sealed class MetersCommandTests : IDisposable
{
    private readonly string? before = Environment.GetEnvironmentVariable(EnergyMeters.SysfsVariable);
    private readonly string sysfs = Directory.CreateTempSubdirectory("buttere-sysfs-").FullName;

    public MetersCommandTests() => Environment.SetEnvironmentVariable(EnergyMeters.SysfsVariable, sysfs);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(EnergyMeters.SysfsVariable, before);
        Directory.Delete(sysfs);
    }

    [Theory]
    [InlineData(ExitCode.Ok, "meters", "list")]
    [InlineData(ExitCode.Ok, "meters", "list", "--json")]
    [InlineData(ExitCode.Unavailable, "meters", "read", "--for", "1")]
    [InlineData(ExitCode.Unavailable, "meters", "read", "--for", "1", "--meter", "powercap:dram")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "1", "--meter", "crystal-ball")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "0")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "NaN")]
    [InlineData(ExitCode.BadInput, "meters", "read", "--for", "soon")]
    [InlineData(ExitCode.BadInput, "meters", "read")]
    public void Absence_and_bad_arguments_have_their_exit_codes(int expected, params string[] arguments) => Assert.Equal(expected, CommandTree.Run(arguments));
}

using ButterE.Engine.Sweeps.Slurm;

namespace ButterE.Engine.Tests.Sweeps.Slurm;

public sealed class JobScriptsTests
{
    [Fact]
    public void The_folder_of_the_logs_is_taken_as_it_stands_whatever_is_in_its_name() =>
        Assert.Equal("--output=/data/it's 50 %%j/logs/%A_%a.log", JobScripts.Output("/data/it's 50 %j/logs", "%A_%a.log"));
}

using ButterE.Cli.Output;
using ButterE.Engine.Runs;
using ButterE.Probe.Machine;
using ButterE.Probe.Meters.Discovery;

namespace ButterE.Cli.Tests.Commands;

/// <summary>Where threads and memory lie: --affinity and --huge-pages, as <c>train</c> takes them.</summary>
public sealed class RunOptionsTests : IDisposable
{
    // 141 x 2048 parameters and 256 x 2048 activations: matrices of more than a huge page.
    private const string Wide = "--inputs 600 --outputs 2 --rows 256 --widths 2048,2 --steps 2";
    private const string Small = "--inputs 4 --outputs 2 --rows 64 --widths 5,2";

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void No_more_threads_work_than_processors_are_listed_and_the_caller_is_let_go_afterwards()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var granted = GrantedCores.Numbers();
        var document = Train($"{Wide} --threads 5 --affinity {granted[^1]}").Document();
        Assert.Equal((5, 1), (document.Number("threads"), document.Number("threadsUsed")));
        Assert.Equal([granted[^1]], document.Numbers("affinity").Select(cpu => (int)cpu));
        Assert.Equal(granted, GrantedCores.Numbers());
        Assert.True(Train($"{Small} --steps 1").Document().IsNull("affinity"));
    }

    [Fact]
    public void Pinned_threads_give_the_same_losses()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var list = string.Join(',', GrantedCores.Numbers().Reverse());
        Assert.Equal(Train(Wide).Document().Numbers("stepLoss"), Train($"{Wide} --affinity {list}").Document().Numbers("stepLoss"));
    }

    [Fact]
    public void The_record_of_a_run_holds_how_it_was_tuned_and_where_it_lay()
    {
        Train($"{Small} --epochs 1 --no-tune --huge-pages off --out {folder.Root}").Document();
        var record = Assert.Single(RunStore.Read(folder.Root));
        Assert.Equal((Engine.Training.TuningSource.Defaults, Kernels.Memory.HugePages.Off), (record.Tuning, record.HugePagesAsked));
        Assert.Null(record.Affinity);
    }

    [Theory]
    [InlineData("--affinity x", "--affinity x --steps 1")]
    [InlineData("--affinity 3-1", "--affinity 3-1 --steps 1")]
    [InlineData("8191", "--affinity 8191 --steps 1")]
    [InlineData("--huge-pages", "--huge-pages maybe --steps 1")]
    public void Impossible_choices_are_named(string named, string options)
    {
        if (OperatingSystem.IsLinux())
            Train($"{Small} {options}").AssertRefused(ExitCode.BadInput, named);
    }

    [Theory]
    [InlineData("--affinity", "0")]
    [InlineData("--huge-pages", "off")]
    public void What_is_about_the_CPU_is_refused_on_a_device(string option, string value) =>
        Train($"{Small} --steps 1 --device simulator {option} {value}").AssertRefused(ExitCode.BadInput, option, "--device simulator");

    [Fact]
    public void A_ceiling_on_threads_is_kept_by_a_device_with_one()
    {
        var document = Train($"{Small} --steps 1 --device simulator --threads 2").Document();
        Assert.Equal((2, 1), (document.Number("threads"), document.Number("threadsUsed")));
    }

    [Fact]
    public void Huge_pages_are_reported_as_asked_and_as_effective()
    {
        var off = Train($"{Wide} --huge-pages off").Document();
        Assert.Equal("off", off.Text("hugePages", "asked"));
        var auto = Train(Wide).Document();
        Assert.Equal("auto", auto.Text("hugePages", "asked"));
        if (OperatingSystem.IsLinux())
            Assert.True(auto.Number("hugePages", "effectiveBytes") >= 0);
        Assert.Equal(off.Numbers("stepLoss"), auto.Numbers("stepLoss"));
    }

    [Fact]
    public void Insisting_on_huge_pages_is_refused_where_the_system_grants_none()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var policy = folder.Write("kernel/mm/transparent_hugepage/enabled", "always madvise [never]\n");
        CommandLineCall.RunUnder([(EnergyMeters.SysfsVariable, folder.Root)], Arguments($"{Small} --steps 1 --huge-pages on"))
            .AssertRefused(ExitCode.Unavailable, "--huge-pages on", policy);
        CommandLineCall.RunUnder([(EnergyMeters.SysfsVariable, folder.Root)], Arguments($"{Small} --steps 1 --huge-pages auto")).Document();
    }

    private static string[] Arguments(string options) => ["train", .. options.Split(' '), "--json"];

    private static CommandLineCall Train(string options) => CommandLineCall.Run(Arguments(options));
}

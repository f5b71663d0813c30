using ButterE.Kernels;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;
using ButterE.Probe.Meters.Protocol;
using ButterE.Probe.Meters.Slurm;

namespace ButterE.Probe.Tests.Meters.Slurm;

[Collection(ProgramsOnPath.Name)]
public sealed class SlurmMetersTests : IDisposable
{
    private readonly FakePrograms programs = new();

    public void Dispose() => programs.Dispose();

    [Fact]
    public void The_energy_of_a_job_is_that_of_one_step_because_each_repeats_the_node()
    {
        Site("22.05.8", "ipmi", processors: 4,
            "7|COMPLETED|100|n1|4|\n7.batch|COMPLETED|100|n1|4|30000\n7.extern|COMPLETED|100|n1|4|30000\n7.0|COMPLETED|90|n1|4|29000");
        using var meter = Create("7");
        var reading = meter.Read();
        Assert.Equal((30000.0, 100.0, MeterEvents.None), (reading.Joules, reading.Seconds, reading.Flags));
        Assert.Equal((EnergyKind.Measured, "job"), (reading.Kind, reading.Scope));
        Assert.Contains("Slurm 22.05.8, plugin ipmi", reading.Meter.Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("18446744073709551614")]
    public void Three_ways_to_say_no_energy_are_no_energy(string raw)
    {
        Site("22.05.8", "none", 4, $"7|COMPLETED|100|n1|4|\n7.batch|COMPLETED|100|n1|4|{raw}");
        using var meter = Create("7");
        var reading = meter.Read();
        Assert.Equal((null, true), (reading.Joules, reading.Flags.HasFlag(MeterEvents.NotAccounted)));
    }

    // Row 10: what shares a node is not this job's energy.
    [Fact]
    public void A_job_that_shared_its_node_is_flagged()
    {
        Site("25.05.1", "rapl", 128, "7|COMPLETED|100|n1|4|\n7.batch|COMPLETED|100|n1|4|30000");
        using var meter = Create("7");
        Assert.Equal(MeterEvents.NotExclusive, meter.Read().Flags);
    }

    [Theory]
    [InlineData("22.05.8", true)]
    [InlineData("25.05.0", false)]
    public void The_wrong_unit_of_memory_in_old_versions_is_flagged(string version, bool isSuspect)
    {
        Site(version, "rapl", 4, "7|COMPLETED|100|n1|4|\n7.batch|COMPLETED|100|n1|4|30000");
        using var meter = Create("7");
        Assert.Equal(isSuspect, meter.Read().Flags.HasFlag(MeterEvents.UnitSuspect));
        Assert.Equal(EnergyKind.CounterDerived, meter.Description.Kind);
    }

    [Theory]
    [InlineData("n1", null)]
    [InlineData("n[1-4,7]", 5_000_000.0)]
    public void An_absurd_energy_is_no_energy(string nodes, double? expected)
    {
        Site("25.05.1", "ipmi", 4, $"7|COMPLETED|100|{nodes}|4|\n7.extern|COMPLETED|100|{nodes}|4|5000000");
        using var meter = Create("7");
        Assert.Equal(expected, meter.Read().Joules);
    }

    // The batch step is on the first node only, and two steps one after the other are each a part of the job.
    [Theory]
    [InlineData("7.batch|COMPLETED|100|n1|4|30000\n7.extern|COMPLETED|100|n[1-2]|8|61000\n7.0|COMPLETED|99|n[1-2]|8|60000", 61000.0)]
    [InlineData("7.batch|COMPLETED|100|n1|4|30000\n7.0|COMPLETED|40|n[1-2]|8|24000\n7.1|COMPLETED|59|n[1-2]|8|36000", 60000.0)]
    [InlineData("7.batch|COMPLETED|100|n1|4|30000\n7.0|COMPLETED|100|n1|4|30000\n7.1|COMPLETED|100|n2|4|31000", 61000.0)]
    public void The_energy_of_a_job_on_several_nodes_is_that_of_all_of_them(string steps, double expected)
    {
        Site("25.05.1", "ipmi", 8, $"7|COMPLETED|100|n[1-2]|8|\n{steps}");
        using var meter = Create("7");
        Assert.Equal(expected, meter.Read().Joules);
    }

    [Theory]
    [InlineData("7.batch|COMPLETED|100|n1|4|30000")]
    [InlineData("7.batch|COMPLETED|100|n1|4|30000\n7.0|COMPLETED|40|n[1-2]|8|24000")]
    [InlineData("7.0|COMPLETED|40|n[1-2]|8|24000\n7.1|COMPLETED|59|n[1-2]|8|")]
    [InlineData("7.0|COMPLETED|100|n[1-2]|4|60000\n7.1|COMPLETED|100|n[1-2]|4|60000")]
    public void Steps_that_do_not_fill_the_nodes_and_the_time_of_a_job_are_not_its_energy(string steps)
    {
        Site("25.05.1", "ipmi", 8, $"7|COMPLETED|100|n[1-2]|8|\n{steps}");
        using var meter = Create("7");
        var reading = meter.Read();
        Assert.Equal((null, true), (reading.Joules, reading.Flags.HasFlag(MeterEvents.NotAccounted)));
    }

    [Fact]
    public void A_step_on_several_nodes_that_is_named_is_its_own_energy()
    {
        Site("25.05.1", "ipmi", 8, "7|COMPLETED|100|n[1-2]|8|\n7.0|COMPLETED|40|n[1-2]|8|24000");
        using var meter = Create("7.0");
        Assert.Equal((24000.0, 40.0), (meter.Read().Joules, meter.Read().Seconds));
    }

    // sacct numbers the tasks of an array anew (JobIDRaw) and spells them JOB_TASK (JobID).
    [Theory]
    [InlineData("7_3", 9000.0)]
    [InlineData("11", 9000.0)]
    [InlineData("7_3.0", 8000.0)]
    [InlineData("7_30", 500.0)]
    public void A_task_of_an_array_is_found_by_its_number_and_by_its_spelling(string job, double expected)
    {
        Site("25.05.1", "ipmi", 4, """
            11|COMPLETED|100|n1|4||7_3
            11.batch|COMPLETED|100|n1|4|9000|7_3.batch
            11.0|COMPLETED|90|n1|4|8000|7_3.0
            12|COMPLETED|100|n1|4||7_30
            12.batch|COMPLETED|100|n1|4|500|7_30.batch
            """);
        using var meter = Create(job);
        Assert.Equal((expected, $"slurm:{job}"), (meter.Read().Joules, meter.Description.Id));
    }

    [Fact]
    public void A_whole_array_is_no_job()
    {
        Site("25.05.1", "ipmi", 4, "8|COMPLETED|100|n1|4||7_1\n8.batch|COMPLETED|100|n1|4|900|7_1.batch\n7|COMPLETED|100|n1|4||7_2\n7.batch|COMPLETED|100|n1|4|800|7_2.batch");
        Assert.Contains("such as 7_1", Assert.Throws<UnavailableException>(() => Create("7")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_requeued_job_the_last_attempt_counts()
    {
        var rows = WithSpelling("7|REQUEUED|50|n1|4|\n7.batch|CANCELLED|50|n1|4|9000\n7|COMPLETED|60|n2|4|\n7.batch|COMPLETED|60|n2|4|8000");
        var job = SlurmAccounting.Parse(rows, "7", out _)!;
        Assert.Equal((8000.0, 60.0, "n2"), (job.Joules, job.Seconds, job.Nodes));
    }

    [Fact]
    public void What_is_running_cannot_be_measured_by_its_accounting()
    {
        Site("25.05.1", "ipmi", 4, "7|RUNNING|100|n1|4|\n7.batch|RUNNING|100|n1|4|30000");
        using var meter = Create("7");
        Assert.Null(meter.Read().Joules);
        Assert.Throws<InputException>(() => EnergyMeasurement.Run(meter, new MeasurementSettings(), _ => { }));
    }

    [Fact]
    public void A_site_without_accounting_is_the_reason()
    {
        programs.Program("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1");
        Assert.Contains("accounting storage", Assert.Throws<UnavailableException>(() => Create("7")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_is_a_number_and_nothing_that_a_shell_understands()
    {
        programs.Program("sacct", "exit 0");
        Assert.Throws<InputException>(() => Create("7;reboot"));
    }

    private void Site(string version, string plugin, int processors, string rows)
    {
        programs.Program("sacct", $"[ \"$1\" = --version ] && echo 'slurm {version}' && exit\ncat <<'X'\n{WithSpelling(rows)}\nX");
        programs.Program("scontrol", $"[ \"$2\" = config ] && echo 'AcctGatherEnergyType    = acct_gather_energy/{plugin}' && exit\necho 'NodeName=n1 CPUAlloc=4 CPUEfctv={processors} CPUTot={processors} CPULoad=0.1'");
    }

    // Outside arrays sacct spells a job as its number.
    private static string WithSpelling(string rows) => string.Join(
        '\n', rows.Split('\n').Select(row => row.Count(c => c == '|') == 5 ? $"{row}|{row.Split('|')[0]}" : row));

    private static IEnergyMeter Create(string job) => EnergyMeters.Create(new MeterRequest { Id = $"slurm:{job}" });
}

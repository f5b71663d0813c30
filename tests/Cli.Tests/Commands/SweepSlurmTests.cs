using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ButterE.Engine.Sweeps.Layout;
using ButterE.Engine.Sweeps.Plans;
using ButterE.Engine.Sweeps.Results;

namespace ButterE.Cli.Tests.Commands;

/// <summary>Campaigns on a cluster of scripts that stand in for Slurm's programs. bench/sweep/slurm.sh does the same on a real one.</summary>
public sealed class SweepSlurmTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public SweepSlurmTests()
    {
        Directory.CreateDirectory(At("bin"));
        Program("scontrol", $"if [ \"$1\" = show ]; then cat {At("config")}; else echo \"$@\" >> {At("scontrol.log")}; fi");
        Program("sbatch", $"n=$(ls {At("bin")}/.. | grep -c '^sbatch-'); echo \"$@\" > {At("sbatch-")}$n; echo $((100 + n))");
        Program("squeue", $"case \"$*\" in *%i*) cat {At("all")} 2>/dev/null;; *) cat {At("queue")} 2>/dev/null;; esac; exit 0");
        Program("sacct", $"[ -f {At("accounting")} ] && cat {At("accounting")} && exit 0; echo 'Slurm accounting storage is disabled' >&2; exit 1");
        Program("sinfo", $"cat {At("nodes")}");
        File.WriteAllText(At("nodes"), "8|64000\n");
        Limits(maxArraySize: 1001, maxJobs: 10_000);
    }

    private string Campaign => At("campaign");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void More_shards_than_an_array_may_have_come_as_several_arrays_that_share_a_list()
    {
        Plan(shards: 7);
        Limits(maxArraySize: 3, maxJobs: 10_000);
        var submitted = Json("sweep", "submit", Campaign, "--slurm", "--limit", "2", "--json");
        Assert.Equal([(0, 3), (3, 3), (6, 1)], submitted["arrays"].EnumerateArray().Select(array => (array.GetProperty("offset").GetInt32(), array.GetProperty("count").GetInt32())));
        Assert.Equal(["100", "101", "102"], submitted["arrays"].EnumerateArray().Select(array => array.GetProperty("jobId").GetString()!));
        Assert.Equal(Enumerable.Range(0, 7), Tasks(0).SelectMany(Numbers).Order());
        Assert.Contains("#SBATCH --array=0-2%2\n", Script(0, 1), StringComparison.Ordinal);
        Assert.Contains("line=$((3 + SLURM_ARRAY_TASK_ID + 1))", Script(0, 1), StringComparison.Ordinal);
        Assert.Contains(" --dependency=afterany:100:101:102 ", File.ReadAllText(At("sbatch-3")), StringComparison.Ordinal);
        Assert.StartsWith($"--parsable --output={Campaign}/slurm/logs/%A_%a.log ", File.ReadAllText(At("sbatch-0")), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_cluster_takes_no_so_many_tasks_each_has_several_shards()
    {
        Plan(shards: 7);
        Limits(maxArraySize: 1001, maxJobs: 10);
        File.WriteAllText(At("all"), "1\n2\n3\n4\n5\n6\n");
        Json("sweep", "submit", Campaign, "--slurm", "--json");
        Assert.Equal([3, 3, 1], Tasks(0).Select(task => Numbers(task).Length));
    }

    [Fact]
    public void A_script_asks_to_be_queued_again_and_for_a_signal_before_its_limit_and_a_shell_understands_it()
    {
        Plan(shards: 2);
        Json("sweep", "submit", Campaign, "--slurm", "--json", "--time", "30", "--sbatch=--account=me", "--partition", "short");
        var lines = Script(0, 0).Split('\n');
        foreach (var wanted in (string[])["--requeue", "--open-mode=append", "--signal=B:USR1@90", "--time=30", "--account=me", "--partition=short"])
            Assert.Contains($"#SBATCH {wanted}", lines);
        Assert.DoesNotContain("#SBATCH --exclusive", lines);
        Assert.Equal(0, Shell("bash", "-n", ScriptFile(0, 0)));
    }

    [Fact]
    public void Runs_under_a_meter_have_their_node_alone()
    {
        Plan(shards: 2, "meters: [\"exec:true\"]");
        Json("sweep", "submit", Campaign, "--slurm", "--json");
        Assert.Contains("#SBATCH --exclusive\n", Script(0, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_prints_the_scripts_and_hands_nothing_over()
    {
        Plan(shards: 2);
        var call = Call("sweep", "submit", Campaign, "--slurm", "--dry-run");
        Assert.Equal(0, call.ExitCode);
        Assert.Contains("#SBATCH --array=0-1", call.Output, StringComparison.Ordinal);
        Assert.Contains("sweep collect", call.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(At("sbatch-0")));
        Assert.False(Directory.Exists(Path.Combine(Campaign, "slurm")));
    }

    [Fact]
    public void A_dry_run_without_slurm_prints_the_scripts_and_says_that_the_cluster_was_not_asked()
    {
        Plan(shards: 2);
        Program("scontrol", "echo 'Unable to contact slurm controller' >&2; exit 1");
        var call = Call("sweep", "submit", Campaign, "--slurm", "--dry-run", "--cpus-per-task", "3", "--mem", "2000");
        Assert.True(call.ExitCode == 0, call.Error);
        Assert.Contains("#SBATCH --array=0-1", call.Output, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --cpus-per-task=3", call.Output, StringComparison.Ordinal);
        Assert.Contains("the cluster was not asked (scontrol show config: Unable to contact slurm controller)", call.Error, StringComparison.Ordinal);
        var cluster = Json("sweep", "submit", Campaign, "--slurm", "--dry-run", "--json")["cluster"];
        Assert.Contains("Unable to contact", cluster.Text("notAsked"), StringComparison.Ordinal);
        Call("sweep", "submit", Campaign, "--slurm").AssertRefused(3, "Slurm cannot be asked");
        Assert.False(Directory.Exists(Path.Combine(Campaign, "slurm")));
    }

    [Fact]
    public void A_run_that_no_node_can_hold_is_named_before_anything_is_handed_over()
    {
        Plan(shards: 2);
        File.WriteAllText(At("nodes"), "8|500\n");
        var call = Call("sweep", "submit", Campaign, "--slurm");
        Assert.Equal(3, call.ExitCode);
        Assert.Contains("no node has more than 500 MB", call.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("sbatch-0")));
    }

    [Fact]
    public void Without_slurm_the_command_says_so()
    {
        Plan(shards: 1);
        Program("scontrol", "echo 'slurm_load_ctl_conf error: Unable to contact slurm controller' >&2; exit 1");
        var call = Call("sweep", "submit", Campaign, "--slurm");
        Assert.Equal(3, call.ExitCode);
        Assert.Contains("Unable to contact slurm controller", call.Error, StringComparison.Ordinal);
        Assert.Equal(2, Call("sweep", "submit", Campaign).ExitCode);
    }

    [Fact]
    public void What_waits_or_runs_is_not_submitted_again_and_what_ended_without_its_rows_is()
    {
        Plan(shards: 3);
        Json("sweep", "submit", Campaign, "--slurm", "--json", "--no-collect");
        var tasks = Tasks(0);
        File.WriteAllText(At("queue"), "100_0|RUNNING|n1\n100_1|PENDING|\n");
        File.WriteAllText(At("accounting"), "100_2|NODE_FAIL|n2\n");
        var slurm = Json("sweep", "status", Campaign, "--json")["slurm"];
        Assert.Equal(["100_2"], slurm.GetProperty("abandoned").EnumerateArray().Select(task => task.GetString()!));
        Assert.Equal(1, slurm.GetProperty("byState").GetProperty("NODE_FAIL").GetInt32());

        var again = Json("sweep", "retry", Campaign, "--slurm", "--json");
        Assert.Equal(2, again["shardsInQueue"].GetInt32());
        Assert.Equal(tasks[2], Assert.Single(Tasks(1)));
    }

    [Fact]
    public void Where_nothing_can_be_submitted_retry_leaves_the_failures_with_their_reasons()
    {
        Plan(shards: 1);
        var failure = Fail();
        File.WriteAllText(At("nodes"), "8|500\n");
        Call("sweep", "retry", Campaign, "--slurm").AssertRefused(3, "no node has more than 500 MB");
        Program("scontrol", "exit 1");
        Call("sweep", "retry", Campaign, "--slurm").AssertRefused(3, "Slurm cannot be asked");
        Call("sweep", "retry", Campaign, "--slurm", "--mem", "0").AssertRefused(2, "--mem 0");
        Assert.True(File.Exists(failure));
    }

    [Fact]
    public void Retry_clears_what_it_submits()
    {
        Plan(shards: 1);
        var failure = Fail();
        var submitted = Json("sweep", "retry", Campaign, "--slurm", "--json");
        Assert.False(File.Exists(failure));
        Assert.Equal((1, 0), (submitted["cleared"].GetInt32(), submitted["failed"].GetInt32()));
        Assert.Equal(submitted["planned"].GetInt32(), submitted["submittedRuns"].GetInt32());
    }

    [Theory]
    [InlineData("--partition", "short")]
    [InlineData("--mem", "1000")]
    [InlineData("--exclusive")]
    public void Retry_without_slurm_refuses_what_is_about_slurm(params string[] option)
    {
        Plan(shards: 1);
        var failure = Fail();
        Call(["sweep", "retry", Campaign, .. option]).AssertRefused(2, option[0], "--slurm");
        Assert.True(File.Exists(failure));
    }

    [Fact]
    public void Without_accounting_the_file_of_completed_jobs_tells()
    {
        Plan(shards: 2);
        Json("sweep", "submit", Campaign, "--slurm", "--json", "--no-collect");
        File.AppendAllText(At("config"), $"JobCompType = jobcomp/filetxt\nJobCompLoc = {At("jobcomp.log")}\n");
        File.WriteAllText(At("jobcomp.log"),
            "JobId=101 UserId=me(1) Name=x JobState=REQUEUED ArrayJobId=100 ArrayTaskId=0 NodeList=n1 ExitCode=0:9\n"
            + "JobId=101 UserId=me(1) Name=x JobState=COMPLETED ArrayJobId=100 ArrayTaskId=0 NodeList=n2 ExitCode=0:0\n");
        var tasks = Json("sweep", "status", Campaign, "--json")["slurm"].GetProperty("tasks").EnumerateArray()
            .Select(task => (task.GetProperty("task").GetString(), task.GetProperty("state").GetString(), task.GetProperty("source").GetString()));
        Assert.Equal([("100_0", "COMPLETED", "jobcomp"), ("100_1", "UNKNOWN", "nobody")], tasks);
    }

    [Theory]
    [InlineData("USR1", true)]
    [InlineData("TERM", false)]
    public void Near_its_limit_a_task_has_its_run_saved_and_is_queued_again_but_not_when_it_is_cancelled(string signal, bool isQueuedAgain)
    {
        Plan(shards: 1);
        Json("sweep", "submit", Campaign, "--slurm", "--json");
        // A worker that saves when it is asked to, as sweep run does.
        Program("worker", $"trap 'exit 75' USR1 TERM; echo \"$@\" > {At("called")}; while :; do sleep 0.05; done");
        var script = string.Join('\n', Script(0, 0).Split('\n').Select(line => line.Contains(" sweep run ", StringComparison.Ordinal)
            ? $"  {At("bin/worker")}{line[line.IndexOf(" sweep run ", StringComparison.Ordinal)..]}" : line));
        File.WriteAllText(At("task.sh"), script);
        using var task = CommandLineCall.OutsideOfCalls(() =>
        {
            var start = new ProcessStartInfo("bash", [At("task.sh")]);
            start.Environment["PATH"] = $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
            start.Environment["SLURM_ARRAY_TASK_ID"] = "0";
            start.Environment["SLURM_ARRAY_JOB_ID"] = "100";
            return Process.Start(start)!;
        });
        Assert.True(SpinWait.SpinUntil(() => File.Exists(At("called")) && File.ReadAllText(At("called")).EndsWith('\n'), TimeSpan.FromMinutes(1)));
        Shell("kill", $"-{signal}", task.Id.ToString(CultureInfo.InvariantCulture));
        Assert.True(task.WaitForExit(TimeSpan.FromMinutes(1)));
        Assert.Equal(75, task.ExitCode);
        Assert.Equal($"sweep run {Path.GetFullPath(Campaign)} --shard 0\n", File.ReadAllText(At("called")));
        Assert.Equal(isQueuedAgain, File.Exists(At("scontrol.log")) && File.ReadAllText(At("scontrol.log")) == "requeue 100_0\n");
    }

    private void Plan(int shards, string more = "")
    {
        File.WriteAllText(At("sweep.yaml"), $"datasets: [294_satellite_image]\nshapes: [rectangle]\ndepths: [2, 3]\nsizes: [2^5..2^10]\nepochs: 1\n{more}\n");
        var call = Call("sweep", "plan", At("sweep.yaml"), "--out", Campaign, "--shards", shards.ToString(CultureInfo.InvariantCulture));
        Assert.True(call.ExitCode == 0, call.Error);
    }

    // The first run of the plan as one that failed; the file that says so.
    private string Fail()
    {
        var campaign = new CampaignFolder(Campaign);
        var run = PlanFile.Read(campaign).Runs[0];
        FailureFiles.Write(campaign, FailureRecord.Of(run, "outOfMemory", "killed", attempts: 3));
        return campaign.Failure(run.RunId);
    }

    private void Limits(int maxArraySize, int maxJobs) =>
        File.WriteAllText(At("config"), string.Create(CultureInfo.InvariantCulture, $"MaxArraySize            = {maxArraySize}\nMaxJobCount             = {maxJobs}\n"));

    private string[] Tasks(int submission) => File.ReadAllLines(Path.Combine(Campaign, "slurm", $"0000{submission}", "tasks"));

    private string ScriptFile(int submission, int array) => Path.Combine(Campaign, "slurm", $"0000{submission}", $"array-00{array}.sh");

    private string Script(int submission, int array) => File.ReadAllText(ScriptFile(submission, array));

    private string At(string name) => Path.Combine(folder.Root, name);

    private CommandLineCall Call(params string[] arguments) =>
        CommandLineCall.RunUnder([("PATH", $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}")], arguments);

    private Dictionary<string, JsonElement> Json(params string[] arguments)
    {
        var call = Call(arguments);
        Assert.True(call.ExitCode == 0, call.Error);
        return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(call.Output)!;
    }

    private void Program(string name, string body)
    {
        var path = At($"bin/{name}");
        File.WriteAllText(path, $"#!/bin/bash\n{body}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static int[] Numbers(string line) => [.. line.Split(' ').Select(word => int.Parse(word, CultureInfo.InvariantCulture))];

    private static int Shell(string program, params string[] arguments) => CommandLineCall.OutsideOfCalls(() =>
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        return process.ExitCode;
    });
}

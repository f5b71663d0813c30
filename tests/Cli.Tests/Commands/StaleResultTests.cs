using ButterE.Cli.Output;
using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Machine;
using ButterE.Probe.Profile;

namespace ButterE.Cli.Tests.Commands;

/// <summary>Profiles and models of another machine or version: refused with the difference, unless --stale-ok.</summary>
public sealed class StaleResultTests : IDisposable
{
    private const string Difference = "cores=4096";
    private static readonly string[] Network = ["--dataset", "201_pol", "--shape", "rectangle", "--depth", "2", "--size", "128"];
    private static readonly string Elsewhere = MachineFingerprint.Current.Replace($"cores={GrantedCores.Count};", "cores=4096;", StringComparison.Ordinal);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_profile_places_working_sets_on_its_own_machine_only()
    {
        AssertGuarded("workingsets", "--hardware", Profile(Elsewhere), [.. Network, "--json"]);
        AssertAccepted("workingsets", "--hardware", Profile(MachineFingerprint.Current), [.. Network, "--json"]);
    }

    [Fact]
    public void A_profile_without_a_fingerprint_is_always_right() => AssertAccepted("workingsets", "--hardware", Profile(null), [.. Network, "--json"]);

    [Fact]
    public void A_model_predicts_for_its_own_machine_only()
    {
        string[] options = [.. Network, "--epochs", "5", "--json"];
        AssertGuarded("predict", "--model", Model(Elsewhere), options);
        AssertAccepted("predict", "--model", Model(MachineFingerprint.Current), options);
        AssertAccepted("predict", "--model", "butter-e-cpu", options);
    }

    [Fact]
    public void A_fit_on_the_profile_of_another_machine_must_be_meant()
    {
        var runs = folder.Write("runs.csv", "dataset,shape,size,depth,epochs,joules\n201_pol,rectangle,4096,3,10,50\n");
        string[] options = ["--runs", runs, "--out", folder.PathOf("model.json")];
        var refused = CommandLineCall.Run(["fit", "--hardware", Profile(Elsewhere), .. options]);
        refused.AssertRefused(ExitCode.BadInput, Difference, "--stale-ok");
        // One run cannot support a fit: that it is said shows that the profile was taken.
        var taken = CommandLineCall.Run(["fit", "--hardware", Profile(Elsewhere), "--stale-ok", .. options]);
        Assert.Equal(ExitCode.InsufficientData, taken.ExitCode);
        Assert.Contains("used because of --stale-ok", taken.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--model")]
    [InlineData("--profile")]
    public void A_campaign_is_planned_by_times_of_another_machine_only_when_that_is_meant(string option)
    {
        var file = option == "--model" ? Model(Elsewhere, CostTarget.Time) : Profile(Elsewhere);
        string[] call = ["sweep", "plan", folder.Write("plan.yaml", "datasets: [banana]\ndepths: 3\nsizes: 64\nepochs: 2\n"),
            "--out", folder.PathOf("campaign"), option, file];
        CommandLineCall.Run(call).AssertRefused(ExitCode.BadInput, file, Difference, "--stale-ok");
        // A published profile has capacities alone and ends in another refusal: that it is used is said before.
        Assert.Contains("used because of --stale-ok", CommandLineCall.Run([.. call, "--stale-ok"]).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--cpu-hardware")]
    [InlineData("--gpu-hardware")]
    [InlineData("--model")]
    public void A_report_takes_the_hardware_or_model_of_another_machine_only_when_that_is_meant(string option)
    {
        var file = option == "--model" ? Model(Elsewhere) : Profile(Elsewhere);
        var runs = folder.Write("runs.csv", "dataset,shape,size,depth,epochs,joules\n201_pol,rectangle,4096,3,10,50\n");
        string[] call = ["report", "--runs", runs, "--out", folder.PathOf("report.html"), option, file];
        CommandLineCall.Run(call).AssertRefused(ExitCode.BadInput, file, Difference, "--stale-ok");
        Assert.Contains("used because of --stale-ok", CommandLineCall.Run([.. call, "--stale-ok"]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_profile_of_a_device_belongs_to_the_machine_that_it_is_in()
    {
        string[] options = [.. Network, "--json"];
        AssertAccepted("workingsets", "--hardware", Profile($"device=a device; driver=1.2; {MachineFingerprint.Current}"), options);
        AssertGuarded("workingsets", "--hardware", Profile($"device=a device; driver=1.2; {Elsewhere}"), options);
    }

    private static void AssertGuarded(string command, string option, string file, string[] others)
    {
        CommandLineCall.Run([command, option, file, .. others]).AssertRefused(ExitCode.BadInput, file, Difference, "--stale-ok");
        var call = CommandLineCall.Run([command, option, file, "--stale-ok", .. others]);
        call.Document();
        Assert.Contains(Difference, call.Error, StringComparison.Ordinal);
    }

    private static void AssertAccepted(string command, string option, string file, string[] others)
    {
        var call = CommandLineCall.Run([command, option, file, .. others]);
        call.Document();
        Assert.Equal("", call.Error);
    }

    private string Profile(string? fingerprint)
    {
        var file = folder.PathOf("profile.json");
        ProfileFile.Write(file, HardwarePresets.Find("eagle-cpu")! with { Fingerprint = fingerprint });
        return file;
    }

    private string Model(string fingerprint, CostTarget target = CostTarget.Energy)
    {
        var file = folder.PathOf("model.json");
        ModelFile.Write(file, new EnergyModel
        {
            Target = target,
            Placement = "notebook",
            DataCharge = DataCharge.Batch,
            Levels = ["L1", "L2", "L3", "RAM"],
            Coefficients = new PerTerm<double?>(1, 1, 1, 1, [1, 1, 1, 1], [1, 1, 1, 1]),
            Profile = HardwarePresets.Find("eagle-cpu")!,
            Fingerprint = fingerprint,
        });
        return file;
    }
}

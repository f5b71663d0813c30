using System.Globalization;

namespace ButterE.Cuda.StandIn.Driver;

/// <summary>What the environment may choose.</summary>
/// <param name="Device">The device that is presented.</param>
/// <param name="IsReversed">Whether blocks, warps and threads run in reverse order.</param>
/// <param name="AreRacesChecked">Whether races in shared memory are looked for.</param>
/// <param name="Budget">Instructions of a block between two barriers, after which its launch is given up.</param>
internal sealed record Settings(DeviceModel Device, bool IsReversed = false, bool AreRacesChecked = true, long Budget = Settings.DefaultBudget)
{
    public const string CapabilityVariable = "BUTTERE_STANDIN_CAPABILITY";
    public const string ReverseVariable = "BUTTERE_STANDIN_REVERSE";
    public const string RacesVariable = "BUTTERE_STANDIN_RACES";
    public const string BudgetVariable = "BUTTERE_STANDIN_BUDGET";

    private const long DefaultBudget = 400_000_000;

    public static Settings Default { get; } = new(DeviceModel.Of("8.0"));

    public static Settings FromEnvironment() => new(
        DeviceModel.Of(Read(CapabilityVariable) ?? "8.0"),
        Read(ReverseVariable) == "1",
        Read(RacesVariable) != "0",
        Read(BudgetVariable) is { } budget ? long.Parse(budget, CultureInfo.InvariantCulture) : DefaultBudget);

    private static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}

using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;
using ButterE.Probe.Profile;

namespace ButterE.Engine.Simulation;

/// <summary>
/// The cost model that a simulated campaign obeys, for one device: the paper's, in the magnitude of its Table 4 but with every term above 0, each
/// coefficient up to a fifth away by chance.
/// </summary>
internal static class PlantedCosts
{
    private static readonly PerTerm<double> Cpu = new(
        14_000, 0.4, 2.4e-10, 0.03, [0.008, 0.05, 0.12, 0.15], [2e-8, 7e-9, 7.2e-9, 1.2e-8]);

    private static readonly PerTerm<double> Gpu = new(272_000, 1.0, 3e-10, 0.011, [0.0055, 0.0066, 0.02], [2e-9, 1e-9, 1.9e-9]);

    /// <summary>Draws the model of one device.</summary>
    public static EnergyModel Draw(bool isGpu, SimulationRandom random)
    {
        var profile = HardwarePresets.Find(isGpu ? "eagle-gpu" : "eagle-cpu")!;
        double?[] coefficients = [.. (isGpu ? Gpu : Cpu).ToArray().Select(value => (double?)(value * Math.Exp(random.Between(-0.2, 0.2))))];
        return new EnergyModel
        {
            Target = CostTarget.Energy,
            Placement = new NotebookPlacement().Name,
            DataCharge = DataCharge.Whole,
            Levels = [.. MemoryHierarchy.Of(profile).Levels.Select(level => level.Name)],
            Coefficients = PerTerm<double?>.From(coefficients),
            Profile = profile,
            Note = "Simulated: planted by buttere simulate campaign, not measured.",
        };
    }
}

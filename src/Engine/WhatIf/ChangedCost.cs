using ButterE.Engine.Model;
using ButterE.Engine.WorkingSets;

namespace ButterE.Engine.WhatIf;

/// <summary>What one network costs on a machine and on a changed one.</summary>
/// <param name="Size">Target number of parameters; null where widths were given.</param>
/// <param name="Parameters">True number of parameters.</param>
/// <param name="Before">J or s of an epoch on the machine as it is.</param>
/// <param name="After">J or s of an epoch on the changed machine.</param>
public sealed record ChangedCost(long? Size, long Parameters, double Before, double After)
{
    /// <summary>After over before.</summary>
    public double Ratio => After / Before;

    /// <summary>Compares one network.</summary>
    /// <param name="size">Target number of parameters; null where widths were given.</param>
    /// <param name="setup">What is trained; its number of rows must be known.</param>
    /// <param name="shape">Published name of the shape; null for none.</param>
    /// <param name="before">Costs on the machine as it is.</param>
    /// <param name="after">Costs on the changed machine.</param>
    /// <exception cref="Probe.InsufficientDataException">A cost that the network incurs is not known.</exception>
    /// <exception cref="Probe.InputException">A working set does not fit into the last level.</exception>
    public static ChangedCost Of(long? size, TrainingSetup setup, string? shape, EpochCost before, EpochCost after) =>
        new(size, setup.Network.Parameters, before.Of(setup, shape), after.Of(setup, shape));
}

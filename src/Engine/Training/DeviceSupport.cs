using System.Diagnostics.CodeAnalysis;

namespace ButterE.Engine.Training;

/// <summary>Whether devices are part of this build. A program that is compiled ahead of time leaves them out: ILGPU needs the JIT compiler.</summary>
public static class DeviceSupport
{
    /// <summary>
    /// Name of the switch (<c>RuntimeHostConfigurationOption</c>); the value false removes ILGPU and every kernel for devices when trimming.
    /// </summary>
    public const string Switch = "ButterE.Engine.Devices";

    /// <summary>True unless the switch says false.</summary>
    [FeatureSwitchDefinition(Switch)]
    public static bool IsIncluded => !AppContext.TryGetSwitch(Switch, out var included) || included;
}

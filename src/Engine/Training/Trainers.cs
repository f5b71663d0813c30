using System.Globalization;
using ButterE.Engine.Networks;
using ButterE.Kernels;
using ButterE.Kernels.Gpu.Devices;
using ButterE.Kernels.Gpu.Gemm;
using ButterE.Kernels.Losses;
using ButterE.Kernels.Memory;
using ButterE.Kernels.Simd;
using ButterE.Probe;
using ButterE.Probe.Memory;
using ButterE.Probe.Meters;

namespace ButterE.Engine.Training;

/// <summary>Makes the trainer for a device.</summary>
public static class Trainers
{
    /// <summary>Environment variable that names the device that must be used.</summary>
    public const string Variable = "BUTTERE_REQUIRE_DEVICE";

    /// <summary>The device that every machine has.</summary>
    public const string Cpu = "cpu";

    /// <summary>Makes a trainer, with all parameters 0.</summary>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="network">The network.</param>
    /// <param name="loss">Output activation and loss.</param>
    /// <param name="settings">How to train.</param>
    /// <exception cref="UnavailableException">The device or the SIMD path is absent or not part of this build, another device is required by
    /// <see cref="Variable"/>, or huge pages are demanded and the system grants none.</exception>
    /// <exception cref="InputException">It is no name of a device, a processor of <see cref="TrainerSettings.Affinity"/> is not granted, or the network cannot be trained; see
    /// <see cref="Network.RequireTrainable"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Batch or threads are below 1, or the learning rate is negative or no number.</exception>
    public static ITrainer Create(string device, Network network, LossKind loss, TrainerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(settings);
        RequireNoOther(device);
        network.RequireTrainable();
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Batch, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.Threads, 1, nameof(settings));
        if (!(settings.LearningRate >= 0) || !double.IsFinite(settings.LearningRate))
            throw new ArgumentOutOfRangeException(nameof(settings), settings.LearningRate, "The learning rate must be a number of at least 0.");
        return new CheckedTrainer(network, device == Cpu ? OnCpu(network, loss, settings) : OnDevice(device, network, loss, settings));
    }

    private static ITrainer OnCpu(Network network, LossKind loss, TrainerSettings settings)
    {
        if (settings.Precision != Precision.Float32)
            throw WithoutTensorCores(Cpu);
        if (settings.HugePages == HugePages.On)
            TransparentHugePages.Require();
        return CpuTrainer.Create(network, loss, settings, SimdSelection.Choose());
    }

    /// <summary>Refuses a device that is not there, or that has not the precision.</summary>
    /// <param name="device">The device as the option --device names it.</param>
    /// <param name="precision">What the products are to compute with.</param>
    /// <exception cref="UnavailableException">The device is absent or not part of this build, has no such products, or another one is required by
    /// <see cref="Variable"/>.</exception>
    /// <exception cref="InputException">It is no name of a device.</exception>
    public static void Require(string device, Precision precision = Precision.Float32)
    {
        RequireNoOther(device);
        if (device != Cpu)
            RequireDevice(device, precision);
        else if (precision != Precision.Float32)
            throw WithoutTensorCores(device);
    }

    /// <summary>The device as a meter has to know it; null where the host's processor does the work, as for the CPU or the simulator.</summary>
    /// <param name="device">The device as the option --device names it.</param>
    /// <exception cref="UnavailableException">The device is absent or not part of this build.</exception>
    /// <exception cref="InputException">It is no name of a device.</exception>
    public static MeteredDevice? Metered(string device)
    {
        RequireName(device);
        if (device == Cpu)
            return null;
        if (!DeviceSupport.IsIncluded)
            throw WithoutDevices(device);
        try
        {
            var found = GpuDevices.Require(device);
            return found.IsHostProcessor ? null : new MeteredDevice(found.Id, found.Name, found.Uuid);
        }
        catch (DeviceAbsentException e)
        {
            throw new UnavailableException(e.Message);
        }
    }

    internal static ITrainer OnDevice(string device, Network network, LossKind loss, TrainerSettings settings)
    {
        // Stands in each method by itself: what follows is removed where devices are left out.
        if (!DeviceSupport.IsIncluded)
            throw WithoutDevices(device);
        try
        {
            return new DeviceTrainer(device, network, loss, settings);
        }
        catch (DeviceAbsentException e)
        {
            throw new UnavailableException(e.Message);
        }
    }

    private static void RequireDevice(string device, Precision precision)
    {
        if (!DeviceSupport.IsIncluded)
            throw WithoutDevices(device);
        try
        {
            if (precision == Precision.Float32)
                _ = GpuDevices.Require(device);
            else
                DeviceTrainer.Require(device, precision);
        }
        catch (DeviceAbsentException e)
        {
            throw new UnavailableException(e.Message);
        }
    }

    private static UnavailableException WithoutTensorCores(string device) =>
        new($"device {device}: tf32 products need {ProductVariants.Requirement}");

    private static UnavailableException WithoutDevices(string device) => new($"device {device}: this build trains on the CPU only");

    private static void RequireName(string device)
    {
        if (device is not (Cpu or "simulator") && (device.Split(':') is not ["cuda" or "opencl", var number] || !uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
            throw new InputException($"--device {device}: must be cpu, cuda:N, opencl:N or simulator");
    }

    private static void RequireNoOther(string device)
    {
        RequireName(device);
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } required && required != device)
            throw new UnavailableException($"{Variable}={required}: the run asks for --device {device}");
    }
}

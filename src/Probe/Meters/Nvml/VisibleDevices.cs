using System.Globalization;

namespace ButterE.Probe.Meters.Nvml;

/// <summary>Which devices the variable CUDA_VISIBLE_DEVICES grants, told by what identifies a device and not by CUDA's own numbering.</summary>
internal static class VisibleDevices
{
    /// <summary>Environment variable that grants devices.</summary>
    public const string Variable = "CUDA_VISIBLE_DEVICES";

    /// <summary>Why a device is not granted; null when it is, or when nothing restricts the devices.</summary>
    /// <param name="visible">Value of <see cref="Variable"/>; null when not set.</param>
    /// <param name="order">Value of CUDA_DEVICE_ORDER; null when not set.</param>
    /// <param name="index">The device's number in the order of the bus.</param>
    /// <param name="uuid">Its UUID, GPU-….</param>
    /// <param name="names">Names of all devices: equal ones are numbered in the order of the bus, others are not.</param>
    public static string? ReasonAgainst(string? visible, string? order, int index, string uuid, IReadOnlyList<string> names)
    {
        if (visible is null)
            return null;
        var entries = visible.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var entry in entries)
        {
            if (int.TryParse(entry, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                // CUDA ignores everything after an invalid entry.
                if (number < 0)
                    break;
                if (order != "PCI_BUS_ID" && names.Distinct().Count() > 1)
                    return $"{Variable}={visible} counts unlike devices from the fastest: name them by UUID, or set CUDA_DEVICE_ORDER=PCI_BUS_ID";
                if (number == index)
                    return null;
            }
            else if (IsOf(entry, uuid))
            {
                return null;
            }
        }

        return $"not granted by {Variable}={visible}";
    }

    // GPU-xxxx may be cut short; the older names of partitions are MIG-GPU-uuid/instance/instance. Newer ones (MIG-uuid) do not tell their
    // device: nothing but asking the driver for it would, so such a device has to be named by the option --meter.
    private static bool IsOf(string entry, string uuid)
    {
        var name = entry.StartsWith("MIG-GPU-", StringComparison.Ordinal) ? entry[4..].Split('/')[0] : entry;
        return name.StartsWith("GPU-", StringComparison.Ordinal) && name.Length > 4 && uuid.StartsWith(name, StringComparison.OrdinalIgnoreCase);
    }
}

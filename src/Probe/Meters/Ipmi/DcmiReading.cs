using System.Globalization;
using System.Text.RegularExpressions;
using ButterE.Probe.Meters.Power;

namespace ButterE.Probe.Meters.Ipmi;

/// <summary>Reads the power out of what the usual programs print for the DCMI command Get Power Reading (DCMI 1.5, 6.6.1).</summary>
internal static partial class DcmiReading
{
    /// <summary>The power in a program's output. A reading that is not active counts as missing, whatever number stands beside it.</summary>
    /// <param name="output">What ipmitool, ipmi-dcmi or ipmiutil printed.</param>
    public static PowerAnswer Parse(string output)
    {
        var state = State().Match(output);
        if (state.Success && !state.Groups["state"].Value.Equals("active", StringComparison.OrdinalIgnoreCase)
            && !state.Groups["state"].Value.Equals("activated", StringComparison.OrdinalIgnoreCase))
        {
            return new PowerAnswer(null, MeterEvents.NotActive);
        }

        var power = Power().Match(output);
        return power.Success
            ? new PowerAnswer(double.Parse(power.Groups["watts"].Value, NumberStyles.Float, CultureInfo.InvariantCulture))
            : new PowerAnswer(null, MeterEvents.MissedSample);
    }

    // ipmitool: "Instantaneous power reading: 50 Watts"; FreeIPMI: "Current Power : 164 Watts"; ipmiutil: "Current Power: 310 Watts".
    [GeneratedRegex(@"(Instantaneous power reading|Current Power)\s*:\s*(?<watts>[0-9]+(\.[0-9]+)?)\s*Watts?", RegexOptions.IgnoreCase)]
    private static partial Regex Power();

    // ipmitool: "Power reading state is: activated"; FreeIPMI: "Power Measurement : Active" or "Not Available".
    [GeneratedRegex(@"(Power reading state is|Power Measurement)\s*:\s*(?<state>[A-Za-z]+( [A-Za-z]+)?)", RegexOptions.IgnoreCase)]
    private static partial Regex State();
}

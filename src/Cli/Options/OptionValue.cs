using System.Numerics;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>What the number of an option must be.</summary>
internal static class OptionValue
{
    /// <summary>Refuses a number below 1.</summary>
    /// <param name="option">Name of the option.</param>
    /// <param name="value">Its number.</param>
    /// <exception cref="InputException">The number is below 1.</exception>
    public static T AtLeastOne<T>(string option, T value)
        where T : INumber<T> =>
        value >= T.One ? value : throw new InputException($"{option} {value}: must be at least 1");
}

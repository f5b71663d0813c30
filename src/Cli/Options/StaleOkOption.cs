using System.CommandLine;
using ButterE.Probe;
using ButterE.Probe.Machine;

namespace ButterE.Cli.Options;

/// <summary>The option --stale-ok: what was measured on another machine or version is refused without it.</summary>
internal static class StaleOkOption
{
    public static Option<bool> Create() => new("--stale-ok")
    {
        Description = "Also use a profile or model that was measured on another machine or with another version.",
    };

    /// <summary>Checks a file of one call; with the option, says on standard error what differs. What has no fingerprint, as the presets, is always right.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="option">The option.</param>
    /// <param name="file">The file, as the call names it.</param>
    /// <param name="fingerprint">The fingerprint that it carries.</param>
    /// <exception cref="InputException">The file belongs to another machine or version and the option was not given.</exception>
    public static void Check(ParseResult parsed, Option<bool> option, string file, string? fingerprint)
    {
        if (fingerprint is null || MachineFingerprint.Difference(fingerprint, MachineFingerprint.Current) is not { } difference)
            return;
        if (!parsed.GetValue(option))
            throw new InputException($"{file}: measured under other conditions ({difference}); give --stale-ok to use it all the same");
        Console.Error.WriteLine($"{file}: measured under other conditions ({difference}), used because of --stale-ok");
    }
}

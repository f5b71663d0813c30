namespace ButterE.Probe.Native;

/// <summary>The kernel's tree of devices and settings.</summary>
internal static class Sysfs
{
    public const string RootVariable = "BUTTERE_SYSFS";

    /// <summary>Root of the sysfs tree: /sys, or what the environment names instead.</summary>
    /// <exception cref="InputException">The environment names a folder that does not exist.</exception>
    public static string Root
    {
        get
        {
            var root = Environment.GetEnvironmentVariable(RootVariable);
            if (string.IsNullOrEmpty(root))
                return "/sys";
            return Directory.Exists(root) ? root : throw new InputException($"{RootVariable}={root}: no such folder");
        }
    }
}

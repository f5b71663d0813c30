using System.Runtime.InteropServices;

namespace ButterE.Embedding.Tests.Native;

/// <summary>A test of the native library; skipped visibly where it cannot be built.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal class NativeFactAttribute : FactAttribute
{
    /// <summary>Why the library cannot be built here; null when it can.</summary>
    private static readonly string? Missing =
        !OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64
            ? "libbuttere.so is built on Linux x64"
            : !Tool.Has("gcc", "--version") ? "needs gcc"
            : !File.Exists("/usr/include/zlib.h") ? "needs zlib1g-dev"
            : null;

    public NativeFactAttribute() => Skip = Missing;
}

/// <summary>A test of the Python package; skipped visibly without the library, Python, NumPy or pytest.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : NativeFactAttribute
{
    /// <summary>Debian's Python, for which apt installs python3-numpy and python3-pytest; a version manager may put another in front of it.</summary>
    public const string Interpreter = "/usr/bin/python3";

    private static readonly string? Missing =
        Tool.Has(Interpreter, "-c", "import numpy, pytest") ? null : $"needs {Interpreter} with NumPy and pytest (apt: python3-numpy python3-pytest)";

    public PythonFactAttribute() => Skip ??= Missing;
}

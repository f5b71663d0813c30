using System.Diagnostics;
using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace ButterE.Kernels.Gpu.Tests.MachineCode;

/// <summary>
/// Every kernel compiled to PTX without a device, and, where ptxas is found, assembled for the machine: nothing may live in local memory, and the
/// register tile must have become multiply-adds.
/// </summary>
public sealed partial class PtxTests
{
    private const int MostRegisters = 168;

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 0)]
    public void Every_kernel_compiles_to_PTX_that_uses_no_local_memory(int major, int minor)
    {
        foreach (var (name, text) in Compile(major, minor))
        {
            // ILGPU 1.5.3 never targets more than sm_80; the driver or ptxas takes it from there.
            Assert.Contains($".target sm_{Math.Min(major * 10 + minor, 80)}", text, StringComparison.Ordinal);
            Assert.False(text.Contains(".local", StringComparison.Ordinal), $"{name}: local memory");
            Assert.False(text.Contains(".extern .func", StringComparison.Ordinal), $"{name}: an unresolved function");
        }
    }

    [PtxasTheory]
    [InlineData(7, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 0)]
    public void Every_kernel_assembles_without_spills_or_stack(int major, int minor)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            foreach (var (name, text) in Compile(major, minor))
            {
                var file = Path.Combine(folder.FullName, "kernel.ptx");
                File.WriteAllText(file, text);
                var code = Path.ChangeExtension(file, "cubin");
                var report = Run(PtxasTheoryAttribute.Ptxas!, "-v", $"-arch=sm_{major}{minor}", "-O3", file, "-o", code);
                Assert.True(report.Contains("0 bytes spill stores, 0 bytes spill loads", StringComparison.Ordinal), $"{name}: {report}");
                Assert.True(report.Contains("0 bytes stack frame", StringComparison.Ordinal), $"{name}: {report}");
                Assert.True(int.Parse(Registers().Match(report).Groups[1].Value, null) <= MostRegisters, $"{name}: {report}");
                var disassembler = Path.Combine(Path.GetDirectoryName(PtxasTheoryAttribute.Ptxas!)!, "nvdisasm");
                var fused = File.Exists(disassembler) ? MultiplyAdds().Count(Run(disassembler, "-c", code)) : (int?)null;
                Assert.True(fused is null || fused >= ExpectedMultiplyAdds(name), $"{name}: {fused} multiply-adds");
                if (Environment.GetEnvironmentVariable("BUTTERE_PTXAS_REPORT") is { Length: > 0 } target)
                    File.AppendAllText(target, $"sm_{major}{minor}\t{name}\t{Registers().Match(report).Groups[1].Value}\t{Shared().Match(report).Groups[1].Value}\t{fused}\n");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(string Name, string Text)> Compile(int major, int minor)
    {
        using var context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2).EnableAlgorithms());
        var architecture = new CudaArchitecture(major, minor);
        using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, new CudaInstructionSet(7, 8), null!);
        foreach (var (name, method) in KernelCatalogue.All)
            yield return (name, ((PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), default)).PTXAssembly);
    }

    // Four steps of the sum are written out, each of 8 x 8 or 4 x 4 multiply-adds.
    private static int ExpectedMultiplyAdds(string name) => name.StartsWith("Block128", StringComparison.Ordinal) ? 4 * 64
        : name.StartsWith("Block", StringComparison.Ordinal) ? 4 * 16 : 0;

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var text = process.StandardError.ReadToEnd() + output.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, text);
        return text;
    }

    [GeneratedRegex(@"\bFFMA\b")]
    private static partial Regex MultiplyAdds();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Registers();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex Shared();
}

/// <summary>A test that needs NVIDIA's assembler, from BUTTERE_PTXAS or the path; skipped visibly without it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PtxasTheoryAttribute : TheoryAttribute
{
    public PtxasTheoryAttribute()
    {
        if (Ptxas is null)
            Skip = "needs ptxas (name it in BUTTERE_PTXAS, or put it on the path)";
    }

    public static string? Ptxas { get; } = Environment.GetEnvironmentVariable("BUTTERE_PTXAS") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "ptxas")).FirstOrDefault(File.Exists);
}

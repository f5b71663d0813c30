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
    // What a kernel has without asking for more.
    private const int MostSharedBytes = 48 << 10;

    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 0)]
    [InlineData(9, 0)]
    public void Every_kernel_compiles_to_PTX_that_uses_no_local_memory(int major, int minor)
    {
        foreach (var (kernel, text) in Compile(major, minor))
        {
            // ILGPU 1.5.3 never targets more than sm_80; the driver or ptxas takes it from there.
            Assert.Contains($".target sm_{Math.Min(major * 10 + minor, 80)}", text, StringComparison.Ordinal);
            Assert.True(kernel.HasInlineOutputs || !text.Contains(".local", StringComparison.Ordinal), $"{kernel.Name}: local memory");
            Assert.False(text.Contains(".extern .func", StringComparison.Ordinal), $"{kernel.Name}: an unresolved function");
        }
    }

    /// <summary>ILGPU may neither move inline PTX over a barrier or a load of shared memory nor drop or repeat it.</summary>
    [Fact]
    public void Copies_waits_and_barriers_stand_in_the_order_of_the_pipeline()
    {
        foreach (var (kernel, text) in Compile(8, 0).Where(compiled => compiled.Kernel.IsAsynchronous))
        {
            var order = string.Concat(Events().Matches(text).Select(found => found.Value switch
            {
                "cp.async.cg" or "cp.async.ca" => 'C',
                "cp.async.commit_group" => 'G',
                "cp.async.wait_group" => 'W',
                "bar.sync" => 'B',
                "ld.shared" => 'L',
                "mma.sync" => 'M',
                _ => 'S',
            }));
            // The first slices; then in the loop copies of a later slice, the present one, the next one complete; at last nothing under way.
            Assert.Matches(
                kernel.TensorInstructions == 0 ? "^C+GWBC+GL{8,}WBW$"
                : kernel.TensorInstructions == 8 ? "^C+GWBC+GL{4}M{8}WBWBS{8}L{8}$" : "^C+GWBC+GL{4}M{8}L{2}M{8}L{2}M{16}WBWB(S{8}L{8}){4}$", order);
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
            foreach (var (kernel, text) in Compile(major, minor))
                Check(kernel, Assemble(text, $"sm_{major}{minor}", folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<(CataloguedKernel Kernel, string Text)> Compile(int major, int minor)
    {
        using var context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2).EnableAlgorithms());
        var architecture = new CudaArchitecture(major, minor);
        using var backend = new PTXBackend(context, new CudaCapabilityContext(architecture), architecture, new CudaInstructionSet(7, 8), null!);
        foreach (var kernel in KernelCatalogue.All.Where(kernel => kernel.Architecture <= major * 10 + minor))
        {
            var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method), default);
            yield return (kernel, compiled.PTXAssembly);
        }
    }

    private static void Check(CataloguedKernel kernel, MachineCode code)
    {
        Assert.True(code.Report.Contains("0 bytes spill stores, 0 bytes spill loads", StringComparison.Ordinal), $"{kernel.Name}: {code.Report}");
        Assert.True(code.Report.Contains("0 bytes stack frame", StringComparison.Ordinal), $"{kernel.Name}: {code.Report}");
        Assert.True(code.Registers <= kernel.MostRegisters, $"{kernel.Name}: {code.Registers} registers");
        Assert.True(code.SharedBytes <= MostSharedBytes, $"{kernel.Name}: {code.SharedBytes} bytes of shared memory");
        if (code.Instructions is { } instructions)
        {
            Assert.Equal((kernel.Name, 0), (kernel.Name, Count(@"\b(LDL|STL)\b")));
            Assert.True(Count(@"\bFFMA\b") >= kernel.LeastMultiplyAdds, $"{kernel.Name}: {Count(@"\bFFMA\b")} multiply-adds");
            Assert.Equal((kernel.Name, kernel.TensorInstructions), (kernel.Name, Count(@"\bHMMA\.")));
            Assert.Equal((kernel.Name, kernel.TensorInstructions), (kernel.Name, Count(@"\bHMMA\.1688\.F32\.TF32\b")));
            Assert.Equal((kernel.Name, kernel.PieceCopies), (kernel.Name, Count(@"\bLDGSTS\.E\.BYPASS\.128\b")));
            Assert.Equal((kernel.Name, kernel.PieceCopies + kernel.ElementCopies), (kernel.Name, Count(@"\bLDGSTS\b")));
            if (kernel.IsAsynchronous)
                Assert.Equal((kernel.Name, kernel.SharedStores), (kernel.Name, Count(@"\bSTS\b")));
            Report(Count(@"\bFFMA\b"), Count(@"\bHMMA\b"), Count(@"\bLDGSTS\b"));

            int Count(string pattern) => Regex.Count(instructions, pattern);
        }

        void Report(params int[] counts)
        {
            if (Environment.GetEnvironmentVariable("BUTTERE_PTXAS_REPORT") is { Length: > 0 } target)
                File.AppendAllText(target, $"{code.Architecture}\t{kernel.Name}\t{code.Registers}\t{code.SharedBytes}\t{string.Join('\t', counts)}\n");
        }
    }

    private static MachineCode Assemble(string text, string architecture, string folder)
    {
        var file = Path.Combine(folder, "kernel.ptx");
        File.WriteAllText(file, text);
        var code = Path.ChangeExtension(file, "cubin");
        var report = Run(PtxasTheoryAttribute.Ptxas!, "-v", $"-arch={architecture}", "-O3", file, "-o", code);
        var disassembler = Path.Combine(Path.GetDirectoryName(PtxasTheoryAttribute.Ptxas!)!, "nvdisasm");
        return new(architecture, report, File.Exists(disassembler) ? Run(disassembler, "-c", code) : null);
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var text = process.StandardError.ReadToEnd() + output.Result;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, text);
        return text;
    }

    /// <summary>What ptxas and nvdisasm say about a kernel; the latter may be missing.</summary>
    private sealed record MachineCode(string Architecture, string Report, string? Instructions)
    {
        public int Registers => int.Parse(UsedRegisters().Match(Report).Groups[1].Value, null);

        public int SharedBytes => UsedShared().Match(Report) is { Success: true } used ? int.Parse(used.Groups[1].Value, null) : 0;
    }

    [GeneratedRegex(@"cp\.async\.(commit_group|wait_group|c[ga])|bar\.sync|(ld|st)\.shared|mma\.sync")]
    private static partial Regex Events();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex UsedRegisters();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex UsedShared();
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

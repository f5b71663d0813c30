using System.Runtime.InteropServices;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Decoding;

/// <summary>A kernel that can be run.</summary>
internal sealed unsafe class Program
{
    // Kept: the instructions point into them.
    private readonly List<int[]> lists = [];
    private readonly Instruction[] code;

    public Program(PtxKernel kernel, PtxModule module, VariablePlaces places)
    {
        (Kernel, Module, Places) = (kernel, module, places);
        // Two more: the end of the text acts as an exit.
        code = GC.AllocateArray<Instruction>(kernel.Statements.Count + 1, pinned: true);
        Code = (Instruction*)Marshal.UnsafeAddrOfPinnedArrayElement(code, 0);
    }

    public PtxKernel Kernel { get; }

    public PtxModule Module { get; }

    public VariablePlaces Places { get; }

    public string Name => Kernel.Name;

    public Instruction* Code { get; }

    public Span<Instruction> Instructions => code;

    /// <summary>Register file of a thread as it starts: registers with a pattern that is no number, then constants.</summary>
    public ulong[] Template { get; set; } = [];

    /// <summary>Most threads of a block.</summary>
    public int MostThreads => Kernel.MostThreads > 0 ? Kernel.MostThreads : 1024;

    public int* Keep(int[] list)
    {
        var pinned = GC.AllocateArray<int>(Math.Max(1, list.Length), pinned: true);
        list.CopyTo(pinned, 0);
        lists.Add(pinned);
        return (int*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0);
    }

    /// <summary>An instruction as it was written.</summary>
    public string TextOf(Instruction* instruction)
    {
        var index = (int)(instruction - Code);
        return (uint)index < (uint)Kernel.Statements.Count
            ? $"'{Kernel.Statements[index].Text}' (line {Kernel.Statements[index].Line})"
            : "the end of the kernel";
    }
}

using ButterE.Cuda.StandIn.Execution;

namespace ButterE.Cuda.StandIn.Decoding;

/// <summary>
/// A decoded instruction. Operands are places in the thread's register file, which holds special registers, declared registers and constants alike,
/// so that there is one form of every instruction.
/// </summary>
internal unsafe struct Instruction
{
    /// <summary>Does it for one thread and returns the next instruction, or null where the thread has to wait or has ended.</summary>
    public delegate*<Instruction*, ulong*, Lane, Instruction*> Execute;

    /// <summary>For what a warp does together: does it once its threads have arrived. The mask has the threads that take part.</summary>
    public delegate*<Instruction*, Warp, uint, void> Gather;

    /// <summary>Place of the guarding predicate, twice, plus 1 where it is negated; -1 without.</summary>
    public int Guard;

    public int D, A, B, C;

    /// <summary>Number of elements of a vector, or what else an instruction counts.</summary>
    public int Count;

    /// <summary>Added to an address.</summary>
    public long Offset;

    /// <summary>Bits of a destination that a sign-extended value fills.</summary>
    public ulong Mask;

    /// <summary>Places of further operands.</summary>
    public int* More;

    public Instruction* Target;

    /// <summary>The allocation that the last access went to, and the generation of the memory in which that was looked up.</summary>
    public ulong Start, Length;

    public long Generation;
}

namespace ButterE.Cuda.StandIn.Text;

/// <summary>What an operand is written as.</summary>
internal enum OperandKind
{
    /// <summary>A declared register; <see cref="PtxOperand.Register"/>.</summary>
    Register,

    /// <summary>A name that is not a register's: special register, variable, label.</summary>
    Name,

    /// <summary>An integer literal.</summary>
    Integer,

    /// <summary>0f and 0d literals: the bits.</summary>
    Single, Double,

    /// <summary>[base + offset]; the base is the one part.</summary>
    Address,

    /// <summary>{a, b, ...}.</summary>
    Vector,

    /// <summary>p|q.</summary>
    Pair,
}

/// <summary>An operand.</summary>
internal sealed record PtxOperand(OperandKind Kind, string Text)
{
    public PtxRegister? Register { get; init; }

    public ulong Bits { get; init; }

    public long Offset { get; init; }

    public bool IsNegated { get; init; }

    public IReadOnlyList<PtxOperand> Parts { get; init; } = [];
}

/// <summary>A declared register and its place in a thread's register file.</summary>
internal sealed record PtxRegister(string Name, PtxType Type, int Slot);

/// <summary>An instruction as written. Scopes are the enclosing blocks, the innermost first, in which its labels are looked for.</summary>
internal sealed record PtxStatement(int Line, string Text, string Mnemonic, IReadOnlyList<PtxOperand> Operands)
{
    public PtxRegister? Guard { get; init; }

    public bool IsGuardNegated { get; init; }

    public IReadOnlyList<int> Scopes { get; init; } = [];
}

/// <summary>A variable of .shared, .local, .global, .const or .param.</summary>
internal sealed record PtxVariable(string Space, string Name, int Alignment, long Bytes, bool IsExternal)
{
    /// <summary>Initial contents; empty where none are written.</summary>
    public byte[] Contents { get; init; } = [];
}

/// <summary>A label's place: index of the statement after it.</summary>
internal readonly record struct PtxLabel(int Scope, string Name);

/// <summary>A kernel as written.</summary>
internal sealed class PtxKernel(string name)
{
    public string Name { get; } = name;

    public List<PtxVariable> Parameters { get; } = [];

    public List<PtxVariable> Variables { get; } = [];

    public List<PtxStatement> Statements { get; } = [];

    public Dictionary<PtxLabel, int> Labels { get; } = [];

    public Dictionary<PtxLabel, IReadOnlyList<string>> BranchTargets { get; } = [];

    /// <summary>Registers of a thread, special ones included.</summary>
    public int Slots { get; set; } = SpecialRegisters.Slots;

    /// <summary>Most threads of a block, from .maxntid or .reqntid; 0 where nothing is said.</summary>
    public int MostThreads { get; set; }

    public bool AreThreadsRequired { get; set; }
}

/// <summary>A module as written.</summary>
internal sealed class PtxModule
{
    public Version Version { get; set; } = new(0, 0);

    /// <summary>The number of .target sm_NN.</summary>
    public int Target { get; set; }

    public List<PtxVariable> Variables { get; } = [];

    public List<PtxKernel> Kernels { get; } = [];
}

using ButterE.Cuda.StandIn.Driver;
using ButterE.Cuda.StandIn.Instructions;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Decoding;

/// <summary>Makes a <see cref="Program"/> of a kernel's text. An instruction that it does not know ends the loading with its name.</summary>
internal sealed unsafe class Decoder
{
    private readonly Dictionary<ulong, int> constants = [];
    private readonly PtxKernel kernel;
    private readonly Program program;
    private PtxStatement statement;

    private Decoder(PtxModule module, PtxKernel kernel, VariablePlaces places)
    {
        this.kernel = kernel;
        program = new Program(kernel, module, places);
        statement = null!;
    }

    /// <summary>Decodes a kernel.</summary>
    public static Program Decode(PtxModule module, PtxKernel kernel, VariablePlaces places, DeviceModel device)
    {
        if (module.Target > device.Capability.Major * 10 + device.Capability.Minor)
            throw new PtxException(1, $".target sm_{module.Target} is more than this device's compute capability {device.Capability.Major}.{device.Capability.Minor}");
        // As ptxas says it: "uses too much shared data".
        if (places.StaticShared > device.SharedPerBlock)
            throw new PtxException(1, $"{kernel.Name} uses too much shared data ({places.StaticShared} bytes, {device.SharedPerBlock} max)");
        return new Decoder(module, kernel, places).Decode();
    }

    public int Operands => statement.Operands.Count;

    public int Target => program.Module.Target;

    public Program Program => program;

    /// <summary>The dotted parts of the mnemonic.</summary>
    public string[] Parts { get; private set; } = [];

    public PtxException Unknown(string what) => new(statement.Line, $"{what} in '{statement.Text}' is not known to this interpreter");

    public PtxException Wrong(string what) => new(statement.Line, $"{what} in '{statement.Text}'");

    public void Expect(int least, int most = 0)
    {
        if (Operands < least || Operands > Math.Max(least, most))
            throw Wrong($"{Operands} operands");
    }

    public PtxOperand Operand(int index) => statement.Operands[index];

    /// <summary>Place of an operand that is read.</summary>
    /// <param name="index">Which operand.</param>
    /// <param name="type">What the instruction takes it for.</param>
    /// <param name="isWiderAllowed">Whether a wider register may stand there, as with st and cvt.</param>
    public int In(int index, PtxType type, bool isWiderAllowed = false) => In(Operand(index), type, isWiderAllowed);

    public int In(PtxOperand operand, PtxType type, bool isWiderAllowed = false)
    {
        if (operand.IsNegated)
            throw Unknown("a negated operand");
        switch (operand.Kind)
        {
            case OperandKind.Register:
                return Checked(operand, type, isWiderAllowed);
            case OperandKind.Integer:
                return Constant(operand.Bits & MaskOf(type));
            case OperandKind.Single when type is PtxType.F32 or PtxType.B32:
                return Constant(operand.Bits);
            case OperandKind.Double when type is PtxType.F64 or PtxType.B64:
                return Constant(operand.Bits);
            case OperandKind.Name when SpecialRegisters.Slot(operand.Text) is { } slot && type.Size() == 4:
                return slot;
            case OperandKind.Name when program.Places.Find(operand.Text) is { } variable && type is PtxType.B32 or PtxType.U32 or PtxType.B64 or PtxType.U64:
                return Constant(variable.Place);
            default:
                throw Wrong($"the operand {operand.Text} as {type.Name()}");
        }
    }

    /// <summary>Place of a register that is written.</summary>
    public int Out(int index, PtxType type, bool isWiderAllowed = false) => Out(Operand(index), type, isWiderAllowed);

    public int Out(PtxOperand operand, PtxType type, bool isWiderAllowed = false)
    {
        // '_' throws a result away: a place that nobody reads.
        if (operand is { Kind: OperandKind.Name, Text: "_" })
            return kernel.Slots++;
        return operand.Kind == OperandKind.Register && !operand.IsNegated
            ? Checked(operand, type, isWiderAllowed)
            : throw Wrong($"the destination {operand.Text}");
    }

    /// <summary>Places of a vector's elements, or of the one operand that stands alone.</summary>
    public int[] Vector(int index, int count, PtxType type, bool isWritten, bool isWiderAllowed = false)
    {
        var operand = Operand(index);
        if (operand.Kind != OperandKind.Vector || operand.Parts.Count != count)
            throw Wrong($"operand {index + 1}, which must be {count} registers in braces,");
        return [.. operand.Parts.Select(part => isWritten ? Out(part, type, isWiderAllowed) : In(part, type, isWiderAllowed))];
    }

    /// <summary>Sets the place and offset of an address.</summary>
    public void Address(int index, ref Instruction instruction)
    {
        var operand = Operand(index);
        if (operand.Kind != OperandKind.Address)
            throw Wrong($"operand {index + 1}, which must be an address,");
        var place = operand.Parts[0];
        instruction.A = place.Kind == OperandKind.Register && place.Register!.Type.Size() == 4 ? In(place, PtxType.B32) : In(place, PtxType.B64);
        instruction.Offset = operand.Offset;
    }

    public Instruction* Label(string name) => program.Code + kernel.Labels[Scoped(name, kernel.Labels)];

    public IReadOnlyList<string> Targets(string name) => kernel.BranchTargets[Scoped(name, kernel.BranchTargets)];

    public int Constant(ulong bits)
    {
        if (!constants.TryGetValue(bits, out var slot))
            constants.Add(bits, slot = kernel.Slots++);
        return slot;
    }

    public static ulong MaskOf(PtxType type) => type.Size() switch { 0 => 1, 1 => 0xff, 2 => 0xffff, 4 => 0xffffffff, _ => ulong.MaxValue };

    /// <summary>The type of an operand that is a register; null for others.</summary>
    public PtxType? RegisterType(int index) => Operand(index).Register?.Type;

    private int Checked(PtxOperand operand, PtxType type, bool isWiderAllowed)
    {
        var register = operand.Register!;
        if (!register.Type.Agrees(type) && !(isWiderAllowed && register.Type.Size() >= type.Size() && type.Size() > 0
            && (!type.IsFloat() || register.Type.IsBits()) && (!register.Type.IsFloat() || type.IsBits())))
        {
            throw Wrong($"the register {register.Name} of {register.Type.Name()} as {type.Name()}");
        }

        return register.Slot;
    }

    private PtxLabel Scoped<T>(string name, Dictionary<PtxLabel, T> labels)
    {
        foreach (var scope in statement.Scopes)
        {
            if (labels.ContainsKey(new PtxLabel(scope, name)))
                return new PtxLabel(scope, name);
        }

        throw Wrong($"the label {name}, which is nowhere,");
    }

    private Program Decode()
    {
        var code = program.Instructions;
        for (var i = 0; i < kernel.Statements.Count; i++)
        {
            statement = kernel.Statements[i];
            Parts = statement.Mnemonic.Split('.');
            var instruction = InstructionSet.Decode(statement.Mnemonic, this);
            instruction.Guard = statement.Guard is null ? -1 : statement.Guard.Slot * 2 + (statement.IsGuardNegated ? 1 : 0);
            code[i] = instruction;
        }

        code[^1] = ControlFlow.End;
        var template = new ulong[kernel.Slots];
        // A register that is read before it is written is no number, and no address either.
        Array.Fill(template, ulong.MaxValue);
        foreach (var (bits, slot) in constants)
            template[slot] = bits;
        foreach (var predicate in kernel.Statements.SelectMany(s => s.Operands).Select(o => o.Register).OfType<PtxRegister>().Where(r => r.Type == PtxType.Pred))
            template[predicate.Slot] = 1;
        program.Template = template;
        return program;
    }
}

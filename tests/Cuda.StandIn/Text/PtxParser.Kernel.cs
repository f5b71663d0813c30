using System.Globalization;

namespace ButterE.Cuda.StandIn.Text;

internal sealed partial class PtxParser
{
    private readonly List<(int Id, Dictionary<string, PtxRegister> Registers)> scopes = [];
    private int scopeCount;

    private void Kernel()
    {
        var kernel = new PtxKernel(Take().Text);
        if (Accept("("))
        {
            while (!Accept(")"))
            {
                Expect(".param");
                kernel.Parameters.Add(Variable("param", false));
                Accept(",");
            }
        }

        while (Next.Text != "{")
            KernelDirective(kernel, Take());
        Block(kernel);
        module.Kernels.Add(kernel);
    }

    private void KernelDirective(PtxKernel kernel, PtxToken word)
    {
        switch (word.Text)
        {
            case ".maxntid" or ".reqntid":
                kernel.MostThreads = 1;
                do
                    kernel.MostThreads *= Number(Take().Text);
                while (Accept(","));
                kernel.AreThreadsRequired = word.Text == ".reqntid";
                break;
            // Advice to the register allocation, which is not here.
            case ".minnctapersm" or ".maxnreg":
                _ = Number(Take().Text);
                break;
            default:
                throw new PtxException(word.Line, $"the directive {word.Text} of a kernel is not known to this interpreter");
        }
    }

    private void Block(PtxKernel kernel)
    {
        Expect("{");
        scopes.Insert(0, (scopeCount++, []));
        while (!Accept("}"))
            BodyItem(kernel);
        scopes.RemoveAt(0);
    }

    private void BodyItem(PtxKernel kernel)
    {
        var word = Next;
        switch (word.Text)
        {
            case "{":
                Block(kernel);
                return;
            case ".reg":
                at++;
                Registers(kernel);
                return;
            case ".shared" or ".local":
                at++;
                kernel.Variables.Add(Variable(word.Text[1..], false));
                Expect(";");
                return;
            case ";":
                at++;
                return;
        }

        if (word.Text.StartsWith('.'))
            throw new PtxException(word.Line, $"the directive {word.Text} is not known to this interpreter");
        if (word.IsName && at + 1 < tokens.Count && tokens[at + 1].Text == ":")
        {
            at += 2;
            var label = new PtxLabel(scopes[0].Id, word.Text);
            if (Accept(".branchtargets"))
                kernel.BranchTargets.Add(label, Names());
            else if (!kernel.Labels.TryAdd(label, kernel.Statements.Count))
                throw new PtxException(word.Line, $"the label {word.Text} is there twice");
            return;
        }

        kernel.Statements.Add(Statement());
    }

    private List<string> Names()
    {
        var names = new List<string>();
        do
            names.Add(Take().Text);
        while (Accept(","));
        Expect(";");
        return names;
    }

    private void Registers(PtxKernel kernel)
    {
        var type = Type(Take());
        if (type.Size() == 1)
            throw new PtxException(Next.Line, "registers of 8 bits: this interpreter takes 16, 32 and 64 bits and predicates");
        do
        {
            var name = Take().Text;
            if (!Accept("<"))
            {
                Declare(kernel, name, type);
                continue;
            }

            var count = Number(Take().Text);
            Expect(">");
            for (var i = 0; i < count; i++)
                Declare(kernel, name + i.ToString(CultureInfo.InvariantCulture), type);
        }
        while (Accept(","));
        Expect(";");
    }

    private void Declare(PtxKernel kernel, string name, PtxType type)
    {
        if (!scopes[0].Registers.TryAdd(name, new PtxRegister(name, type, kernel.Slots++)))
            throw new PtxException(Next.Line, $"the register {name} is declared twice");
    }

    private PtxRegister? Register(string name)
    {
        foreach (var scope in scopes)
        {
            if (scope.Registers.TryGetValue(name, out var register))
                return register;
        }

        return null;
    }

    private PtxStatement Statement()
    {
        var first = Next;
        PtxRegister? guard = null;
        var isNegated = false;
        if (Accept("@"))
        {
            isNegated = Accept("!");
            var name = Take();
            guard = Register(name.Text);
            if (guard?.Type != PtxType.Pred)
                throw new PtxException(name.Line, $"the guard {name.Text} is not a predicate that is declared");
        }

        var mnemonic = Take();
        if (!mnemonic.IsName)
            throw new PtxException(mnemonic.Line, $"an instruction expected, '{mnemonic.Text}' found");
        if (mnemonic.Text.Split('.')[0] == "call")
            throw new PtxException(mnemonic.Line, $"the instruction {mnemonic.Text} is not known to this interpreter; functions have to be inlined");
        var operands = new List<PtxOperand>();
        while (!Accept(";"))
        {
            operands.Add(Operand());
            if (Next.Text != ";")
                Expect(",");
        }

        return new PtxStatement(first.Line, OneLine(first.Start, tokens[at - 1].End), mnemonic.Text, operands)
        {
            Guard = guard,
            IsGuardNegated = isNegated,
            Scopes = [.. scopes.Select(scope => scope.Id)],
        };
    }

    private string OneLine(int start, int end) =>
        string.Join(' ', text[start..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private PtxOperand Operand()
    {
        var isNegated = Accept("!");
        var word = Take();
        PtxOperand operand;
        switch (word.Text)
        {
            case "[":
                operand = Address(word);
                break;
            case "{":
                var parts = new List<PtxOperand>();
                while (!Accept("}"))
                {
                    parts.Add(Operand());
                    Accept(",");
                }

                operand = new PtxOperand(OperandKind.Vector, "{}") { Parts = parts };
                break;
            case "-" or "~":
                var number = Literal(Take());
                operand = number with { Bits = word.Text == "-" ? 0 - number.Bits : ~number.Bits, Text = word.Text + number.Text };
                break;
            default:
                operand = word.IsNumber ? Literal(word)
                    : !word.IsName ? throw new PtxException(word.Line, $"an operand expected, '{word.Text}' found")
                    : Register(word.Text) is { } register ? new PtxOperand(OperandKind.Register, word.Text) { Register = register }
                    : new PtxOperand(OperandKind.Name, word.Text);
                break;
        }

        if (Accept("|"))
            operand = new PtxOperand(OperandKind.Pair, "|") { Parts = [operand, Operand()] };
        return operand with { IsNegated = isNegated };
    }

    private PtxOperand Address(PtxToken word)
    {
        var place = Operand();
        long offset = 0;
        if (Accept("+"))
            offset = Accept("-") ? -Number(Take().Text) : Number(Take().Text);
        else if (Accept("-"))
            offset = -Number(Take().Text);
        Expect("]");
        if (place.Kind is not (OperandKind.Register or OperandKind.Name or OperandKind.Integer))
            throw new PtxException(word.Line, $"an address from {place.Text} is not understood");
        return new PtxOperand(OperandKind.Address, place.Text) { Parts = [place], Offset = offset };
    }

    private static PtxOperand Literal(PtxToken word)
    {
        var digits = word.Text.TrimEnd('U');
        try
        {
            if (digits.StartsWith("0f", StringComparison.OrdinalIgnoreCase))
                return Of(OperandKind.Single, ulong.Parse(digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            if (digits.StartsWith("0d", StringComparison.OrdinalIgnoreCase))
                return Of(OperandKind.Double, ulong.Parse(digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase))
                return Of(OperandKind.Integer, ulong.Parse(digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            return Of(OperandKind.Integer, ulong.Parse(digits, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new PtxException(word.Line, $"the number {word.Text} is not understood");
        }

        PtxOperand Of(OperandKind kind, ulong bits) => new(kind, word.Text) { Bits = bits };
    }
}

using System.Globalization;

namespace ButterE.Cuda.StandIn.Text;

/// <summary>
/// Reads a module: directives, variables, kernels, and within them registers, blocks, labels and instructions. What it does not know is an error;
/// nothing is passed over. Device functions (.func, call) are not taken.
/// </summary>
internal sealed partial class PtxParser
{
    private readonly string text;
    private readonly List<PtxToken> tokens;
    private readonly PtxModule module = new();
    private int at;

    private PtxParser(string text) => (this.text, tokens) = (text, PtxLexer.Read(text));

    /// <summary>Reads a text.</summary>
    /// <exception cref="PtxException">It has something that this interpreter does not know.</exception>
    public static PtxModule Parse(string text) => new PtxParser(text).Module();

    private PtxToken Next => at < tokens.Count ? tokens[at] : new PtxToken("", tokens.Count > 0 ? tokens[^1].Line : 1, text.Length);

    private PtxModule Module()
    {
        while (at < tokens.Count)
            ModuleDirective();
        if (module.Version.Major == 0)
            throw new PtxException(1, "no .version");
        if (module.Target == 0)
            throw new PtxException(1, "no .target");
        return module;
    }

    private void ModuleDirective()
    {
        var isExternal = false;
        while (true)
        {
            var word = Take();
            switch (word.Text)
            {
                case ".version":
                    if (!Version.TryParse(Take().Text, out var version))
                        throw new PtxException(word.Line, ".version has no number");
                    module.Version = version;
                    return;
                case ".target":
                    var target = Take().Text;
                    if (!target.StartsWith("sm_", StringComparison.Ordinal) || !int.TryParse(target[3..], out var number))
                        throw new PtxException(word.Line, $".target {target} is not known");
                    module.Target = number;
                    return;
                case ".address_size":
                    if (Take().Text != "64")
                        throw new PtxException(word.Line, ".address_size must be 64");
                    return;
                case ".visible" or ".weak":
                    continue;
                case ".extern":
                    isExternal = true;
                    continue;
                case ".entry":
                    Kernel();
                    return;
                case ".shared" or ".global" or ".const":
                    module.Variables.Add(Variable(word.Text[1..], isExternal));
                    Expect(";");
                    return;
                default:
                    throw new PtxException(word.Line, $"the directive {word.Text} is not known to this interpreter");
            }
        }
    }

    // A variable after its state space: {.align N} .type name {[N]} {= {...}}.
    private PtxVariable Variable(string space, bool isExternal)
    {
        var line = Next.Line;
        var alignment = 0;
        if (Accept(".align"))
            alignment = Number(Take().Text);
        var type = Type(Take());
        var name = Take().Text;
        long count = 1;
        if (Accept("["))
        {
            count = Next.Text == "]" ? 0 : Number(Take().Text);
            Expect("]");
        }

        byte[] contents = [];
        if (Accept("="))
        {
            if (space == "shared" || type.Size() != 1 || !Accept("{"))
                throw new PtxException(line, $"the initial value of {name}: only bytes in braces are taken");
            var bytes = new List<byte>();
            while (!Accept("}"))
            {
                bytes.Add((byte)Number(Take().Text));
                Accept(",");
            }

            contents = [.. bytes];
            count = Math.Max(count, contents.Length);
        }

        return new PtxVariable(space, name, Math.Max(alignment, type.Size()), count * type.Size(), isExternal) { Contents = contents };
    }

    private static PtxType Type(PtxToken word) => PtxTypes.Named(word.Text.TrimStart('.'))
        ?? throw new PtxException(word.Line, $"the type {word.Text} is not known to this interpreter");

    private static int Number(string word)
    {
        var digits = word.TrimEnd('U');
        return digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? int.Parse(digits[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : int.Parse(digits, CultureInfo.InvariantCulture);
    }

    private PtxToken Take()
    {
        var token = Next;
        if (token.Text.Length == 0)
            throw new PtxException(token.Line, "the text ends in the middle");
        at++;
        return token;
    }

    private bool Accept(string word)
    {
        if (Next.Text != word)
            return false;
        at++;
        return true;
    }

    private void Expect(string word)
    {
        if (!Accept(word))
            throw new PtxException(Next.Line, $"'{word}' expected before '{Next.Text}'");
    }
}

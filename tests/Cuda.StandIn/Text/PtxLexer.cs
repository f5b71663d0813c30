using System.Text.RegularExpressions;

namespace ButterE.Cuda.StandIn.Text;

/// <summary>A word of the text.</summary>
internal readonly record struct PtxToken(string Text, int Line, int Start)
{
    public bool IsName => Text.Length > 0 && (char.IsLetter(Text[0]) || Text[0] is '_' or '$' or '%');

    public bool IsNumber => Text.Length > 0 && char.IsDigit(Text[0]);

    public int End => Start + Text.Length;
}

/// <summary>Cuts a text into words: names with their dots, numbers, punctuation. Comments are left out.</summary>
internal static partial class PtxLexer
{
    public static List<PtxToken> Read(string text)
    {
        var tokens = new List<PtxToken>();
        var line = 1;
        var at = 0;
        while (at < text.Length)
        {
            var match = Word().Match(text, at);
            if (!match.Success)
                throw new PtxException(line, $"the character '{text[at]}' is not understood");
            if (!match.Groups["skip"].Success)
                tokens.Add(new PtxToken(match.Value, line, at));
            line += match.Value.AsSpan().Count('\n');
            at += match.Length;
        }

        return tokens;
    }

    // A name holds '::' only before a further part (L2::128B, shared::cta), so that a label's colon stays a word of its own.
    [GeneratedRegex(@"\G(?:(?<skip>\s+|//[^\n]*|/\*.*?\*/)|\.?[A-Za-z_$%](?:[\w$.]|::(?=[\w$]))*|0[fF][0-9A-Fa-f]{8}|0[dD][0-9A-Fa-f]{16}|0[xX][0-9A-Fa-f]+U?|[0-9]+(?:\.[0-9]+)?U?|""[^""]*""|[-+~!@|<>\[\]{}(),;:=*])", RegexOptions.Singleline)]
    private static partial Regex Word();
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ButterE.Engine.Runs;

/// <summary>The identity of a run: equal for equal configurations, on every machine and in every culture.</summary>
public static class RunId
{
    // In a fixed order, so that equal configurations spell equal texts.
    private static readonly RunColumn[] Columns =
        [.. RunColumn.Of<RunConfiguration>().OrderBy(column => column.Name, StringComparer.Ordinal)];

    // Properties that came after identities had been given away: null leaves the text, and so the identity, as it was without them.
    private static readonly string[] AbsentWhenNull = ["data_sha256", "encoding", "init_sha256", "meter", "precision", "split", "task"];

    /// <summary>The SHA-256 of the canonical configuration (which holds replicate and engine version), as 64 lower-case hexadecimal digits.</summary>
    public static string Of(RunConfiguration configuration) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(configuration))));

    /// <summary>
    /// The text that is hashed: one line <c>key=value</c> per property, keys in ordinal order, numbers in their shortest
    /// round-trip form, nothing after the equals sign for null; a meter only where a plan asks for one; precision, task,
    /// a file's contents, encoding, split and initial parameters only where they are not the usual ones.
    /// </summary>
    internal static string Canonical(RunConfiguration configuration) => string.Concat(
        from column in Columns
        let value = column.Read(configuration)
        where value is not null || !AbsentWhenNull.Contains(column.Name)
        select $"{column.Name}={Escape(string.Create(CultureInfo.InvariantCulture, $"{value}"))}\n");

    // A line break inside a value could otherwise spell another configuration's lines.
    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}

using System.Net.Http.Headers;
using System.Text;

namespace ButterE.Probe.Meters.Secrets;

/// <summary>What a server is told about who asks. It never prints itself.</summary>
internal sealed class Credentials
{
    private const string TokenPrefix = "token:";
    private readonly string text;

    private Credentials(string text) => this.text = text;

    /// <summary>The header of a request: a bearer token, or basic authentication (RFC 6750, RFC 7617).</summary>
    public AuthenticationHeaderValue Header => text.StartsWith(TokenPrefix, StringComparison.Ordinal)
        ? new AuthenticationHeaderValue("Bearer", text[TokenPrefix.Length..].Trim())
        : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));

    /// <summary>Reads credentials from a file that only its owner can read.</summary>
    /// <exception cref="InputException">The file cannot be used; the message does not show its content.</exception>
    public static Credentials FromFile(string path)
    {
        var text = OwnerOnlyFile.Read(path);
        return text.Contains(':', StringComparison.Ordinal) && !text.Contains('\n', StringComparison.Ordinal)
            ? new Credentials(text)
            : throw new InputException($"{path}: must be one line, user:password or token:TOKEN");
    }

    /// <summary>Takes credentials that stood in an address, user:password; null when there were none.</summary>
    public static Credentials? FromAddress(Uri address) =>
        address.UserInfo.Length == 0 ? null : new Credentials(Uri.UnescapeDataString(address.UserInfo));

    /// <inheritdoc/>
    public override string ToString() => "(credentials)";
}

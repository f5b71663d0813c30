using System.Net;
using System.Text.Json;
using ButterE.Probe.Meters.Secrets;

namespace ButterE.Probe.Meters.Redfish;

/// <summary>Why a Redfish service gave no document.</summary>
internal enum RedfishFailure
{
    None,
    Unreachable,
    Certificate,
    Refused,
    Missing,
    NotJson,
    TimedOut,
}

/// <summary>Fetches documents of one Redfish service (DMTF DSP0266). Follows no redirection, which could carry the credentials elsewhere.</summary>
internal sealed class RedfishClient : IDisposable
{
    /// <summary>Longest time for one document, s.</summary>
    public const double AnswerSeconds = 5;

    private const int MostBytes = 4 * 1024 * 1024;
    private readonly HttpClient http;
    private readonly Uri root;

    /// <summary>Makes a client.</summary>
    /// <param name="root">Address of the service, without credentials.</param>
    /// <param name="credentials">Who asks; null for nobody.</param>
    /// <param name="acceptAnyCertificate">Whether a certificate that cannot be checked is accepted.</param>
    public RedfishClient(Uri root, Credentials? credentials, bool acceptAnyCertificate)
    {
        this.root = root;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(AnswerSeconds), UseProxy = false,
            UseCookies = false };
        if (acceptAnyCertificate)
        {
#pragma warning disable CA5359 // The user asked for exactly this with a flag.
            handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(AnswerSeconds), MaxResponseContentBufferSize = MostBytes };
        http.DefaultRequestHeaders.Authorization = credentials?.Header;
    }

    /// <summary>Fetches a document.</summary>
    /// <param name="path">Its path on the server.</param>
    /// <param name="failure">Why null is returned.</param>
    public JsonElement? Get(string path, out RedfishFailure failure)
    {
        try
        {
            // A document names its neighbours by paths; one that names another server is not followed.
            if (!Uri.TryCreate(root, path, out var address) || address.Authority != root.Authority || address.Scheme != root.Scheme)
                return Fail(RedfishFailure.Missing, out failure);
            using var message = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = http.SendAsync(message).GetAwaiter().GetResult();
            if (answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                return Fail(RedfishFailure.Refused, out failure);
            if (!answer.IsSuccessStatusCode)
                return Fail(RedfishFailure.Missing, out failure);
            // JSON is UTF-8 (RFC 8259); the bytes are taken, because a board controller may name a character set that does not exist.
            using var document = JsonDocument.Parse(answer.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult());
            failure = RedfishFailure.None;
            return document.RootElement.Clone();
        }
        catch (HttpRequestException e)
        {
            return Fail(e.HttpRequestError == HttpRequestError.SecureConnectionError
                ? RedfishFailure.Certificate : RedfishFailure.Unreachable, out failure);
        }
        catch (OperationCanceledException)
        {
            return Fail(RedfishFailure.TimedOut, out failure);
        }
        catch (ObjectDisposedException)
        {
            // The meter was closed between two documents of one reading.
            return Fail(RedfishFailure.Unreachable, out failure);
        }
        catch (JsonException)
        {
            return Fail(RedfishFailure.NotJson, out failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static JsonElement? Fail(RedfishFailure why, out RedfishFailure failure)
    {
        failure = why;
        return null;
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace ButterE.Probe.Tests.Meters.Redfish;

/// <summary>A Redfish service on the loopback address, with or without TLS under a certificate that nobody has signed.</summary>
internal sealed class RedfishStub : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? certificate;
    private readonly CancellationTokenSource stop = new();

    public RedfishStub(bool isSecure = false)
    {
        certificate = isSecure ? SelfSigned() : null;
        listener.Start();
        _ = AcceptAsync();
    }

    public ConcurrentDictionary<string, string> Documents { get; } = new();

    public ConcurrentQueue<string> Authorizations { get; } = new();

    public string? RequiredAuthorization { get; set; }

    public TimeSpan Delay { get; set; }

    public string? RedirectTo { get; set; }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"{(certificate is null ? "http" : "https")}://127.0.0.1:{Port}";

    public RedfishStub Document(string path, string json)
    {
        Documents[path] = json;
        return this;
    }

    public void Dispose()
    {
        stop.Cancel();
        listener.Dispose();
        certificate?.Dispose();
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = AnswerAsync(await listener.AcceptTcpClientAsync(stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            Stream stream = client.GetStream();
            if (certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(certificate);
                stream = secure;
            }

            using var reader = new StreamReader(stream);
            // A client that does not trust the certificate hangs up here.
            if (await reader.ReadLineAsync() is not { } request)
                return;
            var path = request.Split(' ')[1];
            string? authorization = null;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Authorization: ", StringComparison.OrdinalIgnoreCase))
                    authorization = header["Authorization: ".Length..];
            }

            Authorizations.Enqueue(authorization ?? "");
            await Task.Delay(Delay, stop.Token);
            var (status, body) = RedirectTo is not null ? ($"302 Found\r\nLocation: {RedirectTo}", "")
                : RequiredAuthorization is not null && authorization != RequiredAuthorization ? ("401 Unauthorized", "")
                : Documents.TryGetValue(path, out var json) ? ("200 OK", json) : ("404 Not Found", "");
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}"));
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
        }
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using ButterE.Probe.Meters.Redfish;

namespace ButterE.Probe.Tests.Meters.Redfish;

/// <summary>Board controllers that break the rules cost a reading and never the run.</summary>
public sealed class MisbehavingServiceTests
{
    private const string Power = """{"PowerControl":[{"PowerConsumedWatts":164}]}""";

    [Fact]
    public void A_character_set_that_does_not_exist_is_not_minded()
    {
        using var service = new OneAnswer("application/json; charset=utf8mb4", Power);
        using var client = new RedfishClient(service.Address, null, acceptAnyCertificate: false);
        Assert.NotNull(client.Get("/redfish/v1/Chassis/1/Power", out var failure));
        Assert.Equal(RedfishFailure.None, failure);
    }

    [Fact]
    public void An_identity_that_is_no_text_is_no_member()
    {
        using var service = new OneAnswer("application/json", """{"Members":[{"@odata.id":7},{"@odata.id":"/redfish/v1/Chassis/1"}]}""");
        using var client = new RedfishClient(service.Address, null, acceptAnyCertificate: false);
        Assert.Equal(["/redfish/v1/Chassis/1"], ChassisPower.Chassis(client, out _)!);
    }

    [Theory]
    [InlineData("http://[")]
    [InlineData("http://elsewhere.invalid/redfish/v1/Chassis/1")]
    [InlineData("//elsewhere.invalid/redfish/v1/Chassis/1")]
    public void An_address_that_is_none_or_leads_elsewhere_is_not_followed(string path)
    {
        using var client = new RedfishClient(new Uri("http://127.0.0.1:1"), null, acceptAnyCertificate: false);
        Assert.Null(client.Get(path, out var failure));
        Assert.Equal(RedfishFailure.Missing, failure);
    }

    [Fact]
    public void A_question_after_the_end_of_the_meter_fails_and_does_not_throw()
    {
        var client = new RedfishClient(new Uri("http://127.0.0.1:1"), null, acceptAnyCertificate: false);
        client.Dispose();
        Assert.Null(client.Get("/redfish/v1/Chassis", out var failure));
        Assert.Equal(RedfishFailure.Unreachable, failure);
    }

    /// <summary>A server that gives every question the same answer.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly byte[] answer;

        public OneAnswer(string contentType, string body)
        {
            answer = Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
            listener.Start();
            _ = Serve();
        }

        public Uri Address => new($"http://{listener.LocalEndpoint}");

        public void Dispose() => listener.Dispose();

        private async Task Serve()
        {
            while (true)
            {
                using var connection = await listener.AcceptTcpClientAsync();
                var stream = connection.GetStream();
                _ = await stream.ReadAsync(new byte[4096]);
                await stream.WriteAsync(answer);
            }
        }
    }
}

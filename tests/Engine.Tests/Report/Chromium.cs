using PuppeteerSharp;

namespace ButterE.Engine.Tests.Report;

/// <summary>
/// Headless Chromium for the tests of one class: each start takes seconds. It ends with the class; nobody else would end it, and what it inherited, the
/// locks of whoever started the tests among it, would stay taken.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    private IBrowser? browser;

    /// <summary>Opens markup as a file.</summary>
    internal async Task<OpenedPage> Open(string markup, int width, int height = 900)
    {
        browser ??= await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = BrowserFactAttribute.Path, Headless = true, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        return await OpenedPage.Load(await browser.NewPageAsync(), markup, width, height);
    }

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    async Task IAsyncLifetime.DisposeAsync()
    {
        if (browser is null)
            return;
        var process = browser.Process;
        await browser.CloseAsync();
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
    }
}

using PuppeteerSharp;

namespace ButterE.Engine.Tests.Report;

/// <summary>A page of a file, opened in headless Chromium.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    // One browser for all tests: each start of one takes seconds.
    private static readonly Lazy<Task<IBrowser>> Browser = new(async () =>
    {
        var browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = BrowserFactAttribute.Path, Headless = true, Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        });
        // Nobody else ends it, and it keeps what it inherited, the locks of whoever started the tests among it.
        AppDomain.CurrentDomain.ProcessExit += (_, _) => browser.Process.Kill(entireProcessTree: true);
        return browser;
    });

    private readonly string folder;

    private OpenedPage(IPage page, string folder) => (Page, this.folder) = (page, folder);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What it said on its console, and errors that nothing caught.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Opens markup as a file.</summary>
    public static async Task<OpenedPage> Open(string markup, int width, int height = 900)
    {
        var folder = Directory.CreateTempSubdirectory("buttere-page-").FullName;
        var file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, markup);
        var opened = new OpenedPage(await (await Browser.Value).NewPageAsync(), folder);
        opened.Page.Console += (_, e) => opened.Complaints.Add($"{e.Message.Type}: {e.Message.Text}");
        opened.Page.PageError += (_, e) => opened.Complaints.Add(e.Message);
        await opened.Page.SetViewportAsync(new ViewPortOptions { Width = width, Height = height });
        await opened.Page.GoToAsync("file://" + file, new NavigationOptions { Timeout = 60_000 });
        return opened;
    }

    /// <summary>Folder that receives pictures and measured frames for people to look at; null for none.</summary>
    public static string? PicturesFolder { get; } = Environment.GetEnvironmentVariable("BUTTERE_PICTURES");

    /// <summary>Saves a picture of the whole page where somebody asked for pictures.</summary>
    public async Task Picture(string name)
    {
        if (PicturesFolder is not null)
            await Page.ScreenshotAsync(Path.Combine(PicturesFolder, name + ".png"), new ScreenshotOptions { FullPage = true });
    }

    /// <summary>What an expression of JavaScript gives.</summary>
    public Task<T> Ask<T>(string expression) => Page.EvaluateExpressionAsync<T>(expression);

    public async ValueTask DisposeAsync()
    {
        await Page.CloseAsync();
        Directory.Delete(folder, recursive: true);
    }
}

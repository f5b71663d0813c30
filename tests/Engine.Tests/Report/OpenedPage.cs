using PuppeteerSharp;

namespace ButterE.Engine.Tests.Report;

/// <summary>A page of a file, opened in headless Chromium.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    private readonly string folder;

    private OpenedPage(IPage page, string folder) => (Page, this.folder) = (page, folder);

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What it said on its console, and errors that nothing caught.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Loads markup as a file into an empty page.</summary>
    public static async Task<OpenedPage> Load(IPage page, string markup, int width, int height)
    {
        var folder = Directory.CreateTempSubdirectory("buttere-page-").FullName;
        var file = Path.Combine(folder, "report.html");
        await File.WriteAllTextAsync(file, markup);
        var opened = new OpenedPage(page, folder);
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

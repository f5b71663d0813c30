namespace ButterE.Cli.Output;

/// <summary>What to call the runs of a cross-validated error.</summary>
internal static class UnseenRuns
{
    /// <summary>"runs left out of the fit", and how many where not every run could be predicted from the others.</summary>
    /// <param name="predicted">Runs in the error.</param>
    /// <param name="all">Runs of the fit.</param>
    public static string Of(int? predicted, int all) => predicted is { } n && n < all
        ? $"{n} of {all} runs left out of the fit (what the others incur, no other run does)"
        : "runs left out of the fit";
}

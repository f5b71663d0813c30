using static ButterE.Engine.Data.LearningTask;

namespace ButterE.Engine.Data;

/// <summary>The 13 data sets of the paper (section 3), with the encoded widths and tasks of the energy runs.</summary>
public static class DatasetRegistry
{
    /// <summary>All data sets, by name.</summary>
    public static IReadOnlyList<DatasetDescription> All { get; } =
    [
        new("201_pol", 15_000, 48, 26, 11, Classification, 196),
        new("294_satellite_image", 6_435, 36, 36, 6, Regression, 148),
        new("505_tecator", 240, 124, 124, 1, Regression, 500) { ContinuousTarget = true },
        new("529_pollen", 3_848, 4, 4, 1, Regression, 20) { ContinuousTarget = true },
        new("537_houses", 20_640, 8, 8, 1, Regression, 36) { ContinuousTarget = true },
        new("adult", 48_842, 14, 81, 1, Classification, 60),
        new("banana", 5_300, 2, 2, 1, Regression, 12),
        new("connect_4", 67_557, 42, 126, 3, Classification, 180),
        new("mnist", 70_000, 784, 784, 10, Classification, 3_176) { PixelInputs = true },
        new("nursery", 12_958, 8, 26, 4, Classification, 48),
        new("sleep", 105_908, 13, 141, 5, Classification, 72),
        new("splice", 3_188, 60, 287, 3, Classification, 252),
        new("wine_quality_white", 4_898, 11, 11, 7, Classification, 72),
    ];

    /// <summary>The data set with a name; null when there is none.</summary>
    public static DatasetDescription? Find(string name) => All.FirstOrDefault(d => d.Name == name);
}

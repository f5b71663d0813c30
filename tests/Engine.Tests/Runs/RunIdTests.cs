using System.Globalization;
using System.Reflection;
using ButterE.Engine.Runs;

namespace ButterE.Engine.Tests.Runs;

public sealed class RunIdTests
{
    public static TheoryData<string> Properties => [.. typeof(RunConfiguration).GetProperties().Select(property => property.Name)];

    [Fact]
    public void The_canonical_text_is_the_sorted_list_of_the_configuration()
    {
        const string expected = """
            batch=256
            data_source=synthetic
            dataset=201_pol
            depth=2
            device=cpu
            engine_version=0.1.0
            epochs=2
            inputs=26
            learning_rate=0.0001
            outputs=11
            parameters=125
            raw_features=48
            replicate=0
            rows=15000
            schedule=fused
            seed=1
            shape=rectangle
            simd=v512
            size=128
            synthetic=True
            threads=2
            widths=3,11

            """;
        Assert.Equal(expected, RunId.Canonical(SampleRuns.Configuration));
    }

    [Fact]
    public void The_identity_of_a_known_configuration_never_changes() =>
        Assert.Equal(
            "f90b5176985e936125f8421782a30bca7a330b6f21bc2c5aaad11cb1063f6caa", RunId.Of(SampleRuns.Configuration)); // sha256sum of the text above

    [Theory]
    [MemberData(nameof(Properties))]
    public void Every_property_of_the_configuration_changes_the_identity(string name)
    {
        var property = typeof(RunConfiguration).GetProperty(name)!;
        var changed = SampleRuns.Configuration with { };
        property.SetValue(changed, Other(property));
        Assert.NotEqual(RunId.Of(SampleRuns.Configuration), RunId.Of(changed));
    }

    [Fact]
    public void The_culture_of_the_machine_does_not_enter_the_identity()
    {
        var before = RunId.Of(SampleRuns.Configuration);
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "minus" } };
            Assert.Equal(before, RunId.Of(SampleRuns.Configuration));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void A_line_break_in_a_value_cannot_imitate_another_configuration()
    {
        var honest = SampleRuns.Configuration with { DataSource = "a", Dataset = "b" };
        var forged = SampleRuns.Configuration with { DataSource = "a\ndataset=b", Dataset = null };
        Assert.NotEqual(RunId.Of(honest), RunId.Of(forged));
    }

    private static object Other(PropertyInfo property) => property.GetValue(SampleRuns.Configuration) switch
    {
        null when property.PropertyType == typeof(string) => "x",
        null when Nullable.GetUnderlyingType(property.PropertyType) is { IsEnum: true } kind => Enum.GetValues(kind).GetValue(0)!,
        string text => text + "x",
        bool value => !value,
        int value => value + 1,
        long value => value + 1,
        double value => Math.BitIncrement(value),
        IReadOnlyList<int> => new[] { 31, 1 },
        var value => throw new InvalidOperationException($"no other value of {value}"),
    };
}

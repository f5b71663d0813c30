using ButterE.Engine.Report;

namespace ButterE.Engine.Tests.Report;

public sealed class QuantityTests
{
    [Theory]
    [InlineData(1.5e-6, "s", "1.5 µs")]
    [InlineData(0.0123, "s", "12.3 ms")]
    [InlineData(999.6, "J", "1000 J")]
    [InlineData(27.2e3, "J", "27.2 kJ")]
    [InlineData(1.18e11, "FLOP/s", "118 GFLOP/s")]
    [InlineData(0.0, "J", "0 J")]
    [InlineData(null, "J", "–")]
    [InlineData(double.NaN, "J", "–")]
    public void Prefixes_keep_three_digits(double? value, string unit, string expected) => Assert.Equal(expected, Quantity.Si(value, unit));

    [Theory]
    [InlineData(512.0, "512 B")]
    [InlineData(32768.0, "32 KiB")]
    [InlineData(1.5 * 1048576, "1.5 MiB")]
    [InlineData(8.0 * 1073741824, "8 GiB")]
    [InlineData(null, "–")]
    public void Sizes_have_binary_prefixes(double? value, string expected) => Assert.Equal(expected, Quantity.Bytes(value));

    [Theory]
    [InlineData(0.25, "0.25")]
    [InlineData(0.0123, "0.012")]
    [InlineData(1.234e-5, "1.23E-5")]
    [InlineData(123.4, "123")]
    public void Plain_numbers_are_short(double value, string expected) => Assert.Equal(expected, Quantity.Number(value));
}

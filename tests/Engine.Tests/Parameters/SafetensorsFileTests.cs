using System.Buffers.Binary;
using System.Text;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Parameters;

public sealed class SafetensorsFileTests : IDisposable
{
    private static readonly Network Network = new(3, [4, 2]);
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Parameters_come_back_bit_for_bit()
    {
        var written = ParameterSet.GlorotUniform(Network, 1);
        SafetensorsFile.Write(path, Network, written);
        Assert.Equal(written.Layers, SafetensorsFile.Read(path, Network).Layers);
    }

    [Fact]
    public void Moments_come_back_bit_for_bit_and_a_file_without_them_has_none()
    {
        var (parameters, moments) = (ParameterSet.GlorotUniform(Network, 1), new AdamMoments(ParameterSet.GlorotUniform(Network, 2), ParameterSet.GlorotUniform(Network, 3), 12_345_678_901));
        SafetensorsFile.Write(path, Network, parameters, moments);
        var read = SafetensorsFile.ReadWithMoments(path, Network);
        Assert.Equal(parameters.Layers, read.Parameters.Layers);
        Assert.Equal(moments.First.Layers, read.Moments!.First.Layers);
        Assert.Equal(moments.Second.Layers, read.Moments.Second.Layers);
        Assert.Equal(12_345_678_901, read.Moments.Steps);
        SafetensorsFile.Write(path, Network, parameters);
        Assert.Null(SafetensorsFile.ReadWithMoments(path, Network).Moments);
    }

    [Fact]
    public void The_file_is_what_the_format_describes()
    {
        SafetensorsFile.Write(path, Network, new ParameterSet([[.. Enumerable.Range(0, 16).Select(i => (float)i)], new float[10]]));
        var bytes = File.ReadAllBytes(path);
        var header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, header % 8);
        Assert.Equal(
            """{"layers.0.weight":{"dtype":"F32","shape":[4,3],"data_offsets":[0,48]},"layers.0.bias":{"dtype":"F32","shape":[4],"data_offsets":[48,64]},"layers.1.weight":{"dtype":"F32","shape":[2,4],"data_offsets":[64,96]},"layers.1.bias":{"dtype":"F32","shape":[2],"data_offsets":[96,104]}}""",
            Encoding.UTF8.GetString(bytes, 8, header).TrimEnd());
        // [out, in]: the first weights are those of unit 0, which lie 4 apart in [fan-in + 1, units].
        Assert.Equal([0f, 4, 8, 1], Enumerable.Range(0, 4).Select(i => BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(8 + header + 4 * i))));
        Assert.Equal(8 + header + 104, bytes.Length);
    }

    [Theory]
    [InlineData("", "longer than the file")]
    [InlineData("not json", "not JSON")]
    [InlineData("[]", "not an object")]
    [InlineData("{}", "layers.0.weight is missing")]
    [InlineData("""{"layers.0.weight":{"dtype":"F16","shape":[4,3],"data_offsets":[0,24]}}""", "is F16 [4, 3], the network needs F32 [4, 3]")]
    [InlineData("""{"layers.0.weight":{"dtype":"F32","shape":[4,3],"data_offsets":[0,48]}}""", "cut short")]
    [InlineData("""{"layers.0.weight":{"dtype":"F32","shape":"x"}}""", "not described")]
    [InlineData("""{"__metadata__":{"adam_steps":"many"}}""", "adam_steps is \"many\", not a number of steps")]
    public void A_bad_file_is_refused_with_what_is_wrong(string header, string complaint)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)(header.Length == 0 ? 1 << 20 : text.Length));
        File.WriteAllBytes(path, [.. length, .. text]);
        var refusal = Assert.Throws<InputException>(() => SafetensorsFile.Read(path, Network));
        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_is_not_finite_is_named()
    {
        var written = ParameterSet.GlorotUniform(Network, 1);
        written.Layers[0][3] = float.NaN; // input 0, unit 3
        SafetensorsFile.Write(path, Network, written);
        Assert.Equal(
            $"{path}: tensor layers.0.weight: row 3, column 0 is NaN; every value must be finite",
            Assert.Throws<InputException>(() => SafetensorsFile.Read(path, Network)).Message);
    }

    [Fact]
    public void The_file_of_a_deeper_network_that_begins_with_the_same_layers_is_refused()
    {
        var deeper = new Network(Network.Inputs, [.. Network.Widths, Network.Outputs]);
        SafetensorsFile.Write(path, deeper, ParameterSet.GlorotUniform(deeper, 1));
        Assert.Contains("holds tensor layers.2.weight", Assert.Throws<InputException>(() => SafetensorsFile.Read(path, Network)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains(
            "nowhere", Assert.Throws<InputException>(() => SafetensorsFile.Read("nowhere.safetensors", Network)).Message, StringComparison.Ordinal);
}

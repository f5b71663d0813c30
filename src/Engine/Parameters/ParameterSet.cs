using ButterE.Engine.Data;
using ButterE.Engine.Networks;

namespace ButterE.Engine.Parameters;

/// <summary>The parameters of a network in plain order, as they are saved, exchanged and compared.</summary>
/// <param name="Layers">One matrix [fan-in + 1, units] per layer, row-major, the bias as the last row.</param>
public sealed record ParameterSet(IReadOnlyList<float[]> Layers)
{
    /// <summary>Glorot uniform kernels and zero biases, the Keras defaults of the energy runs (Glorot and Bengio 2010, equation 16).</summary>
    /// <param name="network">The network.</param>
    /// <param name="seed">Seed; the same seed gives the same parameters.</param>
    /// <exception cref="Probe.InputException">The network cannot be trained; see <see cref="Network.RequireTrainable"/>.</exception>
    public static ParameterSet GlorotUniform(Network network, int seed)
    {
        ArgumentNullException.ThrowIfNull(network);
        network.RequireTrainable();
        var random = new Xoshiro256(seed);
        var layers = new float[network.Depth][];
        for (var layer = 0; layer < network.Depth; layer++)
        {
            int fanIn = network.FanIn(layer), units = network.Widths[layer];
            var limit = Math.Sqrt(6.0 / (fanIn + units));
            layers[layer] = new float[(fanIn + 1) * units];
            for (var i = 0; i < fanIn * units; i++)
                layers[layer][i] = (float)(limit * (2 * random.NextUnit() - 1));
        }

        return new ParameterSet(layers);
    }
}

namespace ButterE.Engine.WorkingSets;

/// <summary>
/// Data that one part of the training loop touches again and again (paper, section 6). The sizes are those of the published
/// code: 4-byte floats, v0 = raw features, v1…vD = widths, B = rows of a batch, P = parameters.
/// </summary>
/// <param name="Name"><c>t1</c>…<c>tL</c>, <c>f</c>, <c>fTest</c>, <c>b</c> or <c>d</c>.</param>
/// <param name="ReplicatedBytes">Bytes of which every processing unit holds a copy of its own (parameters).</param>
/// <param name="DistributedBytes">Bytes that the processing units divide between them (values per row of the batch).</param>
public sealed record WorkingSet(string Name, double ReplicatedBytes, double DistributedBytes)
{
    /// <summary>Replicated and distributed bytes together, undivided: the "singular" size of the published code.</summary>
    public double Bytes => ReplicatedBytes + DistributedBytes;

    /// <summary>Bytes that fall to one instance of a level of which there are <paramref name="instances"/>.</summary>
    public double BytesPerInstance(int instances) => ReplicatedBytes + DistributedBytes / instances;
}

using System.Text;
using ButterE.Native.Hosted;
using ButterE.Native.Networks;

namespace ButterE.Embedding.Tests.Native;

/// <summary>The functions that a program calls again and again, called in this process through their addresses.</summary>
public sealed unsafe class HotCallTests
{
    [Fact]
    public void A_step_allocates_nothing()
    {
        var create = (delegate* unmanaged[Cdecl]<void*, nint*, int>)Find("be_network_create");
        var free = (delegate* unmanaged[Cdecl]<nint, int>)Find("be_network_free");
        var setData = (delegate* unmanaged[Cdecl]<nint, float*, float*, long, int, int>)Find("be_network_set_data");
        var step = (delegate* unmanaged[Cdecl]<nint, long, double*, int>)Find("be_network_step");
        var widths = stackalloc int[] { 8, 1 };
        var options = new NativeNetworkOptions
        {
            StructSize = (nuint)sizeof(NativeNetworkOptions), Inputs = 2, Widths = widths, Depth = 2, Batch = 16, Threads = 1,
        };
        nint network;
        Assert.Equal(0, create(&options, &network));
        float* features = stackalloc float[32], targets = stackalloc float[16];
        new Span<float>(features, 32).Fill(0.5f);
        new Span<float>(targets, 16).Fill(0.25f);
        Assert.Equal(0, setData(network, features, targets, 16, 0));
        double loss;
        for (var i = 0; i < 100; i++)
            Assert.Equal(0, step(network, 0, &loss));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failed = 0;
        for (var i = 0; i < 1_000; i++)
            failed |= step(network, 0, &loss);
        Assert.Equal((0, 0L), (failed, GC.GetAllocatedBytesForCurrentThread() - before));
        Assert.Equal(0, free(network));
    }

    [Fact]
    public void A_name_that_the_header_does_not_have_is_not_found() => Assert.Equal(0, Find("be_nothing"));

    private static nint Find(string name)
    {
        delegate* unmanaged[Cdecl]<byte*, nint> find = &HostedFunctions.Find;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
            return find(text);
    }
}

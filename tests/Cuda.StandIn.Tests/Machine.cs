using System.Runtime.InteropServices;
using ButterE.Cuda.StandIn.Driver;

namespace ButterE.Cuda.StandIn.Tests;

/// <summary>The driver with a context, as a program would use it.</summary>
internal sealed unsafe class Machine : IDisposable
{
    private readonly nint context;

    public Machine(Settings? settings = null)
    {
        Driver = new CudaDriver(settings ?? Settings.Default, Reports.Add);
        Succeed(Driver.CreateContext(out context));
    }

    public CudaDriver Driver { get; }

    /// <summary>The first block waits for what a later one writes: 7.</summary>
    public const string WaitForLaterBlock = """
        mov.u32 %r1, %ctaid.x;
        setp.ne.u32 %p1, %r1, 0;
        @%p1 bra SET;
        SPIN:
        ld.volatile.global.u32 %r2, [%out];
        setp.ne.u32 %p2, %r2, 7;
        @%p2 bra SPIN;
        ret;
        SET:
        st.volatile.global.u32 [%out], 7;
        """;

    /// <summary>The lines that go to standard error.</summary>
    public List<string> Reports { get; } = [];

    public static Settings With(bool isReversed = false, bool areRacesChecked = true, long budget = 100_000, string capability = "8.0") =>
        new(DeviceModel.Of(capability), isReversed, areRacesChecked, budget);

    public static void Succeed(CudaResult result) => Assert.Equal(CudaResult.SUCCESS, result);

    /// <summary>A kernel k with one parameter, the address "out" of global memory in %out, and registers of all types.</summary>
    public static string Kernel(string body, string shared = "", int target = 80) => $$"""
        .version 7.8
        .target sm_{{target}}
        .address_size 64
        .extern .shared .align 16 .b8 dynamic[];
        .visible .entry k(.param .u64 out)
        {
            .reg .pred %p<9>;
            .reg .b16 %h<9>;
            .reg .b32 %r<33>;
            .reg .f32 %f<33>;
            .reg .b64 %rd<33>;
            .reg .f64 %d<9>;
            .reg .b64 %out;
            {{shared}}
            ld.param.u64 %out, [out];
            cvta.to.global.u64 %out, %out;
            {{body}}
            ret;
        }
        """;

    public nint Load(string text)
    {
        var result = Driver.LoadModule(out var module, text, out var log);
        Assert.True(result == CudaResult.SUCCESS, log);
        Succeed(Driver.GetFunction(out var function, module, "k"));
        return function;
    }

    public ulong Allocate(int words)
    {
        Succeed(Driver.Allocate(out var address, words * 4L));
        return address;
    }

    public CudaResult Launch(nint function, ulong argument, uint blocks = 1, uint threads = 1, uint shared = 0, nint stream = 0, bool isCooperative = false)
    {
        var parameters = stackalloc void*[1];
        parameters[0] = &argument;
        return Driver.Launch(function, new((blocks, 1, 1), (threads, 1, 1), shared), stream, parameters, null, isCooperative);
    }

    public T[] Read<T>(ulong address, int count)
        where T : unmanaged
    {
        var values = new T[count];
        fixed (T* target = values)
            Succeed(Driver.Copy((ulong)target, address, (ulong)(count * sizeof(T)), 0));
        return values;
    }

    public void Write<T>(ulong address, params T[] values)
        where T : unmanaged
    {
        fixed (T* source = values)
            Succeed(Driver.Copy(address, (ulong)source, (ulong)(values.Length * sizeof(T)), 0));
    }

    /// <summary>Runs a kernel that gives words.</summary>
    public T[] Run<T>(string body, int words, string shared = "", uint blocks = 1, uint threads = 1, uint dynamic = 0)
        where T : unmanaged
    {
        var address = Allocate(words);
        var result = Launch(Load(Kernel(body, shared)), address, blocks, threads, dynamic);
        Assert.True(result == CudaResult.SUCCESS, string.Join('\n', Reports));
        return Read<T>(address, words * 4 / Marshal.SizeOf<T>());
    }

    /// <summary>Runs a kernel that must fail, and gives what is reported.</summary>
    public string Fail(CudaResult expected, string body, string shared = "", uint blocks = 1, uint threads = 1, int words = 64)
    {
        var result = Launch(Load(Kernel(body, shared)), Allocate(words), blocks, threads);
        Assert.Equal(expected, result);
        return Assert.Single(Reports);
    }

    /// <summary>Why a text is not taken.</summary>
    public string Refuse(string text)
    {
        Assert.Equal(CudaResult.ERROR_INVALID_PTX, Driver.LoadModule(out _, text, out var log));
        return log;
    }

    public void Dispose() => Driver.DestroyContext(context);
}

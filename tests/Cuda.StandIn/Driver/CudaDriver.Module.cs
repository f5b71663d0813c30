using System.Runtime.InteropServices;
using ButterE.Cuda.StandIn.Decoding;
using ButterE.Cuda.StandIn.Memory;
using ButterE.Cuda.StandIn.Text;

namespace ButterE.Cuda.StandIn.Driver;

internal sealed unsafe partial class CudaDriver
{
    /// <summary>cuModuleLoadData: reads and decodes all kernels of a text.</summary>
    /// <param name="handle">The module.</param>
    /// <param name="text">PTX.</param>
    /// <param name="log">Why it is not taken; empty where it is.</param>
    public CudaResult LoadModule(out nint handle, string text, out string log)
    {
        (handle, log) = (0, "");
        if (CheckUnsafe() is not CudaResult.SUCCESS and var error)
            return error;
        try
        {
            var module = PtxParser.Parse(text);
            var memory = Current!.Memory;
            var globals = new Dictionary<string, ulong>();
            foreach (var variable in module.Variables.Where(variable => variable.Space is "global" or "const"))
                globals.Add(variable.Name, Place(variable, memory));
            var functions = module.Kernels.ToDictionary(
                kernel => kernel.Name,
                kernel => KeepInContext(new Function(Decoder.Decode(module, kernel, new VariablePlaces(module, kernel, globals), Device))));
            handle = KeepInContext(new Module(functions, [.. globals.Values]));
            return CudaResult.SUCCESS;
        }
        catch (PtxException e)
        {
            log = e.Message;
            report($"cuModuleLoadData: {e.Message}");
            return CudaResult.ERROR_INVALID_PTX;
        }
    }

    /// <summary>cuModuleUnload.</summary>
    public CudaResult UnloadModule(nint handle)
    {
        if (CheckUnsafe() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Module>(handle) is not { } module)
            return CudaResult.ERROR_INVALID_HANDLE;
        foreach (var function in module.Functions.Values)
            objects.Remove(function);
        foreach (var address in module.Globals)
            Current!.Memory.Free(address);
        objects.Remove(handle);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuModuleGetFunction.</summary>
    public CudaResult GetFunction(out nint function, nint handle, string name)
    {
        function = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Module>(handle) is not { } module)
            return CudaResult.ERROR_INVALID_HANDLE;
        return module.Functions.TryGetValue(name, out function) ? CudaResult.SUCCESS : CudaResult.ERROR_NOT_FOUND;
    }

    /// <summary>cuFuncSetAttribute: the maximum of dynamic shared memory; the preferred carve-out has no meaning here.</summary>
    public CudaResult SetFunctionAttribute(nint handle, int attribute, int value)
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Function>(handle) is not { } function)
            return CudaResult.ERROR_INVALID_HANDLE;
        if (attribute == 9)
            return CudaResult.SUCCESS;
        if (attribute != 8 || value < 0 || value + function.Program.Places.StaticShared > Device.SharedOptIn)
            return CudaResult.ERROR_INVALID_VALUE;
        function.MostDynamicShared = value;
        return CudaResult.SUCCESS;
    }

    /// <summary>cuFuncGetAttribute.</summary>
    public CudaResult FunctionAttribute(out int value, int attribute, nint handle)
    {
        value = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Function>(handle) is not { } function)
            return CudaResult.ERROR_INVALID_HANDLE;
        int? found = attribute switch
        {
            0 => function.Program.MostThreads,
            1 => (int)function.Program.Places.StaticShared,
            2 or 7 or 9 => 0,
            3 => (int)function.Program.Places.LocalBytes,
            // Not allocated here; what a block of 1024 threads may have at most.
            4 => 64,
            5 => function.Program.Module.Version.Major * 10 + function.Program.Module.Version.Minor,
            6 => Device.Capability.Major * 10 + Device.Capability.Minor,
            8 => function.MostDynamicShared ?? Device.SharedPerBlock - (int)function.Program.Places.StaticShared,
            _ => null,
        };
        value = found ?? 0;
        return found is null ? CudaResult.ERROR_INVALID_VALUE : CudaResult.SUCCESS;
    }

    // What has no initial value is zero.
    private static ulong Place(PtxVariable variable, DeviceMemory memory)
    {
        var address = memory.Allocate(Math.Max(1, variable.Bytes));
        NativeMemory.Clear((void*)address, (nuint)variable.Bytes);
        variable.Contents.CopyTo(new Span<byte>((void*)address, (int)variable.Bytes));
        return address;
    }

    private sealed record Module(Dictionary<string, nint> Functions, ulong[] Globals);

    private sealed class Function(Program program)
    {
        public Program Program { get; } = program;

        /// <summary>As cuFuncSetAttribute allowed it; null before.</summary>
        public int? MostDynamicShared { get; set; }
    }
}

using System.Runtime.InteropServices;

namespace ButterE.Cuda.StandIn.Driver;

// Modules and functions.
internal static unsafe partial class Exports
{
    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoadData")]
    private static CudaResult ModuleLoadData(
        nint* module, byte* image) =>
        Run(driver => driver.LoadModule(out *module, Marshal.PtrToStringUTF8((nint)image) ?? "", out _));

    [UnmanagedCallersOnly(EntryPoint = "cuModuleLoadDataEx")]
    private static CudaResult ModuleLoadDataEx(nint* module, byte* image, uint count, int* options, void** values) => Run(driver =>
    {
        var result = driver.LoadModule(out *module, Marshal.PtrToStringUTF8((nint)image) ?? "", out var log);
        WriteLog(log, count, options, values);
        return result;
    });

    [UnmanagedCallersOnly(EntryPoint = "cuModuleUnload")]
    private static CudaResult ModuleUnload(nint module) => Run(driver => driver.UnloadModule(module));

    [UnmanagedCallersOnly(EntryPoint = "cuModuleGetFunction")]
    private static CudaResult ModuleGetFunction(
        nint* function, nint module, byte* name) =>
        Run(driver => driver.GetFunction(out *function, module, Marshal.PtrToStringUTF8((nint)name) ?? ""));

    [UnmanagedCallersOnly(EntryPoint = "cuFuncSetAttribute")]
    private static CudaResult FuncSetAttribute(
        nint function, int attribute, int value) =>
        Run(driver => driver.SetFunctionAttribute(function, attribute, value));

    [UnmanagedCallersOnly(EntryPoint = "cuFuncGetAttribute")]
    private static CudaResult FuncGetAttribute(
        int* value, int attribute, nint function) =>
        Run(driver => driver.FunctionAttribute(out *value, attribute, function));

    // Options 5 and 6: CU_JIT_ERROR_LOG_BUFFER and its size.
    private static void WriteLog(string log, uint count, int* options, void** values)
    {
        byte* buffer = null;
        var size = 0;
        for (var i = 0; i < count; i++)
        {
            if (options[i] == 5)
                buffer = (byte*)values[i];
            if (options[i] == 6)
                size = (int)(nint)values[i];
        }

        if (buffer is not null && size > 0)
            Copy(log, buffer, size);
    }
}

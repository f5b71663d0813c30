using ButterE.Cuda.StandIn.Execution;

namespace ButterE.Cuda.StandIn.Driver;

/// <summary>How many blocks of how many threads, and their dynamic shared memory.</summary>
internal readonly record struct LaunchShape((uint X, uint Y, uint Z) Grid, (uint X, uint Y, uint Z) Block, uint DynamicShared);

internal sealed unsafe partial class CudaDriver
{
    /// <summary>cuLaunchKernel, cuLaunchCooperativeKernel.</summary>
    /// <param name="handle">The function.</param>
    /// <param name="shape">Its size.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="parameters">Addresses of the arguments; null where they are given as extra.</param>
    /// <param name="extra">CU_LAUNCH_PARAM_BUFFER_POINTER and _SIZE, or null.</param>
    /// <param name="isCooperative">Whether all blocks must be there at once.</param>
    public CudaResult Launch(nint handle, LaunchShape shape, nint stream, void** parameters, void** extra, bool isCooperative)
    {
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Function>(handle) is not { } function)
            return CudaResult.ERROR_INVALID_HANDLE;
        if (Refuse(function, shape) is not CudaResult.SUCCESS and var refusal)
            return refusal;
        var arguments = GC.AllocateArray<byte>((int)Math.Max(1, function.Program.Places.ParameterBytes), pinned: true);
        if (!ReadArguments(function, arguments, parameters, extra))
        {
            report($"{function.Program.Name}: the arguments are not {function.Program.Places.ParameterBytes} bytes");
            return CudaResult.ERROR_INVALID_VALUE;
        }

        var launch = new Launch(function.Program, Whole(shape.Grid), Whole(shape.Block), (int)shape.DynamicShared, arguments, isCooperative);
        if (isCooperative && RefuseCooperative(launch) is not CudaResult.SUCCESS and var tooLarge)
            return tooLarge;
        return Submit(stream, "kernel", context => Run(launch, context), launch);
    }

    /// <summary>cuOccupancyMaxActiveBlocksPerMultiprocessor; registers are not counted.</summary>
    public CudaResult Occupancy(out int blocks, nint handle, int threads, long dynamicShared)
    {
        blocks = 0;
        if (Check() is not CudaResult.SUCCESS and var error)
            return error;
        if (Find<Function>(handle) is not { } function)
            return CudaResult.ERROR_INVALID_HANDLE;
        if (threads <= 0)
            return CudaResult.ERROR_INVALID_VALUE;
        blocks = threads > function.Program.MostThreads || dynamicShared > MostDynamicShared(function)
            ? 0
            : Device.Occupancy(threads, function.Program.Places.DynamicStart + dynamicShared);
        return CudaResult.SUCCESS;
    }

    /// <summary>cuOccupancyMaxPotentialBlockSize: the largest block among those that fill a multiprocessor best.</summary>
    public CudaResult BestBlock(out int blocks, out int threads, nint handle, Func<int, long> dynamicShared, int limit)
    {
        (blocks, threads) = (0, 0);
        var most = 0;
        limit = limit <= 0 ? DeviceModel.ThreadsPerBlock : Math.Min(limit, DeviceModel.ThreadsPerBlock);
        for (var size = limit; size > 0; size = (size - 1) / DeviceModel.WarpSize * DeviceModel.WarpSize)
        {
            if (Occupancy(out var resident, handle, size, dynamicShared(size)) is not CudaResult.SUCCESS and var error)
                return error;
            if (resident * size <= most)
                continue;
            most = resident * size;
            (blocks, threads) = (resident * DeviceModel.Multiprocessors, size);
        }

        return most == 0 ? CudaResult.ERROR_INVALID_VALUE : CudaResult.SUCCESS;
    }

    private int MostDynamicShared(Function function) =>
        function.MostDynamicShared ?? Device.SharedPerBlock - (int)function.Program.Places.StaticShared;

    private CudaResult RefuseCooperative(Launch launch)
    {
        var resident = Device.Occupancy(launch.Threads, launch.Shared) * DeviceModel.Multiprocessors;
        if (launch.Blocks <= resident)
            return CudaResult.SUCCESS;
        report($"{launch.Program.Name}: {launch.Blocks} blocks in a cooperative launch, and the device holds {resident}");
        return CudaResult.ERROR_COOPERATIVE_LAUNCH_TOO_LARGE;
    }

    private CudaResult Refuse(Function function, LaunchShape shape)
    {
        var program = function.Program;
        var threads = (long)shape.Block.X * shape.Block.Y * shape.Block.Z;
        var blocks = (decimal)shape.Grid.X * shape.Grid.Y * shape.Grid.Z;
        if (threads == 0 || blocks == 0 || shape.Grid.X > int.MaxValue || shape.Grid.Y > 65535 || shape.Grid.Z > 65535
            || threads > program.MostThreads || shape.Block.Z > 64 || (program.Kernel.AreThreadsRequired && threads != program.MostThreads))
        {
            report($"{program.Name}: grid {shape.Grid}, block {shape.Block} cannot be launched; at most {program.MostThreads} threads");
            return CudaResult.ERROR_INVALID_VALUE;
        }

        if (shape.DynamicShared > MostDynamicShared(function))
        {
            report($"{program.Name}: {shape.DynamicShared} bytes of dynamic shared memory, and {MostDynamicShared(function)} are allowed "
                + "(cuFuncSetAttribute, MAX_DYNAMIC_SHARED_SIZE_BYTES)");
            return CudaResult.ERROR_INVALID_VALUE;
        }

        return CudaResult.SUCCESS;
    }

    private static bool ReadArguments(Function function, Span<byte> arguments, void** parameters, void** extra)
    {
        var places = function.Program.Places;
        if (places.ParameterBytes == 0)
            return true;
        if (parameters is not null)
        {
            for (var i = 0; i < function.Program.Kernel.Parameters.Count; i++)
            {
                var parameter = function.Program.Kernel.Parameters[i];
                new Span<byte>(parameters[i], (int)parameter.Bytes).CopyTo(arguments[(int)places.Find(parameter.Name)!.Value.Place..]);
            }

            return true;
        }

        byte* buffer = null;
        nuint size = 0;
        for (; extra is not null && *extra is not null; extra += 2)
        {
            switch ((nint)(*extra))
            {
                case 1: // CU_LAUNCH_PARAM_BUFFER_POINTER
                    buffer = (byte*)extra[1];
                    break;
                case 2: // CU_LAUNCH_PARAM_BUFFER_SIZE
                    size = *(nuint*)extra[1];
                    break;
                default:
                    return false;
            }
        }

        if (buffer is null || size < (nuint)places.ParameterBytes)
            return false;
        new Span<byte>(buffer, (int)places.ParameterBytes).CopyTo(arguments);
        return true;
    }

    private CudaResult Run(Launch launch, Context context)
    {
        try
        {
            Grid.Run(launch, context.Memory, settings);
            return CudaResult.SUCCESS;
        }
        catch (KernelFault e)
        {
            report(e.Message);
            context.Error = e.Result;
            return e.Result;
        }
    }

    private static (int, int, int) Whole((uint X, uint Y, uint Z) size) => ((int)size.X, (int)size.Y, (int)size.Z);
}

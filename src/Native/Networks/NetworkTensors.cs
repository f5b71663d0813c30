using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Native.Calls;
using ButterE.Native.Handles;
using ButterE.Native.Tensors;

namespace ButterE.Native.Networks;

/// <summary>The functions <c>be_network_…_dlpack</c>; see the header.</summary>
internal static unsafe class NetworkTensors
{
    [UnmanagedCallersOnly(EntryPoint = "be_network_set_data_dlpack", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus SetData(nint network, DLManagedTensor* features, DLManagedTensor* targets, int split)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            var shape = held.Target.Network;
            var inputs = BorrowedMatrix.Of(features, shape.Inputs, "features");
            var outputs = BorrowedMatrix.Of(targets, shape.Outputs, "targets");
            if (inputs.Rows != outputs.Rows)
                throw CallException.Shape($"features have {inputs.Rows} rows, targets {outputs.Rows}");
            NetworkRows.Set(held.Target, inputs.Start, outputs.Start, inputs.Rows, split);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_network_parameters_dlpack", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Parameters(nint network, int layer, DLManagedTensor** parameters)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedNetwork>(network, "network");
            CallArguments.Require(parameters, "parameters");
            var units = held.Target.Floats(layer) / (held.Target.Network.FanIn(layer) + 1);
            var made = OwnedMatrix.Allocate(held.Target.Network.FanIn(layer) + 1, units);
            held.Target.Trainer.Export(layer, OwnedMatrix.Values(made));
            *parameters = made;
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }
}

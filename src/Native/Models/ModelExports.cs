using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ButterE.Engine.Model;
using ButterE.Native.Calls;
using ButterE.Native.Handles;

namespace ButterE.Native.Models;

/// <summary>The functions <c>be_model_…</c>; see the header.</summary>
internal static unsafe class ModelExports
{
    [UnmanagedCallersOnly(EntryPoint = "be_model_open", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Open(byte* nameOrPath, nint* model)
    {
        try
        {
            CallArguments.Require(model, "model");
            *model = 0;
            *model = HandleTable.Add(EmbeddedModel.Open(NativeText.Require(nameOrPath, "name_or_path")));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_fit", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Fit(NativeFitOptions* options, nint* model)
    {
        try
        {
            CallArguments.Require(model, "model");
            *model = 0;
            *model = HandleTable.Add(EmbeddedModel.Fit(CallArguments.Options(options, "options")));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_predict", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Predict(nint model, NativeCostQuery* query, double* cost)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedModel>(model, "model");
            CallArguments.Require(cost, "cost");
            *cost = held.Target.Predict(CallArguments.Options(query, "query"));
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_json", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Document(nint model, byte** json)
    {
        try
        {
            CallArguments.Require(json, "json");
            using var held = HandleTable.Take<EmbeddedModel>(model, "model");
            NativeText.Give(ModelFile.Text(held.Target.Model), json);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_save", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Save(nint model, byte* path)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedModel>(model, "model");
            ModelFile.Write(CallArguments.Writable(NativeText.Require(path, "path")), held.Target.Model);
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_free", CallConvs = [typeof(CallConvCdecl)])]
    private static CallStatus Free(nint model)
    {
        try
        {
            HandleTable.Free<EmbeddedModel>(model, "model");
            return CallStatus.Ok;
        }
        catch (Exception thrown)
        {
            return FailedCall.Report(thrown);
        }
    }
}

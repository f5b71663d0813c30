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
    private static Status Open(byte* nameOrPath, nint* model)
    {
        try
        {
            Arguments.Require(model, "model");
            *model = 0;
            *model = HandleTable.Add(EmbeddedModel.Open(NativeText.Require(nameOrPath, "name_or_path")));
            return Status.Ok;
        }
        catch (Exception thrown)
        {
            return Failure.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_fit", CallConvs = [typeof(CallConvCdecl)])]
    private static Status Fit(FitRequest* options, nint* model)
    {
        try
        {
            Arguments.Require(model, "model");
            *model = 0;
            *model = HandleTable.Add(EmbeddedModel.Fit(Arguments.Options(options, "options")));
            return Status.Ok;
        }
        catch (Exception thrown)
        {
            return Failure.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_predict", CallConvs = [typeof(CallConvCdecl)])]
    private static Status Predict(nint model, CostQuery* query, double* cost)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedModel>(model, "model");
            Arguments.Require(cost, "cost");
            *cost = held.Target.Predict(Arguments.Options(query, "query"));
            return Status.Ok;
        }
        catch (Exception thrown)
        {
            return Failure.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_json", CallConvs = [typeof(CallConvCdecl)])]
    private static Status Document(nint model, byte** json)
    {
        try
        {
            Arguments.Require(json, "json");
            using var held = HandleTable.Take<EmbeddedModel>(model, "model");
            NativeText.Give(ModelFile.Text(held.Target.Model), json);
            return Status.Ok;
        }
        catch (Exception thrown)
        {
            return Failure.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_save", CallConvs = [typeof(CallConvCdecl)])]
    private static Status Save(nint model, byte* path)
    {
        try
        {
            using var held = HandleTable.Take<EmbeddedModel>(model, "model");
            ModelFile.Write(Arguments.Writable(NativeText.Require(path, "path")), held.Target.Model);
            return Status.Ok;
        }
        catch (Exception thrown)
        {
            return Failure.Report(thrown);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "be_model_free", CallConvs = [typeof(CallConvCdecl)])]
    private static Status Free(nint model)
    {
        try
        {
            HandleTable.Free<EmbeddedModel>(model, "model");
            return Status.Ok;
        }
        catch (Exception thrown)
        {
            return Failure.Report(thrown);
        }
    }
}

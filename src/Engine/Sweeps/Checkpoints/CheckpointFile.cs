using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Runs;
using ButterE.Engine.Training;
using ButterE.Probe;
using ButterE.Probe.Files;

namespace ButterE.Engine.Sweeps.Checkpoints;

/// <summary>
/// The saved state of a run in one file, replaced whole: a safetensors file, which other programs open, with the tensors <c>layers.K.parameters</c>,
/// <c>layers.K.first_moment</c> and <c>layers.K.second_moment</c>, F32 [fan-in + 1, units] with the bias last, and the rest as metadata: where the
/// run stands, what it cost so far, and a checksum over all.
/// </summary>
public static class CheckpointFile
{
    private const string Format = "buttere.checkpoint/1";
    private const int LengthBytes = 8;

    // What a state is made of, in the order of the file.
    private static readonly (string Name, Func<TrainerState, ParameterSet> Of)[] Parts =
        [("parameters", state => state.Parameters), ("first_moment", state => state.FirstMoment), ("second_moment", state => state.SecondMoment)];

    /// <summary>Writes the state of a run, in place of an earlier one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="runId">Identity of the run.</param>
    /// <param name="network">Its network.</param>
    /// <param name="progress">What to keep.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string path, string runId, Network network, RunProgress progress)
    {
        var rest = JsonSerializer.Serialize(Rest.Of(progress));
        using var header = new SafetensorsHeader(new Dictionary<string, string>
        {
            ["format"] = Format, ["run_id"] = runId, ["progress"] = rest, ["xxh3"] = Checksum(progress.State, runId, rest),
        });
        foreach (var (name, _) in Parts)
        {
            for (var layer = 0; layer < network.Depth; layer++)
                header.Add($"layers.{layer}.{name}", network.FanIn(layer) + 1, network.Widths[layer]);
        }

        WholeFile.Write(path, file =>
        {
            header.WriteTo(file);
            foreach (var layer in Parts.SelectMany(part => part.Of(progress.State).Layers))
                file.Write(MemoryMarshal.AsBytes<float>(layer));
        });
    }

    /// <summary>Reads the state of a run; null when none was saved.</summary>
    /// <param name="path">The file.</param>
    /// <param name="runId">Identity of the run.</param>
    /// <param name="network">Its network.</param>
    /// <exception cref="InputException">The file cannot be read, is of another run or version, or is damaged.</exception>
    public static RunProgress? Read(string path, string runId, Network network)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> length = stackalloc byte[LengthBytes];
            file.ReadExactly(length);
            var text = new byte[Math.Clamp(BinaryPrimitives.ReadInt64LittleEndian(length), 0, file.Length)];
            file.ReadExactly(text);
            using var header = JsonDocument.Parse(text);
            var metadata = header.RootElement.GetProperty("__metadata__");
            if (Text("format") != Format || Text("run_id") != runId)
                throw new InputException($"{path}: not a state of run {runId} that this version reads");
            var sets = Parts.Select(_ => ReadSet(file, network)).ToArray();
            var rest = JsonSerializer.Deserialize<Rest>(Text("progress"))!;
            var state = new TrainerState(sets[0], sets[1], sets[2], rest.Steps);
            return file.Position == file.Length && Checksum(state, runId, Text("progress")) == Text("xxh3")
                ? rest.With(state)
                : throw new InputException($"{path}: damaged (its checksum differs)");

            string Text(string key) => metadata.GetProperty(key).GetString()!;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InputException($"{path}: not a readable state ({e.Message.ReplaceLineEndings(" ")})");
        }
    }

    private static ParameterSet ReadSet(FileStream file, Network network)
    {
        var layers = new float[network.Depth][];
        for (var layer = 0; layer < layers.Length; layer++)
        {
            layers[layer] = new float[(network.FanIn(layer) + 1) * network.Widths[layer]];
            file.ReadExactly(MemoryMarshal.AsBytes(layers[layer].AsSpan()));
        }

        return new ParameterSet(layers);
    }

    private static string Checksum(TrainerState state, string runId, string rest)
    {
        var hash = new XxHash3();
        hash.Append(Encoding.UTF8.GetBytes(runId + rest));
        foreach (var layer in Parts.SelectMany(part => part.Of(state).Layers))
            hash.Append(MemoryMarshal.AsBytes<float>(layer));
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>What is kept beside the tensors.</summary>
    private sealed record Rest(
        long Steps, LoopPosition Position, DateTime StartUtc, int Pieces, IReadOnlyList<double?>? EpochJoules, PiecesEnergy? Energy)
    {
        public static Rest Of(RunProgress progress) => new(
            progress.State.Steps, progress.Position, progress.StartUtc, progress.Pieces, progress.EpochJoules, progress.Energy);

        public RunProgress With(TrainerState state) => new()
        {
            State = state, Position = Position, StartUtc = StartUtc, Pieces = Pieces, EpochJoules = EpochJoules, Energy = Energy,
        };
    }
}

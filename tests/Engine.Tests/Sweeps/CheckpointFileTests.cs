using System.Text.Json;
using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Runs;
using ButterE.Engine.Sweeps.Checkpoints;
using ButterE.Engine.Training;
using ButterE.Probe;

namespace ButterE.Engine.Tests.Sweeps;

public sealed class CheckpointFileTests : IDisposable
{
    private static readonly Network Network = new(3, [5, 2]);
    private static readonly RunProgress Progress = new()
    {
        State = new TrainerState(ParameterSet.GlorotUniform(Network, 1), ParameterSet.GlorotUniform(Network, 2), ParameterSet.GlorotUniform(Network, 3), 17),
        Position = new LoopPosition([new EpochResult(1, 0.1, null, 2), new EpochResult(2, 1 / 3.0, 0.25, 1e-7)], true, 3, 0.1 + 0.2, 1 / 7.0, 0.5),
        StartUtc = new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc),
        Pieces = 2,
        EpochJoules = [1.5, null],
        Energy = new PiecesEnergy("test", null, 0.25, 0.5, 4, "gap,wrapped"),
    };

    private readonly string folder = Directory.CreateTempSubdirectory("buttere-state-").FullName;

    private string Path => System.IO.Path.Combine(folder, "run.safetensors");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_saved_is_read_back_bit_for_bit()
    {
        CheckpointFile.Write(Path, "run", Network, Progress);
        Assert.Equal(JsonSerializer.Serialize(Progress), JsonSerializer.Serialize(CheckpointFile.Read(Path, "run", Network)));
    }

    [Fact]
    public void Nothing_saved_is_not_an_error() => Assert.Null(CheckpointFile.Read(Path, "run", Network));

    [Fact]
    public void A_state_of_another_run_or_with_any_byte_changed_or_cut_is_refused()
    {
        CheckpointFile.Write(Path, "run", Network, Progress);
        Assert.Throws<InputException>(() => CheckpointFile.Read(Path, "other", Network));
        var bytes = File.ReadAllBytes(Path);
        for (var i = 0; i < bytes.Length; i += 31)
        {
            var changed = bytes.ToArray();
            changed[i] ^= 0x10;
            File.WriteAllBytes(Path, changed);
            // A changed name of a tensor or an extra space alters nothing that is read.
            if (Read() is { } read)
                Assert.Equal(JsonSerializer.Serialize(Progress), JsonSerializer.Serialize(read));
            File.WriteAllBytes(Path, bytes[..i]);
            Assert.Null(Read());
        }

        RunProgress? Read()
        {
            try
            {
                return CheckpointFile.Read(Path, "run", Network);
            }
            catch (InputException)
            {
                return null;
            }
        }
    }
}

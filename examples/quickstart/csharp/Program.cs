using ButterE.Engine.Networks;
using ButterE.Engine.Parameters;
using ButterE.Engine.Training;
using ButterE.Kernels.Losses;

float[] x = new float[256 * 2], y = new float[256]; // 256 rows: two inputs, one target
for (var row = 0; row < 256; row++)
{
    x[2 * row] = row % 16 / 15f;
    x[2 * row + 1] = row / 16 / 15f;
    y[row] = x[2 * row] * x[2 * row + 1];
}

var network = new Network(Inputs: 2, Widths: [16, 1]);
using var trainer = Trainers.Create("cpu", network, LossKind.SigmoidMeanSquaredError, new TrainerSettings { Batch = 32, LearningRate = 0.01 });
trainer.Import(ParameterSet.GlorotUniform(network, seed: 0));
using var batches = trainer.Load(x, y, [.. Enumerable.Range(0, 256)]);
var last = TrainingLoop.Run(trainer, batches, test: null, epochs: 200).Epochs[^1];
Console.WriteLine($"loss {last.TrainLoss:F5} after {last.Epoch} epochs of {last.Seconds * 1e6:F0} us");

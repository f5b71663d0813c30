using ButterE.Probe;

namespace ButterE.Engine.Data.Sources;

/// <summary>
/// Generates stand-ins. What training costs does not depend on the numbers, but a run that shall show a falling loss needs something to
/// learn: classes scatter about prototypes, quantities follow a random linear score.
/// </summary>
internal static class SyntheticTable
{
    /// <summary>Share of the prototype in a feature; the rest is noise. At 0.4 two classes in two dimensions still overlap.</summary>
    private const float PrototypeShare = 0.4f;

    /// <summary>Generates a table with the encoded shape of <paramref name="description"/>; every feature and target is in [0, 1].</summary>
    /// <exception cref="InputException">The features or targets do not fit into one array.</exception>
    public static Dataset Generate(DatasetDescription description, string source, int seed)
    {
        var (rows, inputs, outputs) = (description.Observations, description.Inputs, description.Outputs);
        var features = new float[TableSize.Of(source, rows, inputs)];
        var targets = new float[TableSize.Of(source, rows, outputs)];
        var random = new Xoshiro256(seed);
        foreach (ref var feature in features.AsSpan())
            feature = random.NextUnit();
        if (description.ContinuousTarget)
            FollowLinearScores(features, targets, inputs, outputs, random);
        else
            ScatterAboutPrototypes(features, targets, inputs, outputs, random);
        return new Dataset
        {
            Name = description.Name,
            Registered = DatasetRegistry.Find(description.Name)?.Name,
            Source = source,
            Synthetic = true,
            Task = description.Task,
            Rows = rows,
            Inputs = inputs,
            Outputs = outputs,
            RawFeatures = description.RawFeatures,
            Features = features,
            Targets = targets,
        };
    }

    /// <summary>Draws a class for each row and pulls the row's uniform features towards the prototype of the class.</summary>
    private static void ScatterAboutPrototypes(float[] features, float[] targets, int inputs, int outputs, Xoshiro256 random)
    {
        var classes = outputs == 1 ? 2 : outputs;
        var prototypes = Prototypes(classes, inputs, random);
        for (var row = 0; row < targets.Length / outputs; row++)
        {
            var label = random.NextBelow(classes);
            if (outputs == 1)
                targets[row] = label;
            else
                targets[row * outputs + label] = 1;
            var prototype = prototypes[label];
            var values = features.AsSpan(row * inputs, inputs);
            for (var i = 0; i < values.Length; i++)
                values[i] += PrototypeShare * (prototype[i] - values[i]);
        }
    }

    /// <summary>
    /// Points near corners of the unit cube; every odd one lies opposite its predecessor, so that even two classes in one dimension differ.
    /// </summary>
    private static float[][] Prototypes(int classes, int inputs, Xoshiro256 random)
    {
        var prototypes = new float[classes][];
        for (var label = 0; label < classes; label++)
        {
            prototypes[label] = new float[inputs];
            for (var i = 0; i < inputs; i++)
                prototypes[label][i] = label % 2 == 1 ? 1 - prototypes[label - 1][i] : 0.3f * random.NextUnit() + 0.7f * random.NextBelow(2);
        }

        return prototypes;
    }

    /// <summary>
    /// Sets each target to the sigmoid of a random linear score of its row. A score is scaled to standard deviation 2, that of a uniform
    /// feature being 1/sqrt(12), and carries some noise.
    /// </summary>
    private static void FollowLinearScores(float[] features, float[] targets, int inputs, int outputs, Xoshiro256 random)
    {
        var weights = new float[outputs][];
        for (var output = 0; output < outputs; output++)
        {
            weights[output] = new float[inputs];
            foreach (ref var weight in weights[output].AsSpan())
                weight = 2 * random.NextUnit() - 1;
            var scale = 2 / MathF.Sqrt(weights[output].Sum(w => w * w) / 12);
            foreach (ref var weight in weights[output].AsSpan())
                weight *= scale;
        }

        for (var row = 0; row < targets.Length / outputs; row++)
        {
            var values = features.AsSpan(row * inputs, inputs);
            for (var output = 0; output < outputs; output++)
            {
                var score = random.NextUnit() - 0.5f;
                for (var i = 0; i < values.Length; i++)
                    score += weights[output][i] * (values[i] - 0.5f);
                targets[row * outputs + output] = 1 / (1 + MathF.Exp(-score));
            }
        }
    }
}

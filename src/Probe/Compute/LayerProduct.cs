namespace ButterE.Probe.Compute;

/// <summary>The three matrix products of a training step on one layer.</summary>
public enum LayerProduct
{
    /// <summary>Y = X W: [batch, fan-in] times [fan-in, units].</summary>
    Forward,

    /// <summary>dX = dY Wt: [batch, units] times [units, fan-in].</summary>
    BackwardData,

    /// <summary>dW = Xt dY: [fan-in, batch] times [batch, units].</summary>
    ParameterGradient,
}

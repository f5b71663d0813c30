using System.CommandLine;
using ButterE.Probe;

namespace ButterE.Cli.Options;

/// <summary>Options that mean nothing beside another one, or without it: they are refused, never ignored.</summary>
internal static class ConflictingOptions
{
    /// <summary>Refuses options that were given together with another.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="with">The option that was given.</param>
    /// <param name="options">Options that must not stand beside it.</param>
    /// <exception cref="InputException">One of them was given.</exception>
    public static void Refuse(ParseResult parsed, string with, params Option[] options)
    {
        foreach (var option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException($"{option.Name}: cannot be used together with {with}");
        }
    }

    /// <summary>Refuses options that were given without the one that they belong to.</summary>
    /// <param name="parsed">The call.</param>
    /// <param name="needed">The option that was not given.</param>
    /// <param name="options">Options that mean nothing without it.</param>
    /// <exception cref="InputException">One of them was given.</exception>
    public static void RefuseWithout(ParseResult parsed, Option needed, params Option[] options)
    {
        foreach (var option in options)
        {
            if (parsed.GetResult(option) is { Implicit: false })
                throw new InputException($"{option.Name}: needs {needed.Name}");
        }
    }
}

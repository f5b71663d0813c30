using System.Reflection;
using System.Runtime.Loader;
using ButterE.Engine.Benchmarks;
using ButterE.Probe;

namespace ButterE.Bench.Turns;

/// <summary>A build of this program in a folder, loaded beside others: the libraries of each come from its own folder.</summary>
internal sealed class Build
{
    private readonly MethodInfo makeStep;

    /// <summary>Loads a build.</summary>
    /// <param name="folder">The folder of its ButterE.Bench.dll.</param>
    /// <exception cref="InputException">There is none, or one without this verb.</exception>
    public Build(string folder)
    {
        var program = Path.Combine(Path.GetFullPath(folder), Path.GetFileName(typeof(Build).Assembly.Location));
        var context = new OwnFolder(program);
        MustExist(program);
        var build = context.LoadFromAssemblyPath(program);
        foreach (var library in build.GetReferencedAssemblies().Where(name => name.Name!.StartsWith(nameof(ButterE), StringComparison.Ordinal)))
            MustExist(context.PathOf(library));
        makeStep = build.GetType(typeof(Build).FullName!)?.GetMethod(nameof(MakeStep), BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new InputException($"{program}: an older build, without the verb {TurnsLines.Verb}");

        static void MustExist(string path)
        {
            if (!File.Exists(path))
                throw new InputException($"{path}: no such file; build bench/Bench there");
        }
    }

    /// <summary>Makes a training step with the libraries of this build.</summary>
    /// <param name="list">The list of networks.</param>
    /// <param name="index">Which of them, from 0.</param>
    /// <param name="threads">Threads at most.</param>
    /// <returns>Makes the step so many times and returns the time of one, s; frees it when asked for none.</returns>
    public Func<int, double> Step(string list, int index, int threads) => (Func<int, double>)makeStep.Invoke(null, [list, index, threads])!;

    // Called in each build by its name.
    internal static Func<int, double> MakeStep(string list, int index, int threads)
    {
        var step = new StepThread(NetworkList.Read(list)[index], StepThread.TunedSettings() with { Threads = threads });
        return times =>
        {
            if (times > 0)
                return step.Seconds(times);
            step.Dispose();
            return 0;
        };
    }

    // The default context would answer for every library that the measuring program has too, and all builds would be that one.
    private sealed class OwnFolder(string program) : AssemblyLoadContext(program)
    {
        public string PathOf(AssemblyName name) => Path.Combine(Path.GetDirectoryName(Name)!, name.Name + ".dll");

        protected override Assembly? Load(AssemblyName name) => File.Exists(PathOf(name)) ? LoadFromAssemblyPath(PathOf(name)) : null;
    }
}

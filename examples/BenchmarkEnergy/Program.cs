using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using ButterE.Examples.BenchmarkEnergy;
using ButterE.Probe.Meters;
using ButterE.Probe.Meters.Discovery;

// Joules per operation beside the times of BenchmarkDotNet. usage: BenchmarkEnergy [METER], such as perf:package; without it the first counter
// of the machine.
using var meter = args is [{ } id, ..] ? EnergyMeters.Create(new MeterRequest { Id = id, IsTypedByUser = true }) : EnergyMeters.CreateIfAvailable();
Console.WriteLine(meter is null ? "No energy meter here: J/op stays unknown." : $"Energy from {meter.Description.Id} ({meter.Description.Kind}).");
var energy = new EnergyDiagnoser(meter, idleSeconds: 1);
BenchmarkRunner.Run<Sums>(DefaultConfig.Instance.AddDiagnoser(energy).AddColumn(new JoulesPerOperationColumn(energy)));

using ButterE.Native.Calls;
using ButterE.Native.Handles;
using CsCheck;

namespace ButterE.Embedding.Tests.Native;

/// <summary>The table behind the handles, in this process.</summary>
public sealed class HandleTableTests
{
    [Fact]
    public void A_handle_names_its_object_until_it_is_freed_whatever_comes_between() =>
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 30]).List[0, 200].Sample(steps =>
        {
            List<(nint Handle, Thing Made)> all = [];
            foreach (var (what, which) in steps)
            {
                if (what == 0 || all.Count == 0)
                {
                    var made = new Thing();
                    all.Add((HandleTable.Add(made), made));
                    continue;
                }

                var (handle, thing) = all[which % all.Count];
                if (what == 1)
                    Assert.Equal(thing.IsFreed ? CallStatus.Closed : CallStatus.Ok, StatusOf(() => HandleTable.Free<Thing>(handle, "thing")));
                else if (thing.IsFreed)
                    Assert.Equal(CallStatus.Closed, StatusOf(() => HandleTable.Take<Thing>(handle, "thing").Dispose()));
                else
                    Assert.Same(thing, Taken(handle));
            }

            Assert.Equal(all.Count, all.Select(one => one.Handle).Distinct().Count());
            foreach (var (handle, _) in all.Where(one => !one.Made.IsFreed))
                HandleTable.Free<Thing>(handle, "thing");
        });

    [Fact]
    public void Of_many_threads_one_holds_an_object_and_the_others_are_told()
    {
        var thing = new Thing();
        var handle = HandleTable.Add(thing);
        int held = 0, busy = 0;
        Parallel.For(0, 4, _ =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                var status = StatusOf(() =>
                {
                    using var taken = HandleTable.Take<Thing>(handle, "thing");
                    // Not atomic: a second holder would lose counts.
                    taken.Target.Count++;
                });
                Interlocked.Increment(ref status == CallStatus.Ok ? ref held : ref busy);
                Assert.True(status is CallStatus.Ok or CallStatus.Busy, $"{status}");
            }
        });
        Assert.Equal((80_000, held), (held + busy, thing.Count));
        HandleTable.Free<Thing>(handle, "thing");
    }

    [Fact]
    public void What_is_held_is_not_freed()
    {
        var handle = HandleTable.Add(new Thing());
        using (HandleTable.Take<Thing>(handle, "thing"))
            Assert.Equal(CallStatus.Busy, StatusOf(() => HandleTable.Free<Thing>(handle, "thing")));
        Assert.Equal(CallStatus.Ok, StatusOf(() => HandleTable.Free<Thing>(handle, "thing")));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(0x00ffffff)]
    [InlineData(0x7fff_1234_5678_9abc)]
    public void A_handle_that_was_made_up_names_nothing(long handle) =>
        Assert.Equal(CallStatus.Closed, StatusOf(() => HandleTable.Take<Thing>((nint)handle, "thing").Dispose()));

    private static Thing Taken(nint handle)
    {
        using var taken = HandleTable.Take<Thing>(handle, "thing");
        return taken.Target;
    }

    private static CallStatus StatusOf(Action action)
    {
        try
        {
            action();
            return CallStatus.Ok;
        }
        catch (CallException thrown)
        {
            return thrown.Status;
        }
    }

    private sealed class Thing : IDisposable
    {
        public int Count { get; set; }

        public bool IsFreed { get; private set; }

        public void Dispose() => IsFreed = true;
    }
}

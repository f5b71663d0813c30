import buttere
import numpy as np

x = np.random.default_rng(0).random((256, 2), np.float32)  # 256 rows: two inputs, one target
y = x[:, :1] * x[:, 1:]

with buttere.Engine(2, [16, 1], batch=32, learning_rate=0.01) as engine:
    engine.set_data(x, y)
    last = engine.train(200)
    print(f"loss {last.train_loss:.5f} after {last.epoch} epochs of {last.seconds * 1e6:.0f} us")

try:
    with buttere.Meter() as meter:  # the first energy counter of this machine, around whatever you like
        sum(i * i for i in range(10_000_000))
        print(meter.read().joules, "J")
except buttere.MeterUnavailableError as absent:
    print(absent)

cost = buttere.predict("butter-e-cpu", epochs=100, dataset="adult", depth=4, size=262144)
print(f"on the paper's CPU node, 100 epochs of a network of 2^18 parameters cost {cost / 1000:.0f} kJ")

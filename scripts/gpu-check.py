#!/usr/bin/env python3
"""The networks of gpu-check.json in PyTorch on the same GPU: the same graphs and shapes, float32 without TF32.

usage: gpu-check.py OUT/gpu-check.json [--seconds S] [--device cuda] [--channels-last]

Reads the graphs that `shearnet gpu-check` wrote, trains and predicts with inputs that lie on the device (forward, squared loss,
backward, AdamW), adds the stamps per second to the document, and prints the table.
"""

import argparse
import json
import time

import torch
import torch.nn.functional as F
from torch import nn

ACTIVATIONS = {"IDENTITY": lambda x: x, "RELU": F.relu, "TANH": torch.tanh, "GELU": F.gelu}


def same_padding(size, extent, stride):
    total = max((-(-size // stride) - 1) * stride + extent - size, 0)
    return total // 2, total - total // 2


class Convolution(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.convolution = nn.Conv2d(
            c["inputShape"][2], c["outputs"], c["kernel"], stride=c["stride"], dilation=c["dilation"]
        )
        extent = (c["kernel"] - 1) * c["dilation"] + 1
        height, width, _ = c["inputShape"]
        self.pad = (0, 0, 0, 0)
        if c["padding"] == "SAME":
            self.pad = same_padding(width, extent, c["stride"]) + same_padding(height, extent, c["stride"])

    def forward(self, x):
        left, right, top, bottom = self.pad
        if left == right and top == bottom:
            x = F.conv2d(
                x,
                self.convolution.weight,
                self.convolution.bias,
                self.c["stride"],
                (top, left),
                self.c["dilation"],
            )
        else:
            x = self.convolution(F.pad(x, self.pad))
        return ACTIVATIONS[self.c["activation"]](x)


class Pooling(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        height, width, _ = c["inputShape"]
        self.pad = (0, 0, 0, 0)
        if c["padding"] == "SAME":
            self.pad = same_padding(width, c["window"], c["stride"]) + same_padding(height, c["window"], c["stride"])

    def forward(self, x):
        if self.c["kind"] == "MAXIMUM":
            return F.max_pool2d(F.pad(x, self.pad, value=float("-inf")), self.c["window"], self.c["stride"])
        return F.avg_pool2d(F.pad(x, self.pad), self.c["window"], self.c["stride"])


class GroupNorm(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        self.norm = nn.GroupNorm(c["groups"], c["inputShape"][2], eps=1e-6)

    def forward(self, x):
        return ACTIVATIONS[self.c["activation"]](self.norm(x))


class BlockAttention(nn.Module):
    def __init__(self, c):
        super().__init__()
        channels = c["inputShape"][2]
        self.inner = nn.Linear(channels, c["hidden"])
        self.outer = nn.Linear(c["hidden"], channels)
        self.spatial = nn.Conv2d(2, 1, 7, padding=3)

    def forward(self, x):
        z = self.outer(F.relu(self.inner(x.mean((2, 3))))) + self.outer(F.relu(self.inner(x.amax((2, 3)))))
        x = x * torch.sigmoid(z)[:, :, None, None]
        planes = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
        return x * torch.sigmoid(self.spatial(planes))


class Dense(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.c = c
        height, width, channels = c["inputShape"]
        self.linear = nn.Linear(height * width * channels, c["outputs"])

    def forward(self, x):
        return ACTIVATIONS[self.c["activation"]](self.linear(x.flatten(1)))


class Moments(nn.Module):
    def __init__(self, c):
        super().__init__()
        height, width, _ = c["inputShape"]
        y, x = torch.meshgrid(torch.linspace(-1, 1, height), torch.linspace(-1, 1, width), indexing="ij")
        p = torch.stack([torch.ones_like(x), x, y, x * x + y * y, x * x - y * y, 2 * x * y])
        self.register_buffer("polynomials", p / (height * width) ** 0.5)

    def forward(self, x):
        return torch.einsum("nchw,shw->nsc", x, self.polynomials).flatten(1)


class Resizing(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.size = (c["height"], c["width"])

    def forward(self, x):
        return F.interpolate(x, self.size, mode="nearest")


class Orbit(nn.Module):
    def __init__(self, c):
        super().__init__()

    def forward(self, x):
        if x.dim() == 2:
            return x.repeat_interleave(8, 0)
        copies = [torch.rot90(y, k, (2, 3)) for y in (x, x.flip(2)) for k in range(4)]
        return torch.stack(copies, 1).flatten(0, 1)


class OrbitMean(nn.Module):
    def __init__(self, c):
        super().__init__()
        signs = torch.ones(8, c["inputShape"][2])
        for k in range(8):
            odd = k % 2 == 1
            signs[k, c["g1"]] = -1 if odd else 1
            signs[k, c["g2"]] = -1 if odd != (k >= 4) else 1
        self.register_buffer("signs", signs)

    def forward(self, x):
        return (x.unflatten(0, (-1, 8)) * self.signs).mean(1)


class Flatten(nn.Module):
    def __init__(self, c):
        super().__init__()

    def forward(self, x):
        return x.flatten(1)


LAYERS = {
    kind.__name__: kind
    for kind in (
        Convolution, Pooling, GroupNorm, BlockAttention, Dense, Moments, Resizing, Orbit, OrbitMean, Flatten,
    )
}


class Graph(nn.Module):
    """A graph of Deeplearning4j's JSON."""

    def __init__(self, graph):
        super().__init__()
        self.inputs = graph["networkInputs"]
        self.output = graph["networkOutputs"][0]
        self.below = graph["vertexInputs"]
        self.order = []
        while len(self.order) < len(self.below):
            known = {*self.inputs, *self.order}
            self.order += [n for n, of in self.below.items() if n not in known and known.issuperset(of)]
        self.joins = {}
        self.layers = nn.ModuleDict()
        for name in self.order:
            vertex = graph["vertices"][name]
            kind = vertex["@class"].rsplit(".", 1)[-1]
            if kind == "LayerVertex":
                conf = vertex["layerConf"]["layer"]
                self.layers[name] = LAYERS[conf["@class"].rsplit(".", 1)[-1]](conf)
            else:
                self.joins[name] = kind if kind == "MergeVertex" else vertex["op"]

    def forward(self, *stamps):
        values = dict(zip(self.inputs, stamps))
        for name in self.order:
            of = [values[b] for b in self.below[name]]
            if name in self.layers:
                values[name] = self.layers[name](of[0])
            elif self.joins[name] == "MergeVertex":
                values[name] = torch.cat(of, 1)
            else:
                values[name] = of[0] + of[1] if self.joins[name] == "Add" else 0.5 * (of[0] + of[1])
        return values[self.output]


def rate(work, batch, seconds, finish):
    for _ in range(5):
        work()
    finish()
    start = time.perf_counter()
    done = 0
    while time.perf_counter() - start < seconds:
        for _ in range(3):
            work()
        finish()
        done += 3 * batch
    return done / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report")
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--channels-last", action="store_true", help="PyTorch's other layout")
    given = parser.parse_args()
    torch.backends.cuda.matmul.allow_tf32 = False
    torch.backends.cudnn.allow_tf32 = False
    torch.backends.cudnn.benchmark = True
    device = torch.device(given.device)
    on_gpu = device.type == "cuda"

    def finish():
        if on_gpu:
            torch.cuda.synchronize()

    with open(given.report) as file:
        report = json.load(file)
    size = report["size"]
    report["torch"] = {
        "version": torch.__version__,
        "device": torch.cuda.get_device_name() if on_gpu else "cpu",
        "channels_last": given.channels_last,
    }
    for row in report["speed"]:
        graph = json.loads(report["graphs"][row["network"]])
        batch = row["batch"]
        try:
            network = Graph(graph).to(device)
            parameters = sum(p.numel() for p in network.parameters())
            if parameters != row["parameters"]:
                raise RuntimeError(f"another network: {parameters} parameters, not {row['parameters']}")
            stamps = [torch.rand(batch, 1, size, size, device=device) for _ in network.inputs]
            if given.channels_last:
                network = network.to(memory_format=torch.channels_last)
                stamps = [s.to(memory_format=torch.channels_last) for s in stamps]
            optimiser = torch.optim.AdamW(network.parameters(), lr=1e-6, **({"fused": True} if on_gpu else {}))

            def train():
                optimiser.zero_grad(set_to_none=True)
                (network(*stamps) - 0.1).square().sum().backward()
                optimiser.step()

            def infer():
                with torch.inference_mode():
                    network(*stamps).cpu()

            if on_gpu:
                torch.cuda.reset_peak_memory_stats()
            row["torch_train"] = rate(train, batch, given.seconds, finish)
            if on_gpu:
                row["torch_train_mib"] = torch.cuda.max_memory_allocated() / 2**20
            row["torch_infer"] = rate(infer, batch, given.seconds, finish)
        except RuntimeError as e:  # out of memory, or another network
            row["torch_problem"] = str(e).splitlines()[0]
        finally:
            network = stamps = optimiser = None
            if on_gpu:
                torch.cuda.empty_cache()
        with open(given.report, "w") as file:
            json.dump(report, file, indent=1)

    def number(row, key):
        return f"{row[key]:12.0f}" if key in row else f"{'-':>12}"

    columns = ("train", "torch_train", "infer", "torch_infer", "train_mib", "torch_train_mib")
    print(f"stamps/s, {size}x{size}, float32, TF32 off; {report['torch']}")
    print(f"{'network':12} {'batch':>6}" + "".join(f" {c:>15}" for c in columns) + "  train/torch  infer/torch")
    for row in report["speed"]:
        ratios = [
            f"{row[k] / row['torch_' + k]:11.2f}" if k in row and "torch_" + k in row else f"{'-':>11}"
            for k in ("train", "infer")
        ]
        print(
            f"{row['network']:12} {row['batch']:6}"
            + "".join(f" {number(row, c):>15}" for c in columns)
            + "  " + "  ".join(ratios)
        )


if __name__ == "__main__":
    main()

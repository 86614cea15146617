#!/usr/bin/env python3
"""EnhancedGalaxyNN and the dilated network in Flax/JAX and in PyTorch, on this machine's CPU.

    scripts/peers/network_speed.py [--threads 1 2] [--batch 64 512] [--networks enhanced dilated] [--stock] [--json FILE]

Both peers run the networks of `scripts/shearnet train --dry-run`, layer by layer, on stamps of 53 x 53 pixels: a training
step is forward, backward and Adam; inference is forward alone. PyTorch runs channels last, which is its faster layout.
Each (peer, threads) runs in a process of its own, pinned to that many cores. `scripts/shearnet speed` is run between
them and the table gives its rate over the faster peer's. --stock adds a line for each network made of Deeplearning4j's own
layers, batch 64, one thread.

Needs: pip install torch jax flax optax. A peer that is not installed is left out, saying so.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SIZE, OUTPUTS = 53, 4
DILATIONS = (1, 1, 2, 4, 8)


def rates(step, batch, seconds):
    """Median stamps per second of five repetitions, after one that warms up."""
    found = []
    for repetition in range(6):
        start, done = time.perf_counter(), 0
        while time.perf_counter() - start < seconds:
            step()
            done += batch
        if repetition:
            found.append(done / (time.perf_counter() - start))
    return statistics.median(found)


def torch_step(network, threads):
    """PyTorch's network, and a training step of it on stamps (batch, 1, SIZE, SIZE) and their labels."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)

    class Flat(nn.Module):
        def forward(self, x):
            return x.flatten(1)

    if network == "enhanced":
        net = nn.Sequential(
            nn.Conv2d(1, 16, 3, padding="same"), nn.ReLU(), nn.AvgPool2d(2),
            nn.Conv2d(16, 32, 3, padding="same"), nn.ReLU(), nn.AvgPool2d(2),
            Flat(), nn.Linear(13 * 13 * 32, 128), nn.ReLU(), nn.Linear(128, OUTPUTS))
    else:
        layers, before = [], 1
        for d in DILATIONS:
            layers += [nn.Conv2d(before, 16, 3, padding="same", dilation=d), nn.ReLU()]
            before = 16
        net = nn.Sequential(*layers, Flat(), nn.Linear(SIZE * SIZE * 16, 16), nn.ReLU(), nn.Linear(16, OUTPUTS))
    net = net.to(memory_format=torch.channels_last)
    adam = torch.optim.AdamW(net.parameters(), lr=1e-6)

    def step(x, y):
        adam.zero_grad(set_to_none=True)
        nn.functional.mse_loss(net(x), y).backward()
        adam.step()

    return net, step


def torch_rates(network, batch, threads, seconds):
    import torch

    net, step = torch_step(network, threads)
    x = torch.rand(batch, 1, SIZE, SIZE).contiguous(memory_format=torch.channels_last)
    y = torch.rand(batch, OUTPUTS)

    def infer():
        with torch.inference_mode():
            net(x)

    return rates(lambda: step(x, y), batch, seconds), rates(infer, batch, seconds)


def jax_step(network, batch):
    """JAX's network with weights, and a training step of it on stamps (batch, SIZE, SIZE, 1) and their labels."""
    import flax.linen as nn
    import jax
    import jax.numpy as jnp
    import optax

    class Enhanced(nn.Module):
        @nn.compact
        def __call__(self, x):
            for channels in (16, 32):
                x = nn.avg_pool(nn.relu(nn.Conv(channels, (3, 3))(x)), (2, 2), strides=(2, 2))
            x = nn.relu(nn.Dense(128)(x.reshape((x.shape[0], -1))))
            return nn.Dense(OUTPUTS)(x)

    class Dilated(nn.Module):
        @nn.compact
        def __call__(self, x):
            for d in DILATIONS:
                x = nn.relu(nn.Conv(16, (3, 3), kernel_dilation=(d, d))(x))
            x = nn.relu(nn.Dense(16)(x.reshape((x.shape[0], -1))))
            return nn.Dense(OUTPUTS)(x)

    net = Enhanced() if network == "enhanced" else Dilated()
    adam = optax.adamw(1e-6)
    weights = net.init(jax.random.PRNGKey(2), jnp.zeros((batch, SIZE, SIZE, 1)))
    state = adam.init(weights)

    @jax.jit
    def update(weights, state, x, y):
        gradient = jax.grad(lambda w: jnp.mean((net.apply(w, x) - y) ** 2))(weights)
        updates, state = adam.update(gradient, state, weights)
        return optax.apply_updates(weights, updates), state

    def step(x, y):
        nonlocal weights, state
        weights, state = update(weights, state, x, y)
        jax.block_until_ready(weights)

    return net, weights, step


def jax_rates(network, batch, threads, seconds):
    import jax

    net, weights, step = jax_step(network, batch)
    x = jax.random.uniform(jax.random.PRNGKey(0), (batch, SIZE, SIZE, 1))
    y = jax.random.uniform(jax.random.PRNGKey(1), (batch, OUTPUTS))
    forward = jax.jit(net.apply)
    return (rates(lambda: step(x, y), batch, seconds),
            rates(lambda: jax.block_until_ready(forward(weights, x)), batch, seconds))


def worker(peer, network, batch, threads, seconds):
    measure = torch_rates if peer == "torch" else jax_rates
    train, infer = measure(network, batch, threads, seconds)
    print(json.dumps({"train": train, "infer": infer}))


def pinned(command, threads):
    """Runs a command on that many cores and returns the JSON of its last line, or None, saying why."""
    cores = sorted(os.sched_getaffinity(0))[:threads]
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads),
                       JAX_PLATFORMS="cpu", XLA_FLAGS="" if threads > 1 else
                       "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    done = subprocess.run([str(word) for word in command], env=environment,
                          preexec_fn=lambda: os.sched_setaffinity(0, cores), capture_output=True, text=True)
    if done.returncode:
        error = done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "?"
        print(f"{command[3]}: left out ({error})", file=sys.stderr)
        return None
    return json.loads(done.stdout.splitlines()[-1])


def run_peer(peer, network, batch, threads, seconds):
    return pinned([sys.executable, os.path.abspath(__file__), "--worker", peer, network, batch, threads, seconds], threads)


def run_ours(threads, stock):
    """Rates of `shearnet speed`, by (network, batch)."""
    done = subprocess.run(
        [os.path.join(ROOT, "scripts", "shearnet"), "speed", "--json", "--only", "networks", "--threads", str(threads),
         *(["--stock"] if stock else [])],
        capture_output=True, text=True)
    if done.returncode:
        sys.exit("shearnet speed failed: " + done.stderr.strip())
    rows = json.loads(done.stdout)["networks"]
    return {(r["network"], r["batch"]): r for r in rows}


def main():
    if "--worker" in sys.argv:
        at = sys.argv.index("--worker")
        peer, network, batch, threads, seconds = sys.argv[at + 1:at + 6]
        worker(peer, network, int(batch), int(threads), float(seconds))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--batch", type=int, nargs="+", default=[64, 512])
    parser.add_argument("--networks", nargs="+", default=["enhanced", "dilated"], choices=["enhanced", "dilated"])
    parser.add_argument("--seconds", type=float, default=1.5, help="length of a repetition")
    parser.add_argument("--stock", action="store_true", help="also networks of Deeplearning4j's own layers (slow)")
    parser.add_argument("--json", help="file for the rates")
    chosen = parser.parse_args()
    rows = []
    print("stamps per second        threads  batch |    train: ours     jax   torch  ratio |    infer: ours     jax   torch  ratio")
    for threads in chosen.threads:
        ours = run_ours(threads, chosen.stock and threads == chosen.threads[0])
        for network in chosen.networks:
            for batch in chosen.batch:
                peers = {p: run_peer(p, network, batch, threads, chosen.seconds) for p in ("jax", "torch")}
                cells = []
                for what in ("train", "infer"):
                    own = ours[(network, batch)][what]
                    theirs = [peers[p][what] if peers[p] else float("nan") for p in ("jax", "torch")]
                    best = max((r for r in theirs if r == r), default=float("nan"))
                    rows.append({"name": f"{network} {what}, batch {batch}, {threads} thread" + ("s" if threads > 1 else ""),
                                 "ours": own, **{p: r[what] for p, r in peers.items() if r}})
                    cells.append(f"{own:15.0f} {theirs[0]:7.0f} {theirs[1]:7.0f} {own / best:6.2f}")
                print(f"{network:24s} {threads:7d} {batch:6d} | {cells[0]} | {cells[1]}", flush=True)
        for (name, batch), row in ours.items():
            if name.endswith("-stock"):
                print(f"{name:24s} {1:7d} {batch:6d} | {row['train']:15.0f} {'':23s} | {row['infer']:15.0f}")
    if chosen.json:
        with open(chosen.json, "w") as file:
            json.dump({"peer": "the faster of JAX and PyTorch", "rows": rows}, file, indent=1)


if __name__ == "__main__":
    main()

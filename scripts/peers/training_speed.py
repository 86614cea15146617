#!/usr/bin/env python3
"""Trains EnhancedGalaxyNN on galaxies that are drawn anew for every step, here and by the peers, one core each.

    scripts/peers/training_speed.py [--seconds 10] [--json FILE]

The galaxies are those of configs/scenes/june2025.yaml (Gaussian, sheared and shifted, under a Gaussian PSF, 53 x 53 pixels, noise
1e-5 to 1e-2), in batches of 128. The peers are PyTorch with GalSim, JAX with GalSim and JAX with JAX-GalSim, whose stamps are drawn
in one compiled call a batch. Each draws a batch, adds noise, and takes a step; nothing waits for a disk. Here the time is that of
`shearnet train configs/ladder/2-fresh.yaml --threads 1` with six epochs of 25,000 stamps less that with two, so that start and
compilation do not count; validation on 500 stamps an epoch does. Peers and this project run in turn, pinned to one core.

Needs: pip install galsim torch jax flax optax jax-galsim. A peer that is not installed is left out, saying so.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from network_speed import ROOT, SIZE, jax_step, pinned, rates, torch_step

SCALE, BATCH, STAMPS, EPOCHS = 0.141, 128, 25_000, (2, 6)


def galaxies(random):
    """Parameters of a batch as the scene has them: [BATCH][sigma, flux, g1, g2, dx, dy], and the noise of each."""
    import numpy as np

    sigma = np.empty(0)
    while len(sigma) < BATCH:
        sigma = np.append(sigma, [s for s in random.normal(0, 0.5, 2 * BATCH) if s >= 0.14])
    g = np.empty((0, 2))
    while len(g) < BATCH:
        g = np.append(g, [pair for pair in random.normal(0, 0.26, (BATCH, 2)) if np.hypot(*pair) < 1], axis=0)
    parameters = np.column_stack([sigma[:BATCH], random.uniform(1, 5, BATCH), g[:BATCH], random.uniform(-0.2, 0.2, (BATCH, 2))])
    return parameters, 10 ** random.uniform(-5, -2, BATCH)


def profile(library, sigma, flux, g1, g2, dx, dy, **more):
    galaxy = library.Gaussian(sigma=sigma, flux=flux).shear(g1=g1, g2=g2).shift(dx, dy)
    return library.Convolve([galaxy, library.Gaussian(sigma=0.25)], **more)


def worker(peer, seconds):
    """Stamps a second of one peer, drawing and training."""
    import numpy as np

    random = np.random.default_rng(1)
    if peer.endswith("JAX-GalSim"):
        import jax
        import jax_galsim

        sizes = jax_galsim.GSParams(minimum_fft_size=128, maximum_fft_size=128)  # one size, or nothing can be compiled
        compiled = jax.jit(jax.vmap(
            lambda p: profile(jax_galsim, *p, gsparams=sizes).drawImage(nx=SIZE, ny=SIZE, scale=SCALE).array))

        def draw(parameters):
            return np.asarray(compiled(parameters.astype(np.float32)))
    else:
        import galsim

        def draw(parameters):
            return np.stack([profile(galsim, *p).drawImage(nx=SIZE, ny=SIZE, scale=SCALE).array for p in parameters])

    def batch():
        parameters, noise = galaxies(random)
        stamps = draw(parameters) + noise[:, None, None] * random.standard_normal((BATCH, SIZE, SIZE), dtype=np.float32)
        return stamps.astype(np.float32), parameters[:, [2, 3, 0, 1]].astype(np.float32)

    if peer.startswith("PyTorch"):
        import torch

        step = torch_step("enhanced", 1)[1]

        def train():
            stamps, labels = batch()
            step(torch.from_numpy(stamps[:, None]).contiguous(memory_format=torch.channels_last), torch.from_numpy(labels))
    else:
        step = jax_step("enhanced", BATCH)[2]

        def train():
            stamps, labels = batch()
            step(stamps[..., None], labels)

    print(json.dumps(rates(train, BATCH, seconds)))


def ours():
    """Stamps a second of `shearnet train`."""
    taken = {}
    for epochs in EPOCHS:
        with tempfile.TemporaryDirectory() as folder:
            start = time.perf_counter()
            done = subprocess.run(
                [os.path.join(ROOT, "scripts", "shearnet"), "train", os.path.join(ROOT, "configs", "ladder", "2-fresh.yaml"),
                 "--threads", "1", "--runs", folder, "--set", f"train.epochs={epochs}", "--set", "train.validation=500",
                 "--set", f"train.stamps={STAMPS}"],
                preexec_fn=lambda: os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:1]), capture_output=True, text=True)
            taken[epochs] = time.perf_counter() - start
        if done.returncode:
            sys.exit("shearnet train failed: " + done.stderr.strip())
    return (EPOCHS[1] - EPOCHS[0]) * STAMPS / (taken[EPOCHS[1]] - taken[EPOCHS[0]])


def main():
    if "--worker" in sys.argv:
        peer, seconds = sys.argv[sys.argv.index("--worker") + 1:][:2]
        worker(peer, float(seconds))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2, help="length of a repetition of a peer's; there are six")
    parser.add_argument("--rounds", type=int, default=1, help="runs in turn, of which the medians count")
    parser.add_argument("--json", help="file for the rates")
    chosen = parser.parse_args()
    found = {}
    for _ in range(chosen.rounds):
        found.setdefault("ours", []).append(ours())
        for peer in ("PyTorch with GalSim", "JAX with GalSim", "JAX with JAX-GalSim"):
            rate = pinned([sys.executable, os.path.abspath(__file__), "--worker", peer, chosen.seconds], 1)
            if rate:
                found.setdefault(peer, []).append(rate)
    medians = {name: statistics.median(values) for name, values in found.items()}
    best = max((rate for name, rate in medians.items() if name != "ours"), default=float("nan"))
    for name, rate in medians.items():
        print(f"{name:24s} {rate:8.0f} stamps/s")
    print(f"ratio over the fastest peer {medians['ours'] / best:.1f}")
    if chosen.json:
        with open(chosen.json, "w") as file:
            json.dump({"peer": "the fastest of three", "rows": [{"name": "enhanced, fresh galaxies", **medians}]}, file, indent=1)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Objects a second of MEDS files, two exposures in each of three bands: `measure` and NGMix's multi-band fit, one thread each.

    pip install galsim fitsio numba scipy; pip install git+https://github.com/esheldon/meds git+https://github.com/esheldon/ngmix
    python3 scripts/peers/meds_speed.py [--objects 10000] [--theirs 60] [--out DIR]

`simulate` writes the files (48 x 48 pixels, exponential galaxies, S/N 20 to 200, Gaussian seeing). Ours is `measure --threads 1
--method ngmix --model exp --psf-model gauss`, the time of all objects less that of a tenth of them, so that Java's start does not
count; as many exposures as single stamps in the same way. NGMix reads its objects by `NGMixMEDS` and fits PSF and galaxy from a guess
near the truth, at a tolerance of 1e-5 (ours: 1e-8). Both include reading.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")
try:
    import fitsio
    import ngmix
    import ngmix.medsreaders
    import numpy as np
except ImportError as e:
    sys.exit(f"{e.name} is not installed; see the head of this file")

LAUNCHER = pathlib.Path(__file__).resolve().parents[1] / "shearnet"
BANDS, EPOCHS, SIDE = ("g", "r", "i"), 2, 48
PARS = {"maxfev": 2000, "ftol": 1e-5, "xtol": 1e-5}
SCENE = f"""
gal:
  type: Exponential
  half_light_radius: {{type: Random, min: 0.4, max: 0.8}}
  signal_to_noise: {{type: Random, min: 20, max: 200}}
  ellip: {{type: G1G2, g1: {{type: Random, min: -0.3, max: 0.3}}, g2: {{type: Random, min: -0.3, max: 0.3}}}}
psf: {{type: Gaussian, fwhm: {{type: Random, min: 0.7, max: 0.9}}}}
image: {{type: Single, size: {SIDE}, pixel_scale: 0.263, random_seed: 4, noise: {{type: Gaussian, sigma: 0.01}}}}
"""
MEDS = f"output: {{type: MEDS, nobjects: %d, nstamps_per_object: {EPOCHS}, dither: 0.5, rotation: 40 deg, bands: {{g: 0.6, r: 1.0, i: 1.2}}}}\n"


def shearnet(folder, *words):
    done = subprocess.run([LAUNCHER, *map(str, words)], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        sys.exit("meds_speed: " + done.stderr.strip().splitlines()[-1])


def seconds(folder, files, count):
    start = time.perf_counter()
    shearnet(folder, "measure", *files, "-o", "cat.fits", "--method", "ngmix", "--model", "exp", "--psf-model", "gauss",
             "--threads", 1, "--count", count)
    return time.perf_counter() - start


def ours(folder, files, count):
    """Rows a second."""
    few = count // 10
    short = seconds(folder, files, few)
    return (count - few) / (seconds(folder, files, count) - short)


def theirs(folder, files, count):
    readers = [ngmix.medsreaders.NGMixMEDS(str(folder / f)) for f in files]
    truth = fitsio.read(folder / files[0], ext="TRUTH")
    rng = np.random.RandomState(5)
    psf = ngmix.runners.PSFRunner(fitter=ngmix.fitting.Fitter(model="gauss", fit_pars=PARS),
                                  guesser=ngmix.guessers.SimplePSFGuesser(rng=rng), ntry=4)
    fitter = ngmix.fitting.Fitter(model="exp", fit_pars=PARS)
    flux = [float(np.median(fitsio.read(folder / f, ext="TRUTH")["flux_band"])) for f in files]
    start = 0.0
    for k in range(count + 2):
        if k == 2:
            start = time.perf_counter()  # numba has compiled
        observations = ngmix.MultiBandObsList()
        for reader in readers:
            observations.append(reader.get_obslist(k))
        psf.go(obs=observations)
        t = 2 * (truth["half_light_radius"][k] / 1.17) ** 2
        fitter.go(obs=observations, guess=np.array([0, 0, *rng.uniform(-0.05, 0.05, 2), t, *flux]))
    return count / (time.perf_counter() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=10_000)
    parser.add_argument("--theirs", type=int, default=60, help="objects that NGMix measures")
    parser.add_argument("--out", type=pathlib.Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        folder = given.out or pathlib.Path(own)
        folder.mkdir(parents=True, exist_ok=True)
        exposures = given.objects * EPOCHS * len(BANDS)
        (folder / "meds.yaml").write_text(SCENE + MEDS % given.objects)
        (folder / "stamps.yaml").write_text(SCENE + f"output: {{nimages: {exposures}}}\n")
        shearnet(folder, "simulate", "meds.yaml", "-o", "meds.fits")
        shearnet(folder, "simulate", "stamps.yaml", "-o", "stamps.fits")
        files = [f"meds_{b}.fits" for b in BANDS]
        objects = ours(folder, files, given.objects)
        stamps = ours(folder, ["stamps.fits"], exposures)
        peer = theirs(folder, files, given.theirs)
    each = objects * EPOCHS * len(BANDS)
    print(f"objects a second: {objects:.0f} here, {peer:.1f} NGMix {ngmix.__version__}, ratio {objects / peer:.1f}")
    print(f"exposures a second: {each:.0f}; single stamps of the same side: {stamps:.0f}; ratio {each / stamps:.2f}")


if __name__ == "__main__":
    main()

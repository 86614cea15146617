#!/usr/bin/env python3
"""Times GalSim and this project on the same work, in one run, one thread each, and prints the ratios.

    python3 scripts/peers/galsim_speed.py [--seconds 3] [--json FILE]

A new galaxy per stamp (half-light radius 0.3-1.2 arcsec, |g_i| < 0.3, shift to 0.2 arcsec), 53 x 53 pixels of 0.141 arcsec,
noise included. The Java side is `scripts/shearnet speed --threads 1 --json --only renders`."""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
try:
    import galsim
    import galsim.des
    import numpy as np
except ImportError:
    sys.exit("GalSim is not installed; it comes with: pip install galsim numpy")

SIZE, SCALE, SIGMA = 53, 0.141, 1e-3
rng = np.random.default_rng(1)


def drawing(galaxy, psf, **how):
    def item():
        g = galaxy(rng.uniform(0.3, 1.2))
        seen_through = psf() if callable(psf) else psf
        g = g.shear(g1=rng.uniform(-0.3, 0.3), g2=rng.uniform(-0.3, 0.3))
        g = g.shift(rng.uniform(-0.2, 0.2), rng.uniform(-0.2, 0.2))
        image = galsim.Convolve(g, seen_through).drawImage(nx=SIZE, ny=SIZE, scale=SCALE, **how).array
        image += rng.normal(0, SIGMA, (SIZE, SIZE)).astype(np.float32)
    return item


def moments():
    stamps = []
    for i in range(16):
        g = galsim.Exponential(half_light_radius=0.3 + 0.05 * i).shear(g1=0.1, g2=-0.05)
        image = galsim.Convolve(g, galsim.Gaussian(fwhm=0.5)).drawImage(nx=SIZE, ny=SIZE, scale=SCALE)
        image.array[:] += rng.normal(0, 1e-4, (SIZE, SIZE))
        stamps.append(image)
    count = [0]

    def item():
        galsim.hsm.FindAdaptiveMom(stamps[count[0] % 16], strict=False)
        count[0] += 1
    return item


def bulge_and_disk(r):
    bulge = rng.uniform()
    return (galsim.DeVaucouleurs(half_light_radius=0.5 * r, flux=bulge)
            + galsim.Exponential(half_light_radius=r, flux=1 - bulge))


ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
small = galsim.Gaussian(fwhm=0.25)
psfex = galsim.des.DES_PSFEx(str(ROOT / "configs" / "real" / "aberrations.psf"), wcs=galsim.PixelScale(SCALE))


def in_the_field():
    """A PSF that varies over 4000 x 4000 pixels, and holds the pixel."""
    return psfex.getPSF(galsim.PositionD(rng.uniform(1, 4000), rng.uniform(1, 4000)))


CASES = {
    "exponential-gaussian": drawing(lambda r: galsim.Exponential(half_light_radius=r), small),
    "exponential-moffat": drawing(lambda r: galsim.Exponential(half_light_radius=r), galsim.Moffat(beta=2.5, fwhm=0.7)),
    "sersic2.5-gaussian": drawing(lambda r: galsim.Sersic(2.5, half_light_radius=r), small),
    "sersic-random-gaussian": drawing(lambda r: galsim.Sersic(rng.uniform(0.5, 4), half_light_radius=r), small),
    "devaucouleurs-gaussian": drawing(lambda r: galsim.DeVaucouleurs(half_light_radius=r), small),
    "exponential-airy": drawing(lambda r: galsim.Exponential(half_light_radius=r), galsim.Airy(lam=700, diam=2.4, obscuration=0.3)),
    "sersic-random-moffat-random": drawing(lambda r: galsim.Sersic(rng.uniform(0.5, 4), half_light_radius=r),
                                           lambda: galsim.Moffat(beta=rng.uniform(2, 4), fwhm=rng.uniform(0.6, 0.9))),
    "bulge-disk-moffat": drawing(bulge_and_disk, galsim.Moffat(beta=2.5, fwhm=0.7)),
    "exponential-psfex": drawing(lambda r: galsim.Exponential(half_light_radius=r), in_the_field, method="no_pixel"),
    "adaptive-moments": moments(),
}


def rate(item, seconds):
    """Items per second: the median of three parts."""
    for _ in range(20):
        item()
    parts = []
    for _ in range(3):
        start, count = time.perf_counter(), 0
        while time.perf_counter() - start < seconds / 3:
            item()
            count += 1
        parts.append(count / (time.perf_counter() - start))
    return sorted(parts)[1]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--json", help="file for the rates")
    given = parser.parse_args()
    seconds = given.seconds
    launcher = ROOT / "scripts" / "shearnet"
    ours = json.loads(subprocess.run([launcher, "speed", "--threads", "1", "--json", "--only", "renders",
                                      "--seconds", str(seconds)], check=True,
                                     stdout=subprocess.PIPE).stdout)
    ours = {row["name"]: row["per_second"] for row in ours["renders"]}
    rows = []
    print(f"GalSim {galsim.__version__} and this project, one thread each")
    print(f"{'case':28}{'GalSim /s':>12}{'here /s':>12}{'ratio':>8}")
    for name, item in CASES.items():
        theirs, here = rate(item, seconds), ours.get(name)
        ratio = "" if here is None else f"{here / theirs:8.1f}"
        print(f"{name:28}{theirs:12.0f}{here or float('nan'):12.0f}{ratio}")
        rows.append({"name": name, "ours": here, "peer": theirs})
    if given.json:
        pathlib.Path(given.json).write_text(json.dumps({"peer": f"GalSim {galsim.__version__}", "rows": rows}, indent=1))


if __name__ == "__main__":
    main()

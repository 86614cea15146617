#!/usr/bin/env python3
"""MEDS files by the reference package, fitted by NGMix through its own reader and by `shearnet measure`, in one run.

    pip install galsim fitsio esutil numba scipy ngmix; pip install git+https://github.com/esheldon/meds
    python3 scripts/peers/meds_reference.py [--out DIR] [--only KIND,...]

Draws two bands of one field with GalSim (a coadd and three exposures each; rotated, sheared and mirrored TAN maps, a PSF that
varies over the field, own noise and flux scale an exposure, masked columns, close neighbours), lets `meds.MEDSMaker` write each
kind of file in KINDS, and prints, kind by kind: objects compared, the share of shapes within 0.02 sigma of NGMix's, the largest
difference (sigma), and the largest relative difference of the errors. Uberseg weights and metacalibration are compared too."""
import argparse
import contextlib
import csv
import io
import json
import os
import pathlib
import subprocess
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
try:
    import fitsio
    import galsim
    import meds
    import ngmix
    import ngmix.medsreaders
    import numpy as np
    import scipy.ndimage
except ImportError as e:
    sys.exit(f"{e.name} is not installed; see the head of this file")

_write = fitsio.hdu.image.ImageHDU.write


def _flat(self, image, start=0, **words):
    # MEDSMaker hands boxes of two axes to an HDU of one, which fitsio from 1.3 on refuses
    _write(self, image.ravel() if self.get_dims() and len(self.get_dims()) == 1 else image, start=start, **words)


fitsio.hdu.image.ImageHDU.write = _flat

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIDE, SCALE, GALAXIES, EXPOSURES = 340, 0.263, 22, 3
CENTRE = galsim.CelestialCoord(50 * galsim.degrees, -30 * galsim.degrees)
TIGHT = {"maxfev": 4000, "ftol": 1e-10, "xtol": 1e-10}
EDGE = 2 ** 30


class Psf:
    """A Moffat whose width and shape run over the image; what MEDSMaker asks for its PSF images."""

    def __init__(self, fwhm, g1, g2, wcs, side, like):
        self.fwhm, self.g1, self.g2, self.wcs, self.side, self.like = fwhm, g1, g2, wcs, side, like

    def at(self, row, col):
        f = self.fwhm * (1 + 0.04 * (row - SIDE / 2) / SIDE)
        psf = galsim.Moffat(beta=3, fwhm=f).shear(g1=self.g1 + 0.02 * (col - SIDE / 2) / SIDE, g2=self.g2)
        return psf

    def get_rec(self, row, col):
        local = self.wcs.local(galsim.PositionD(col + 1, row + 1))
        return self.at(row, col).drawImage(nx=self.side, ny=self.side, wcs=local, dtype=np.float64).array * 1.0

    def get_center(self, row, col):
        return ((self.side - 1) / 2, (self.side - 1) / 2)

    def get_sigma(self, row, col):
        return self.fwhm / 2.35

    def get_rec_shape(self, row, col):
        return (self.side, self.side)


def sky_map(rng, i):
    turn = 0 if i == 0 else rng.uniform(0, 360)
    c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    e = 0 if i == 0 else 0.03
    cd = SCALE * np.array([[c * (1 + e), -s], [s, c * (1 - e)]])
    if i % 2 == 0:
        cd[:, 0] *= -1
    shift = np.zeros(2) if i == 0 else rng.uniform(-12, 12, 2)
    affine = galsim.AffineTransform(cd[0, 0], cd[0, 1], cd[1, 0], cd[1, 1],
                                    origin=galsim.PositionD(SIDE / 2 + .5 + shift[0], SIDE / 2 + .5 + shift[1]))
    return galsim.TanWCS(affine, CENTRE)


def cards(wcs):
    header = {}
    wcs._writeHeader(header, galsim.BoundsI(1, SIDE, 1, SIDE))
    wanted = {k.lower(): v for k, v in header.items() if not k.startswith("GS_")}
    wanted.update({"naxis1": SIDE, "naxis2": SIDE})
    return wanted


def field(seed, masked=True):
    """Truth, and of each band the exposures: image, weight, mask, segmentation, map, PSF, scale."""
    rng = np.random.default_rng(seed)
    galaxies = []
    while len(galaxies) < GALAXIES:
        u, v = rng.uniform(-32, 32, 2)
        near = min([np.hypot(u - g["u"], v - g["v"]) for g in galaxies], default=99)
        if near < (9 if len(galaxies) < GALAXIES - 6 else 3.5):
            continue
        galaxies.append({"u": u, "v": v, "hlr": rng.uniform(0.4, 0.9), "g1": rng.normal(0, 0.15), "g2": rng.normal(0, 0.15),
                         "g": rng.uniform(300, 2000), "r": rng.uniform(300, 2000)})
    bands = {}
    for band in "gr":
        exposures = []
        for i in range(1 + EXPOSURES):
            wcs = sky_map(rng, i)
            psf = Psf(rng.uniform(0.8, 1.1), *rng.uniform(-0.05, 0.05, 2), wcs, 41, None)
            image = galsim.ImageD(SIDE, SIDE, wcs=wcs)
            light = np.zeros((GALAXIES, SIDE, SIDE))
            for k, g in enumerate(galaxies):
                sky = CENTRE.deproject(-g["u"] * galsim.arcsec, g["v"] * galsim.arcsec)
                at = wcs.toImage(sky)
                # the frame of MEDS: v to the north, u to the west, as the reader of each map has them
                profile = galsim.Exponential(half_light_radius=g["hlr"], flux=g[band]).shear(g1=g["g1"], g2=g["g2"])
                stamp = galsim.Convolve(profile, psf.at(at.y - 1, at.x - 1)).drawImage(
                    nx=80, ny=80, wcs=wcs.local(at), center=at, dtype=float)
                both = stamp.bounds & image.bounds
                if both.isDefined():
                    image[both] += stamp[both]
                    light[k, both.ymin - 1:both.ymax, both.xmin - 1:both.xmax] = stamp[both].array
            sigma = rng.uniform(0.5, 1.0)
            seg = np.where(light.max(axis=0) > sigma, light.argmax(axis=0) + 1, 0)
            pixels = image.array + rng.normal(0, sigma, (SIDE, SIDE))
            weight = np.full((SIDE, SIDE), 1 / sigma ** 2)
            mask = np.zeros((SIDE, SIDE), "i4")
            for column in rng.integers(0, SIDE, 4) if masked else []:
                weight[:, column] = 0
                mask[:, column] = 4
                pixels[:, column] = 1e4
            exposures.append({"image": pixels, "weight": weight, "bmask": mask, "seg": seg.astype("i4"), "wcs": wcs, "psf": psf,
                              "scale": 1.0 if i == 0 else rng.uniform(0.5, 2.0)})
        bands[band] = exposures
    return galaxies, bands


def write(path, galaxies, exposures, kind, rng, rows=None):
    """One MEDS file by the reference package."""
    folder = path.with_suffix(".images")
    folder.mkdir(exist_ok=True)
    use = exposures if kind.get("coadd", True) else exposures[1:]
    texts = [json.dumps(cards(e["wcs"])) for e in use]
    info = meds.util.get_image_info_struct(len(use), 200, wcs_len=max(map(len, texts)))
    for i, e in enumerate(use):
        name = str(folder / f"exposure{i}.fits")
        with fitsio.FITS(name, "rw", clobber=True) as f:
            # counts of the instrument; MEDSMaker scales them to one zero point
            f.write(e["image"] / e["scale"], extname="image")
            f.write(e["weight"] * e["scale"] ** 2, extname="weight")
            f.write(e["bmask"], extname="bmask")
            own = 1000 if i > 0 and kind.get("coadd", True) else 0  # exposures number their objects anew
            f.write(np.where(e["seg"] > 0, e["seg"] + own, 0).astype("i4"), extname="seg")
        for what, ext in (("image", 0), ("weight", 1), ("bmask", 2), ("seg", 3)):
            if what in ("image", "weight") or kind.get(what, True):
                info[what + "_path"][i] = name
            info[what + "_ext"][i] = ext
        info["wcs"][i] = texts[i]
        info["scale"][i] = e["scale"]
        info["magzp"][i] = 30
        info["image_id"][i] = 100 + i
        info["position_offset"][i] = 1
    data = meds.util.get_meds_input_struct(len(galaxies), extra_fields=[("number", "i8"), ("flag", "i2"), ("mag", "f4")])
    for k, g in enumerate(galaxies):
        sky = CENTRE.deproject(-g["u"] * galsim.arcsec, g["v"] * galsim.arcsec)
        data["ra"][k], data["dec"][k] = sky.ra / galsim.degrees, sky.dec / galsim.degrees
        data["number"][k] = k + 1
        data["id"][k] = 5000 + k
        data["box_size"][k] = [32, 48, 64][k % 3]
        data["mag"][k] = 30 - 2.5 * np.log10(g["g"])
    if rows is not None:
        data = data[rows]
    config = {"cutout_types": ["image", "weight"] + [t for t in ("seg", "bmask") if kind.get(t, True)],
              "first_image_is_coadd": kind.get("coadd", True)}
    for what in ("image", "weight"):
        config[what + "_dtype"] = kind.get("dtype", "f4")
    psf = None
    if kind.get("psf", True):
        config["psf_type"] = "psfex"
        sides = kind.get("psf_sides", [41] * len(use))
        for e, side in zip(use, sides):
            e["psf"].side = side
        psf = [e["psf"] for e in use]
    with contextlib.redirect_stdout(io.StringIO()):
        meds.MEDSMaker(data, info, psf_data=psf, config=config).write(str(path))
    if "after" in kind:
        kind["after"](path)
    return path


def repack(path, change=lambda name, header, data: (data, {}), drop=()):
    """Rewrites a file HDU by HDU."""
    with fitsio.FITS(str(path)) as f:
        hdus = [(h.get_extname(), h.read_header(), h.read()) for h in f if h.has_data()]
    path.unlink()
    with fitsio.FITS(str(path), "rw") as f:
        for name, header, data in hdus:
            if name not in drop:
                data, words = change(name, header, data)
                f.write(data, extname=name, **words)


def packed(**of):
    def after(path):
        repack(path, lambda name, header, data: (data, of.get(name, {}) if data.dtype.names is None else {}))
    return after


def integers(path):
    """The columns of whole numbers as narrow as they go; the row of masked exposures filled by -9999."""
    def change(name, header, data):
        if name != "object_data":
            return data, {}
        narrow = {"ncutout": "u1", "box_size": "i2", "file_id": "i2", "start_row": "i4", "number": "i4", "id": "i4"}
        out = np.zeros(data.size, dtype=[(n, narrow.get(n, t[1:]), *s) for n, t, *s in data.dtype.descr])
        for n in data.dtype.names:
            out[n] = data[n]
        for row in out:
            row["file_id"][row["ncutout"]:] = -9999
            row["start_row"][row["ncutout"]:] = -9999
            for n in ("dudrow", "dudcol", "dvdrow", "dvdcol", "cutout_row"):
                row[n][row["ncutout"]:] = -9999
        return out, {}
    repack(path, change)


def none_for_some(path):
    def change(name, header, data):
        if name == "object_data":
            data["ncutout"][[1, 4]] = 0
        return data, {}
    repack(path, change)


def one_info(path):
    repack(path, lambda name, header, data: (data[:1], {}) if name == "image_info" else (data, {}))


RICE = {"compress": "rice", "qlevel": 0}
KINDS = {
    "float32": {},
    "float64": {"dtype": "f8"},
    "no-coadd": {"coadd": False},
    "no-bmask-no-seg": {"bmask": False, "seg": False},
    "psf-sides": {"psf_sides": [41, 31, 51, 35]},
    "even-psf": {"psf_sides": [40, 40, 40, 40]},
    "fpack-gzip": {"after": packed(image_cutouts={"compress": "gzip", "qlevel": 0}, weight_cutouts={"compress": "gzip", "qlevel": 0},
                                   seg_cutouts={"compress": "rice"}, bmask_cutouts={"compress": "rice"})},
    "fpack-gzip2": {"dtype": "f8", "after": packed(image_cutouts={"compress": "gzip_2", "qlevel": 0},
                                                   weight_cutouts={"compress": "gzip_2", "qlevel": 0},
                                                   psf={"compress": "gzip_2", "qlevel": 0},
                                                   seg_cutouts={"compress": "gzip"}, bmask_cutouts={"compress": "rice"})},
    "fpack-rice": {"after": packed(image_cutouts={"compress": "rice", "qlevel": 16, "qmethod": "SUBTRACTIVE_DITHER_2", "dither_seed": 7},
                                   weight_cutouts={"compress": "rice", "qlevel": 16, "qmethod": "SUBTRACTIVE_DITHER_2", "dither_seed": 9},
                                   seg_cutouts={"compress": "rice", "tile_dims": [1000]})},
    "fpack-rice-tiles": {"after": packed(image_cutouts={"compress": "rice", "tile_dims": [10240], "qlevel": 16, "dither_seed": 7},
                                         psf={"compress": "rice", "tile_dims": [1681], "qlevel": 16})},
    "integers": {"after": integers},
    "ncutout-0": {"after": none_for_some},
    # NGMix asks for the row of each exposure: it reads the file without the change
    "image-info-1": {"after": one_info, "reader": "float32"},
}


def fit(mbobs, truth):
    psf_fitter = ngmix.fitting.CoellipFitter(ngauss=3, fit_pars=TIGHT)
    rng = np.random.RandomState(5)
    for obslist in mbobs:
        for obs in obslist:
            guess = ngmix.guessers.CoellipPSFGuesser(rng=rng, ngauss=3)
            for _ in range(8):
                result = psf_fitter.go(obs=obs.psf, guess=guess(obs=obs.psf))
                if result["flags"] == 0:
                    break
            obs.psf.set_gmix(result.get_gmix())
    fitter = ngmix.fitting.Fitter(model="exp", fit_pars=TIGHT)
    t = 2 * (truth["hlr"] / 1.17) ** 2
    best = None
    for _ in range(3):
        guess = np.array([0, 0, truth["g1"] * 0.5, truth["g2"] * 0.5, t, truth["g"], truth["r"]][:5 + len(mbobs)])
        guess[:4] += rng.uniform(-0.03, 0.03, 4)
        result = fitter.go(obs=mbobs, guess=guess)
        if result["flags"] == 0 and (best is None or result["chi2per"] < best["chi2per"] - 1e-9):
            best = result
    return best


def epochs(readers, k, skip, weight="weight", bmask=True):
    mbobs = ngmix.MultiBandObsList()
    for m in readers:
        obslist = ngmix.ObsList()
        for e in range(skip, int(m["ncutout"][k])):
            try:
                obs = m.get_obs(k, e, weight_type=weight)
            except ngmix.gexceptions.GMixFatalError:
                continue
            w = obs.weight.copy()
            if bmask and "bmask_cutouts" in [h.get_extname() for h in m._fits if h.get_extname()]:
                w[m.get_cutout(k, e, type="bmask") != 0] = 0
            if (w > 0).mean() < 0.1:
                continue
            with obs.writeable():
                obs.image[w == 0] = 0
                obs.weight[:] = w
            obslist.append(obs)
        mbobs.append(obslist)
    return mbobs


def ours(files, out, *words):
    done = subprocess.run([ROOT / "scripts/shearnet", "measure", *files, "-o", out, *words], capture_output=True, text=True)
    if done.returncode:
        return None, done.stderr.strip()
    with fitsio.FITS(str(out)) as f:
        return f["CATALOG"].read(), done.stderr.strip()


def compare(name, galaxies, files, out, skip, weight="weight", reader=None):
    readers = [ngmix.medsreaders.NGMixMEDS(str(f)) for f in reader or files]
    words = ["--method", "ngmix", "--model", "exp", "--psf-model", "coellip3", "--threads", "1"]
    if skip:
        words.append("--skip-coadd")
    if weight == "uberseg":
        words += ["--neighbours", "mask"]
    table, err = ours(files, out, *words)
    if table is None:
        print(f"{name:18} {err}")
        return
    close, worst, errors, failed, rows = [], 0, 0, 0, []
    for k, g in enumerate(galaxies):
        mbobs = epochs(readers, k, skip, weight)
        if any(len(o) == 0 for o in mbobs):
            failed += int(table["flags"][k] == 0)
            continue
        r = fit(mbobs, g)
        if r is None or table["flags"][k] != 0:
            failed += int((r is None) != (table["flags"][k] != 0))
            continue
        rows.append([table["id"][k], *r["g"], r["T"], *r["flux"], *r["g_err"], r["s2n"]])
        d = max(abs(table["g%d" % (i + 1)][k] - r["g"][i]) / r["g_err"][i] for i in (0, 1))
        close.append(d)
        worst = max(worst, d)
        errors = max([errors] + [abs(table["g%d_err" % (i + 1)][k] / r["g_err"][i] - 1) for i in (0, 1)])
    with open(out.with_suffix(".csv"), "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["id", "g1", "g2", "T", "flux_g", "flux_r", "g1_err", "g2_err", "s2n"])
        w.writerows(rows)
    share = np.mean(np.array(close) < 0.02) if close else 0
    print(f"{name:18} {len(close):3} objects  within 0.02 sigma {share:6.1%}  worst {worst:.1e} sigma  errors {errors:.1e}"
          f"  flagged by one alone {failed}")


def metacal_fit(mbobs, truth, target, seed=7):
    """The fits of all images without fixed noise: NGMix's own numbers hang on no noise but 1e-6 of the PSF's peak."""
    images = ngmix.metacal.get_all_metacal(mbobs, psf=target, step=0.01, fixnoise=False, rng=np.random.RandomState(seed),
                                           types=["noshear", "1p", "1m", "2p", "2m"])
    psf_fitter = ngmix.fitting.Fitter(model="gauss", fit_pars=TIGHT)
    fitter = ngmix.fitting.Fitter(model="gauss", fit_pars=TIGHT)
    shapes = {}
    for kind, obs in images.items():
        for obslist in obs:
            for o in obslist:
                t = ngmix.moments.fwhm_to_T(1.0)
                o.psf.set_gmix(psf_fitter.go(obs=o.psf, guess=np.array([0, 0, 0, 0, t, o.psf.image.sum()])).get_gmix())
        guess = [0, 0, truth["g1"] * 0.5, truth["g2"] * 0.5, truth["hlr"] ** 2, truth["g"], truth["r"]][:5 + len(obs)]
        shapes[kind] = fitter.go(obs=obs, guess=np.array(guess))
        if shapes[kind]["flags"]:
            return None
    return shapes


def compare_metacal(name, galaxies, files, out, skip, word, target):
    readers = [ngmix.medsreaders.NGMixMEDS(str(f)) for f in files]
    words = ["--method", "metacal", "--model", "gauss", "--metacal-psf", word, "--no-fix-noise", "--threads", "1"]
    table, err = ours(files, out, *words, *(["--skip-coadd"] if skip else []))
    if table is None:
        print(f"{name:18} {err}")
        return
    differ, rows, flagged = {"g": 0, "R": 0, "flux": 0}, [], 0
    for k, g in enumerate(galaxies):
        mbobs = epochs(readers, k, skip)
        if any((o.weight == 0).any() for obslist in mbobs for o in obslist):
            continue  # over the edge of an image: this project fills masked pixels, NGMix deconvolves what stands there
        shapes = metacal_fit(mbobs, g, target)
        if shapes is None or table["flags"][k]:
            flagged += int((shapes is None) != (table["flags"][k] != 0))
            continue
        s = shapes["noshear"]
        r11 = (shapes["1p"]["g"][0] - shapes["1m"]["g"][0]) / 0.02
        r22 = (shapes["2p"]["g"][1] - shapes["2m"]["g"][1]) / 0.02
        rows.append([table["id"][k], *s["g"], s["T"], *np.atleast_1d(s["flux"]), r11, r22])
        differ["g"] = max(differ["g"], *np.abs(np.array([table["g1"][k], table["g2"][k]]) - s["g"]))
        differ["R"] = max(differ["R"], abs(table["r11"][k] - r11), abs(table["r22"][k] - r22))
        differ["flux"] = max(differ["flux"], abs(table["flux_1"][k] / np.atleast_1d(s["flux"])[0] - 1))
    with open(out.with_suffix(".csv"), "w", newline="") as f:
        w = csv.writer(f)
        w.writerow(["id", "g1", "g2", "T"] + ["flux_" + b for b in "gr"[:len(files)]] + ["r11", "r22"])
        w.writerows(rows)
    print(f"{name:18} {len(rows):3} objects  worst g {differ['g']:.1e}  response {differ['R']:.1e}  flux {differ['flux']:.1e}"
          f"  flagged by one alone {flagged}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("meds-reference"))
    parser.add_argument("--only", default="")
    parser.add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    galaxies, bands = field(a.seed)
    rng = np.random.default_rng(2)
    for name, kind in KINDS.items():
        if a.only and name not in a.only.split(","):
            continue
        files = [write(a.out / f"{name}_{b}.fits", galaxies, bands[b], kind, rng) for b in "gr"]
        skip = int(kind.get("coadd", True))
        read = [a.out / f"{kind.get('reader', name)}_{b}.fits" for b in "gr"]
        compare(name, galaxies, files, a.out / f"{name}.cat.fits", skip, reader=read)
        if kind.get("seg", True) and name in ("float32", "no-coadd"):
            compare(name + " uberseg", galaxies, files, a.out / f"{name}.uberseg.fits", skip, "uberseg")


    if not a.only or "metacal" in a.only.split(","):
        galaxies, bands = field(a.seed, masked=False)
        files = [write(a.out / f"unmasked_{b}.fits", galaxies, bands[b], {"psf_sides": [49] * 4}, rng) for b in "gr"]
        compare_metacal("metacal azgauss", galaxies, files, a.out / "metacal.azgauss.fits", 1, "azgauss", "azgauss")
        compare_metacal("metacal fitgauss", galaxies, files, a.out / "metacal.fitgauss.fits", 1, "fitgauss", "fitgauss")
        few, some = [0, 6, 9, 15, 16], {"psf_sides": [25] * 4, "after": packed(**{n + c: {"compress": how, "qlevel": 0} for n, c, how in (
            ("image", "_cutouts", "gzip"), ("weight", "_cutouts", "gzip"), ("seg", "_cutouts", "rice"), ("bmask", "_cutouts", "rice"),
            ("psf", "", "gzip_2"))})}
        small = [write(a.out / f"few_{b}.fits", galaxies, bands[b], some, rng, few) for b in "gr"]
        mine = [galaxies[k] for k in few]
        compare("five objects", mine, small, a.out / "few.fit.fits", 1)
        compare("five, uberseg", mine, small, a.out / "few.uberseg.fits", 1, "uberseg")
        compare_metacal("five, metacal", mine, small, a.out / "few.metacal.fits", 1, "fitgauss", "fitgauss")
        compare_metacal("metacal one band", galaxies, files[:1], a.out / "metacal.one.fits", 1, "fitgauss", "fitgauss")


if __name__ == "__main__":
    main()

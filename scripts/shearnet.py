"""ShearNet from Python: numpy arrays in, astropy Tables out, the command ``shearnet`` between them.

One file, beside the launcher ``scripts/shearnet``; it needs numpy, astropy 5.2 and Python 3.9, or newer::

    import sys; sys.path.insert(0, "path/to/the/clone/scripts")
    import shearnet

    stamps = shearnet.simulate("configs/scenes/june2025.yaml", count=100)
    table = shearnet.measure(stamps.images, stamps.psf, pixel_scale=stamps.pixel_scale,
                             noise_sigma=stamps.noise_sigma, method="ngmix")

A copy of this file elsewhere finds the launcher by the environment variable SHEARNET.

Flags of the command are keyword arguments: ``method="network", network="survey", calibrate="analytic"`` is
``--method network --network survey --calibrate analytic``. ``True`` gives a flag without a value, ``False`` and
``None`` leave it out, a list repeats it, and ``set={"benchmark.galaxies": 500}`` overrides values of a YAML.
``shearnet.help("measure")`` lists them.

Frame and units, of everything here: x is the column, y the row, y points up; shapes are reduced shears,
|g| = (a - b)/(a + b), g1 > 0 along x, g2 > 0 along the line at 45 degrees; lengths in arcsec, T = <x^2> + <y^2> in
arcsec^2, flux in counts, a pixel holds the flux in it. See docs/conventions.md.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional, Union

import numpy as np
from astropy.io import fits
from astropy.table import Table
from astropy.units import UnitConversionError

__all__ = [
    "BadConfig", "BadData", "Diverged", "Finished", "Interrupted", "LauncherNotFound", "ShearNetError",
    "ShearNetWarning", "Stamps", "UsageError", "benchmark", "explain_flags", "flag_names", "help", "inspect", "launcher", "measure",
    "measure_file", "read_catalogue", "read_objects", "read_stamps", "read_summary", "run", "simulate", "train",
    "write_stamps",
]

PathLike = Union[str, "os.PathLike[str]"]
Config = Union[PathLike, Mapping[str, Any]]


class ShearNetError(Exception):
    """The command failed. The message is its one line on what is wrong, where, and what would be right.

    Attributes: ``exit_code``, or None where the input was refused before the command ran; ``command``, what was run;
    ``stderr``, all that it said.
    """

    def __init__(self, message: str, exit_code: Optional[int] = None, command: Sequence[str] = (), stderr: str = ""):
        super().__init__(message)
        self.exit_code = exit_code
        self.command = list(command)
        self.stderr = stderr

    def __str__(self) -> str:
        message = str(self.args[0])
        return message if self.exit_code is None else f"{message} (exit code {self.exit_code})"


class LauncherNotFound(ShearNetError):
    """There is no launcher ``shearnet`` beside this file, nor where $SHEARNET says, nor on the PATH."""


class UsageError(ShearNetError, TypeError):
    """A flag does not exist, is missing, or does not go with another (exit code 2)."""


class BadConfig(ShearNetError, ValueError):
    """A configuration is wrong (exit code 3)."""


class BadData(ShearNetError, ValueError):
    """Stamps, PSF, noise or a file cannot be measured as they are (exit code 4, or refused before)."""


class Diverged(ShearNetError):
    """A training diverged; what was reached before is saved (exit code 5)."""


class Interrupted(ShearNetError):
    """The command was interrupted or ended; what was reached is saved (exit codes 130 and 143)."""


class ShearNetWarning(UserWarning):
    """The command gave numbers, and doubts: noise that does not fit, stamps beyond a network's training, ..."""


_BY_EXIT_CODE = {2: UsageError, 3: BadConfig, 4: BadData, 5: Diverged, 130: Interrupted, 143: Interrupted}


@dataclass(frozen=True)
class Finished:
    """What a command that succeeded said: results and paths, notes (one a line), and all of stderr."""

    stdout: str
    notes: list[str]
    stderr: str = field(repr=False)

    @property
    def last_line(self) -> str:
        """The last line of stdout: the path of the result."""
        return self.stdout.rstrip("\n").rpartition("\n")[2]


@dataclass(frozen=True)
class Stamps:
    """Simulated or read stamps.

    ``images`` [n][ny][nx], counts in a pixel; ``psf`` [1 or n][py][px], with the pixel in it, or None; ``truth``, a
    row for each stamp, or None; ``pixel_scale``, arcsec a pixel; ``noise_sigma``, counts, where one holds for all
    pixels, else None; ``weight`` [n][ny][nx], 1/variance and 0 where masked, or None; ``meta``, the file's header.
    """

    images: np.ndarray
    psf: Optional[np.ndarray]
    truth: Optional[Table]
    pixel_scale: float
    noise_sigma: Optional[float]
    weight: Optional[np.ndarray]
    meta: dict[str, Any] = field(repr=False)

    def __len__(self) -> int:
        return len(self.images)


# ---------------------------------------------------------------- the command


def launcher() -> Path:
    """The launcher: $SHEARNET, else ``shearnet`` beside this file, else on the PATH."""
    named = os.environ.get("SHEARNET")
    if named:
        found = Path(named)
        if not found.is_file():
            raise LauncherNotFound(f"SHEARNET is {named!r}: no such file; it names the launcher, <clone>/scripts/shearnet")
    else:
        found = Path(__file__).resolve().with_name("shearnet")
        if not found.is_file():
            on_path = shutil.which("shearnet")
            if on_path is None:
                raise LauncherNotFound(
                    f"no launcher 'shearnet' beside {Path(__file__).name}, nor on the PATH; "
                    "set the environment variable SHEARNET to <clone>/scripts/shearnet")
            found = Path(on_path)
    if not os.access(found, os.X_OK):
        raise LauncherNotFound(f"{found}: not executable; allow it with: chmod +x '{found}'")
    return found.absolute()


def run(*args: Any, verbose: bool = False) -> Finished:
    """Runs ``shearnet ARGS...`` in the working folder and waits for it.

    :param args: command, files and flags, as on the command line
    :param verbose: whether progress is shown on stderr meanwhile
    :raises ShearNetError: or the class of it that the exit code says, with the command's one line on what is wrong
    """
    return _run([str(a) for a in args], verbose, None)


def help(command: str = "") -> None:  # noqa: A001 - the word that a user looks for
    """Prints the help of the command, or of one of its commands, as in ``help("measure")``."""
    print(run(*([command] if command else []), "--help").stdout)


def _run(args: list[str], verbose: bool, scratch: Optional[str]) -> Finished:
    command = [str(launcher()), *args]
    # Jupyter asks every program for colours; letters of colour are none of a message.
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               env={**os.environ, "NO_COLOR": "1"}, encoding="utf-8", errors="replace")
    said: list[str] = []

    def listen() -> None:
        assert process.stderr is not None
        for line in process.stderr:
            said.append(line)
            if verbose:
                sys.stderr.write(line)
                sys.stderr.flush()

    ear = threading.Thread(target=listen, daemon=True)
    ear.start()
    try:
        assert process.stdout is not None
        out = process.stdout.read()
        code = process.wait()
    except BaseException:  # Ctrl-C above all: the command saves what it has, and nothing of it stays
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait()
        raise
    finally:
        ear.join()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
    err = _without(scratch, "".join(said))
    lines = [line[len("shearnet: "):] for line in err.splitlines() if line.startswith("shearnet: ")]
    if code != 0:
        what = lines[-1] if lines else (err.strip().rpartition("\n")[2] or "it said nothing")
        if code < 0:
            what = f"ended by {signal.Signals(-code).name}: {what}"
        raise _BY_EXIT_CODE.get(code, ShearNetError)(what, code, command, err)
    return Finished(_without(scratch, out), lines, err)


def _without(scratch: Optional[str], text: str) -> str:
    return text if scratch is None else text.replace(scratch + os.sep, "")


def _flags(flags: Mapping[str, Any]) -> list[str]:
    """Keyword arguments as flags: ``metacal_psf="dilate"`` is ``--metacal-psf=dilate``."""
    words: list[str] = []
    for key, value in flags.items():
        name = "--" + key.replace("_", "-")
        if value is None or value is False:
            continue
        if value is True:
            words.append(name)
        elif isinstance(value, Mapping):
            words += [f"{name}={path}={_yaml(item)}" for path, item in value.items()]
        elif isinstance(value, (list, tuple, set, np.ndarray)):
            words += [f"{name}={_plain(item)}" for item in value]
        else:
            words.append(f"{name}={_plain(value)}")
    return words


def _plain(value: Any) -> str:
    return str(value.item() if isinstance(value, np.generic) else value)


def _yaml(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=_numbers, allow_nan=False)


def _numbers(value: Any) -> Any:
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise BadConfig(f"{value!r}: a {type(value).__name__} is no value of a configuration; use numbers, texts, lists, dicts")


def _forbid(flags: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if name in flags:
            raise UsageError(f"{name} is not for the caller to give: this function gives it itself")


# ---------------------------------------------------------------- stamps to measure


def measure(images: Any, psf: Any = None, *, pixel_scale: Any, method: str, noise_sigma: Any = None, weight: Any = None,
            mask: Any = None, psf_pixel_scale: Any = None, ids: Any = None, nan: str = "raise", verbose: bool = False,
            **flags: Any) -> Table:
    """Measures the shear of stamps that are numpy arrays.

    :param images: [n][ny][nx] or one [ny][nx], counts, sky taken off; masked arrays are taken at their word
    :param psf: [n][py][px], one of each stamp, or [py][px], one for all; the PSF's image at the stamps' pixels, with
        the pixel in it, of any flux; None with ``no_psf=True``, or for a method that needs none
    :param pixel_scale: arcsec a pixel, a number or an astropy Quantity
    :param method: ``"ngmix"``, ``"metacal"``, ``"network"``, ``"fpfs"``, ``"pgauss"``, ``"ksigma"``, ``"regauss"``,
        ``"admom"``
    :param noise_sigma: standard deviation of a pixel, counts: one number, or one of each stamp; ``"border"``, measured
        from the stamps' borders, which also happens where neither this nor ``weight`` is given (a note says so)
    :param weight: 1/variance, 1/counts^2, of the shape of the images or [ny][nx]; 0 where a pixel is masked
    :param mask: True where a pixel is bad, of the shape of the images or [ny][nx]
    :param psf_pixel_scale: arcsec a pixel of the PSF, where its pixels are finer than the stamps'
    :param ids: names of the stamps, [n] whole numbers or texts, for the column ``id``
    :param nan: what becomes of pixels that are not finite and not masked: ``"raise"``; ``"mask"``, masked; ``"flag"``,
        left as they are, so that their stamps are flagged BAD_PIXELS
    :param verbose: whether progress is shown on stderr
    :param flags: flags of ``shearnet measure``: ``model="exp"``, ``metacal=True``, ``network="june2025"``, ``seed=1``
    :returns: a row for each stamp, in their order; NaN where ``flags`` is not 0 (:func:`explain_flags` says why).
        Columns have units and descriptions. ``meta`` holds the catalogue's header, and in ``meta["comments"]`` what
        the command said: the mean shear, where a method calibrates it, and notes on the data
    :raises BadData: where the arrays cannot be measured as they are; nothing has run then
    """
    _forbid(flags, "output", "o")
    with tempfile.TemporaryDirectory(prefix="shearnet-") as scratch:
        stamps = os.path.join(scratch, "stamps.fits")
        count = write_stamps(stamps, images, psf, pixel_scale=pixel_scale, noise_sigma=noise_sigma, weight=weight,
                             mask=mask, psf_pixel_scale=psf_pixel_scale, ids=ids, nan=nan)
        if isinstance(noise_sigma, str):
            flags = {**flags, "noise_sigma": noise_sigma}
        table = _measured(stamps, scratch, method, verbose, flags)
        if len(table) != count:
            raise ShearNetError(f"the catalogue has {len(table)} rows for {count} stamps")
        table.meta.pop("INPUT", None)
        return table


def measure_file(stamps: PathLike, *, method: str, verbose: bool = False, **flags: Any) -> Table:
    """Measures the shear of the stamps of a FITS file: ``shearnet measure``, its catalogue as a Table.

    :param stamps: file of stamps, as docs/conventions.md says
    :param flags: flags of ``shearnet measure``, ``pixel_scale=0.2`` and ``noise_sigma="border"`` among them
    :returns: as of :func:`measure`
    """
    _forbid(flags, "output", "o")
    with tempfile.TemporaryDirectory(prefix="shearnet-") as scratch:
        return _measured(os.path.abspath(stamps), scratch, method, verbose, flags)


def _measured(stamps: str, scratch: str, method: str, verbose: bool, flags: Mapping[str, Any]) -> Table:
    catalogue = os.path.join(scratch, "catalogue.fits")
    done = _run(["measure", stamps, "-o", catalogue, *_flags({"method": method, **flags})],
                verbose, scratch)
    table = read_catalogue(catalogue)
    if "CMDLINE" in table.meta:
        table.meta["CMDLINE"] = _without(scratch, table.meta["CMDLINE"])
    printed = [line for line in done.stdout.splitlines() if line != os.path.basename(catalogue)]
    table.meta["comments"] = printed + done.notes
    for note in done.notes:
        if note.startswith("warning: "):
            warnings.warn(note[len("warning: "):], ShearNetWarning, stacklevel=4)
    return table


def write_stamps(path: PathLike, images: Any, psf: Any, *, pixel_scale: Any, noise_sigma: Any = None,
                 weight: Any = None, mask: Any = None, psf_pixel_scale: Any = None, ids: Any = None,
                 nan: str = "raise") -> int:
    """Writes arrays as the stamps file that ``shearnet measure`` reads; parameters as of :func:`measure`.

    :returns: the number of stamps
    :raises BadData: where the arrays do not fit together, before anything is written
    """
    if nan not in ("raise", "mask", "flag"):
        raise BadData(f"nan={nan!r}: expected 'raise', 'mask' or 'flag'")
    pixels, masked = _cube("images", images)
    if mask is not None:
        masked = masked | _of_images("mask", _boolean(mask), pixels.shape)
    image = fits.ImageHDU(name="IMAGE")
    image.header["PIXSCALE"] = (_scale("pixel_scale", pixel_scale), "arcsec a pixel")
    hdus: list[Any] = [fits.PrimaryHDU(), image]
    if weight is not None and noise_sigma is not None:
        raise BadData("weight and noise_sigma both state the noise; give one (mask=... masks pixels)")
    unused = masked
    if weight is not None:
        weights = _weights(weight, pixels.shape)
        unused = masked | (weights == 0)
        hdus.append(fits.ImageHDU(np.array(weights, dtype=np.float64), name="WEIGHT"))
    elif isinstance(noise_sigma, str):
        if noise_sigma != "border":
            raise BadData(f"noise_sigma={noise_sigma!r}: expected counts, or 'border'")
    elif noise_sigma is not None:
        sigma = _sigma(noise_sigma, len(pixels))
        if sigma.ndim == 0:
            image.header["NOISESIG"] = (float(sigma), "counts, of a pixel")
        else:
            hdus.append(fits.ImageHDU(np.broadcast_to(sigma[:, None, None] ** -2, pixels.shape).copy(), name="WEIGHT"))
    bad = ~np.isfinite(pixels) & ~unused
    if bad.any() and nan == "raise":
        k, y, x = (int(i) for i in np.argwhere(bad)[0])
        raise BadData(f"images: {int(bad.sum())} pixels are not finite, the first at [{k}][{y}][{x}]; "
                      "mask them (nan='mask', mask=..., a masked array), or let their stamps be flagged (nan='flag')")
    if bad.any() and nan == "mask":
        masked, unused = masked | bad, unused | bad
    # What lies under a mask counts for nothing, and must not read as damage.
    image.data = np.where(unused, pixels.dtype.type(0), pixels) if unused.any() else pixels
    if masked.any():
        hdus.append(fits.ImageHDU(masked.astype(np.uint8), name="MASK"))
    if psf is not None:
        hdus.append(_psf_hdu(psf, len(pixels), psf_pixel_scale if psf_pixel_scale is not None else pixel_scale))
    elif psf_pixel_scale is not None:
        raise BadData("psf_pixel_scale without psf")
    if ids is not None:
        hdus.append(fits.table_to_hdu(_identities(ids, len(pixels))))
    fits.HDUList(hdus).writeto(path)
    return len(pixels)


def _psf_hdu(psf: Any, count: int, scale: Any) -> fits.ImageHDU:
    stars, masked = _cube("psf", psf)
    if masked.any() or not np.isfinite(stars).all():
        raise BadData("psf: has pixels that are masked or not finite; a PSF needs all of its pixels")
    if len(stars) not in (1, count):
        raise BadData(f"psf: {len(stars)} images for {count} stamps; expected [py][px], one for all, or [{count}][py][px]")
    if not (stars.sum(axis=(1, 2)) > 0).all():
        raise BadData("psf: its pixels sum to 0 or less in at least one image; expected the image of a star")
    hdu = fits.ImageHDU(stars, name="PSF")
    hdu.header["PIXSCALE"] = (_scale("psf_pixel_scale", scale), "arcsec a pixel")
    return hdu


def _identities(ids: Any, count: int) -> Table:
    names = np.asarray(ids)
    if names.shape != (count,):
        raise BadData(f"ids: shape {names.shape} for {count} stamps; expected ({count},)")
    if names.dtype.kind == "U":
        try:
            names = names.astype("S")
        except UnicodeEncodeError as e:
            raise BadData("ids: FITS holds texts of plain ASCII letters") from e
    if names.dtype.kind not in "iuS":
        raise BadData(f"ids: of type {names.dtype}; expected whole numbers or texts")
    table = Table({"id": names})
    table.meta["EXTNAME"] = "TRUTH"
    return table


def _cube(name: str, images: Any) -> tuple[np.ndarray, np.ndarray]:
    """Images as [n][ny][nx] of float32 or float64 in native bytes, and what is masked."""
    if isinstance(images, (list, tuple)) and len(images) > 0:
        try:
            shapes = list(dict.fromkeys(np.shape(image) for image in images))
        except ValueError as e:
            raise BadData(f"{name}: no array of numbers ({e})") from e
        if len(shapes) > 1:
            several = ", ".join(" x ".join(map(str, shape)) or "a number" for shape in shapes[:4])
            raise BadData(f"{name}: of different sizes ({several}{', ...' if len(shapes) > 4 else ''}); all of one call "
                          "have one size: measure each size on its own, or cut them to one")
        images = np.ma.stack(images) if any(isinstance(i, np.ma.MaskedArray) for i in images) else images
    pixels = _real(name, images)
    if pixels.ndim == 2:
        pixels = pixels[None]
    if pixels.ndim != 3:
        raise BadData(f"{name}: shape {pixels.shape}; expected [n][ny][nx], or [ny][nx] for one")
    if 0 in pixels.shape:
        raise BadData(f"{name}: shape {pixels.shape}: there is nothing in it")
    masked = np.ma.getmaskarray(images).reshape(pixels.shape) if isinstance(images, np.ma.MaskedArray) \
        else np.zeros(pixels.shape, dtype=bool)
    return pixels, masked


def _real(name: str, values: Any) -> np.ndarray:
    """Numbers as float32 where they are, else as float64, in native bytes."""
    if isinstance(values, (str, os.PathLike)):
        raise BadData(f"{name}: is the name of a file; measure_file measures files")
    # numpy would leave units and the masks of such objects aside, in silence
    for value in (values, *(values if isinstance(values, (list, tuple)) else ())):
        if getattr(value, "unit", None) is not None:
            raise BadData(f"{name}: has the unit {value.unit}; pass plain numbers, counts in each pixel")
        if not isinstance(value, np.ndarray) and getattr(value, "mask", None) is not None:
            raise BadData(f"{name}: a {type(value).__name__} with a mask of its own; pass its data, and mask=...")
    try:
        numbers = np.ma.getdata(values) if isinstance(values, np.ma.MaskedArray) else np.asarray(values)
    except ValueError as e:
        raise BadData(f"{name}: no array of numbers ({e})") from e
    if numbers.dtype.kind not in "iuf":
        raise BadData(f"{name}: of type {numbers.dtype}; expected an array of real numbers "
                      "(of a GalSim image pass .array, of a CCDData .data)")
    return np.ascontiguousarray(numbers, dtype=np.float32 if numbers.dtype.kind == "f" and numbers.dtype.itemsize <= 4
                                else np.float64).reshape(numbers.shape)


def _weights(weight: Any, shape: tuple[int, ...]) -> np.ndarray:
    weights = _of_images("weight", _real("weight", np.ma.filled(weight, 0)), shape)
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise BadData("weight: has values that are negative or not finite; expected 1/variance, 0 where a pixel is masked")
    return weights


def _boolean(mask: Any) -> np.ndarray:
    bad = np.asarray(np.ma.filled(mask, True))
    if bad.dtype.kind not in "biu":
        raise BadData(f"mask: of type {bad.dtype}; expected True where a pixel is bad")
    return bad != 0


def _of_images(name: str, values: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    if values.shape not in (shape, shape[1:]):
        raise BadData(f"{name}: shape {values.shape} for images of {shape}; expected {shape} or {shape[1:]}")
    return np.broadcast_to(values, shape)


def _scale(name: str, scale: Any) -> float:
    if getattr(scale, "unit", None) is not None:
        try:
            scale = scale.to_value("arcsec / pix" if "pix" in str(scale.unit) else "arcsec")
        except UnitConversionError as e:
            raise BadData(f"{name}: {e}; expected arcsec a pixel") from e
    if scale is None or isinstance(scale, (bool, str)) or np.ndim(scale) != 0:
        raise BadData(f"{name}={scale!r}: expected arcsec a pixel, one number")
    value = float(scale)
    if not (np.isfinite(value) and value > 0):
        raise BadData(f"{name}={scale!r}: expected arcsec a pixel, above zero")
    return value


def _sigma(noise_sigma: Any, count: int) -> np.ndarray:
    sigma = _real("noise_sigma", np.ma.filled(noise_sigma, np.nan)).astype(np.float64)
    if sigma.shape not in ((), (count,)):
        raise BadData(f"noise_sigma: shape {sigma.shape} for {count} stamps; expected one number, or ({count},)")
    if not (np.isfinite(sigma) & (sigma > 0)).all():
        raise BadData("noise_sigma: the standard deviation of a pixel, counts, is above zero and finite; "
                      "leave it out, or say 'border', to have it measured from the stamps' borders")
    return sigma


# ---------------------------------------------------------------- scenes and experiments


def simulate(config: Config, *, count: Optional[int] = None, seed: Optional[int] = None, verbose: bool = False,
             **flags: Any) -> Stamps:
    """Renders the galaxies of a scene.

    :param config: a YAML file, or its content as a dict; names of files in a dict are relative to the working folder
    :param count: number of galaxies; the scene's own where None
    :param seed: of every random stream, over ``image.random_seed``
    :param flags: flags of ``shearnet simulate``: ``set={"image.noise.sigma": 1e-4}``, ``dtype="float64"``, ``first=100``
    """
    _forbid(flags, "output", "o")
    with tempfile.TemporaryDirectory(prefix="shearnet-") as scratch:
        stamps = os.path.join(scratch, "stamps.fits")
        _run(["simulate", _config(config, scratch), "-o", stamps, *_flags({"count": count, "seed": seed, **flags})],
             verbose, scratch)
        return read_stamps(stamps)


def train(config: Config, *, verbose: bool = False, **flags: Any) -> Path:
    """Trains the network of an experiment; a run that is there already is gone on with or refused, as the flags say.

    :param config: a YAML file, or its content as a dict with a ``name``
    :param flags: flags of ``shearnet train``: ``runs="runs"``, ``set={"train.epochs": 4}``, ``fresh=True``
    :returns: the run folder
    """
    return Path(_experiment("train", config, verbose, flags)).parent


def benchmark(config: Config, *, verbose: bool = False, **flags: Any) -> Path:
    """Compares all estimators of an experiment; trains its networks where their run is missing, goes on where it was.

    :param config: a YAML file, or its content as a dict with a ``name``
    :param flags: flags of ``shearnet benchmark``: ``runs="runs"``, ``set={"benchmark.galaxies": 500}``, ``fresh=True``
    :returns: the run folder, for :func:`read_summary` and :func:`read_objects`
    """
    return Path(_experiment("benchmark", config, verbose, flags)).parent.parent


def inspect(what: Config, *, verbose: bool = False, **flags: Any) -> Path:
    """Looks inside a network.

    :param what: a run folder; the name of a shipped network; or a YAML file, or its content as a dict with a
        ``name``, whose network is trained where its run is missing
    :param flags: flags of ``shearnet inspect``: ``runs="runs"``, ``parts=["kept", "maps"]``, ``set={...}``
    :returns: the folder of ``inspect.html``, ``layers.csv``, ``kept.csv``, ``maps.fits``, ...
    """
    return Path(_experiment("inspect", what, verbose, flags)).parent


def _experiment(command: str, config: Config, verbose: bool, flags: Mapping[str, Any]) -> str:
    if isinstance(config, Mapping) and not config.get("name"):
        raise BadConfig("an experiment given as a dict needs a name, which is that of its run folder: {'name': ...}")
    with tempfile.TemporaryDirectory(prefix="shearnet-") as scratch:
        return _run([command, _config(config, scratch), *_flags(flags)], verbose, scratch).last_line


def _config(config: Config, scratch: str) -> str:
    """The YAML file of a configuration; a dict is written as JSON, which is YAML."""
    if not isinstance(config, Mapping):
        return os.fspath(config)
    path = os.path.join(scratch, "config.yaml")
    try:
        text = json.dumps(_anchored(config), indent=1, default=_numbers, allow_nan=False)
    except ValueError as e:
        raise BadConfig(f"not finite, or a dict within itself: {e}") from e
    Path(path).write_text(text, encoding="utf-8")
    return path


def _anchored(node: Any) -> Any:
    """A dict whose included files are found from the working folder, though the YAML is written elsewhere."""
    if isinstance(node, Mapping):
        return {key: os.path.abspath(value) if key in ("include", "template") and isinstance(value, (str, os.PathLike))
                and os.path.isfile(value) else _anchored(value) for key, value in node.items()}
    if isinstance(node, (list, tuple)):
        return [_anchored(item) for item in node]
    return node


# ---------------------------------------------------------------- files to read


def read_stamps(path: PathLike) -> Stamps:
    """Reads a stamps file that ``shearnet simulate`` wrote."""
    with fits.open(path, memmap=False) as hdus:
        if "IMAGE" not in hdus:
            raise BadData(f"{os.fspath(path)}: no HDU IMAGE; is it a stamps file?")
        header = hdus["IMAGE"].header
        if "PIXSCALE" not in header:
            raise BadData(f"{os.fspath(path)}: HDU IMAGE has no PIXSCALE")
        sigma = header.get("NOISESIG")
        return Stamps(
            images=_native(hdus["IMAGE"].data),
            psf=_native(hdus["PSF"].data) if "PSF" in hdus else None,
            truth=_described(Table.read(hdus["TRUTH"], mask_invalid=False)) if "TRUTH" in hdus else None,
            pixel_scale=float(header["PIXSCALE"]),
            noise_sigma=None if sigma is None else float(sigma),
            weight=_native(hdus["WEIGHT"].data) if "WEIGHT" in hdus else None,
            meta={**_cards(hdus[0].header), **_cards(header)})


def read_catalogue(path: PathLike) -> Table:
    """Reads a catalogue of ``shearnet measure``, with units, descriptions and ``meta["flag_names"]``."""
    return _table(path, "CATALOG")


def read_objects(run_folder: PathLike) -> Table:
    """Reads every measurement of a benchmark: ``benchmark/objects.fits`` of a run folder.

    :returns: a row for each galaxy, noise level (counts) and method: truth, estimate, errors, Fisher bound; NaN where
        ``flags`` is not 0
    """
    return _table(Path(run_folder) / "benchmark" / "objects.fits", "OBJECTS")


def read_summary(run_folder: PathLike) -> Table:
    """Reads a benchmark's metrics, a row for each method and noise level: ``benchmark/summary.csv`` of a run folder.

    The columns are explained in docs/experiments.md, Metrics.
    """
    path = Path(run_folder) / "benchmark" / "summary.csv"
    _there(path)
    table = Table.read(path, format="ascii.csv", fill_values=[])
    table["noise_sigma"].unit = "ct"
    for name in ("ms_per_galaxy", "cpu_ms_per_galaxy"):
        if name in table.colnames:
            table[name].unit = "ms"
    return table


def flag_names(table: Table) -> dict[int, str]:
    """What the bits of the column ``flags`` say: {bit: name and what it means}, from the header's FLAG0, FLAG1, ..."""
    named = (str(value).partition(": ") for key, value in table.meta.items() if key[:4] == "FLAG" and key[4:].isdigit())
    return {int(bit): name for bit, _, name in named}


def explain_flags(table: Table) -> list[str]:
    """What the column ``flags`` says, a text for each row: ``""`` for good ones, else names as in
    ``"NO_OBJECT, POINT_LIKE"``."""
    names = flag_names(table)

    def words(flags: int) -> str:
        bits = [1 << i for i in range(32) if flags >> i & 1]
        return ", ".join(names.get(bit, str(bit)).partition(" ")[0] for bit in bits)

    return [words(int(flags) & 0xFFFFFFFF) for flags in table["flags"]]


def _table(path: PathLike, hdu: str) -> Table:
    _there(Path(path))
    return _described(Table.read(path, hdu=hdu, character_as_bytes=False, mask_invalid=False))


def _there(path: Path) -> None:
    if not path.is_file():
        raise BadData(f"{path}: no such file; is this the folder of a benchmark that has finished?"
                      if path.parent.name == "benchmark" else f"{path}: no such file")


def _native(data: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(data, dtype=data.dtype.newbyteorder("="))


def _cards(header: fits.Header) -> dict[str, Any]:
    structure = ("SIMPLE", "BITPIX", "NAXIS", "EXTEND", "XTENSION", "PCOUNT", "GCOUNT", "EXTNAME", "COMMENT", "")
    return {key: header[key] for key in header if key.rstrip("0123456789") not in structure + ("CMDLINE",)}


_DESCRIPTIONS = {
    "id": "identity of the stamp",
    "flags": "0 where good, else a sum of bits, see flag_names and explain_flags",
    "g1": "reduced shear along x, |g| = (a-b)/(a+b)",
    "g2": "reduced shear along the line at 45 degrees",
    "g1_err": "standard error of g1",
    "g2_err": "standard error of g2",
    "g_cov": "covariance of (g1, g2)",
    "T": "<x^2> + <y^2>",
    "T_err": "standard error of T",
    "flux": "flux",
    "flux_err": "standard error of flux",
    "s2n": "signal to noise of the matched filter",
    "row": "y of the centre, from 0",
    "col": "x of the centre, from 0",
    "psf_g1": "reduced shear of the PSF along x",
    "psf_g2": "reduced shear of the PSF along the line at 45 degrees",
    "psf_T": "<x^2> + <y^2> of the PSF",
    "chi2_dof": "chi^2 over degrees of freedom",
    "r11": "d g1 / d gamma1", "r12": "d g1 / d gamma2", "r21": "d g2 / d gamma1", "r22": "d g2 / d gamma2",
    "weight": "weight in the mean shear, (sum wr)^-1 sum weight g",
    "wr11": "d (weight g1) / d gamma1", "wr12": "d (weight g1) / d gamma2",
    "wr21": "d (weight g2) / d gamma1", "wr22": "d (weight g2) / d gamma2",
    "fracdev": "share of the de Vaucouleurs part in the flux",
    "sigma": "intrinsic sigma, from T",
    "g1_true": "true reduced shear along x", "g2_true": "true reduced shear along the line at 45 degrees",
    "g1_crlb": "Fisher bound on the standard error of g1", "g2_crlb": "Fisher bound on the standard error of g2",
    "sigma_true": "true intrinsic sigma", "flux_true": "true flux", "s2n_true": "true signal to noise",
    "noise_sigma": "standard deviation of a pixel's noise",
    "in_stamp": "1 where the galaxy is well inside its stamp",
    "method": "label of the estimator",
    "half_light_radius": "radius of half the light, before the shear",
    "dx": "offset of the centre along x", "dy": "offset of the centre along y",
}


def _described(table: Table) -> Table:
    """The table of a FITS file with descriptions, and with numbers in this machine's bytes."""
    for name in table.colnames:
        if not table[name].dtype.isnative:
            table[name] = table[name].astype(table[name].dtype.newbyteorder("="))
        words = _DESCRIPTIONS.get(name)
        base, _, sheared = name.rpartition("_")
        if words is None and sheared in ("1p", "1m", "2p", "2m") and base in _DESCRIPTIONS:
            words = f"{_DESCRIPTIONS[base]}, of the image sheared by {'+' if sheared[1] == 'p' else '-'}step in g{sheared[0]}"
        if words is not None and not table[name].description:
            table[name].description = words
    return table

"""Tests of shearnet.py, run by scripts/notebooks: against a launcher that only records, and against the real one."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
import unittest
import warnings
from pathlib import Path
from unittest import mock

import numpy as np
from astropy import units as u
from astropy.io import fits
from astropy.nddata import CCDData, NDData
from astropy.table import Table

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import shearnet  # noqa: E402

CONFIGS = HERE.parent / "configs"
SCENE = CONFIGS / "scenes" / "june2025.yaml"
STAMP = np.outer(np.hanning(15), np.hanning(15))


class Scratch(unittest.TestCase):
    """A folder of its own as working folder and as that of temporary files: what is left there is seen."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="shearnet test ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.temporary = self.folder / "tmp"
        self.temporary.mkdir()
        before = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, before)
        for patch in (mock.patch.dict(os.environ), mock.patch.object(tempfile, "tempdir", str(self.temporary))):
            patch.start()
            self.addCleanup(patch.stop)
        os.environ.pop("SHEARNET", None)

    def tearDown(self) -> None:
        self.assertEqual(os.listdir(self.temporary), [], "temporary files are left behind")


class WithRecorder(Scratch):
    """A launcher that writes down its arguments, keeps its configuration, then says and ends as it is told."""

    def setUp(self) -> None:
        super().setUp()
        self.launch("")

    def launch(self, body: str) -> None:
        recorder = self.folder / "a launcher"
        recorder.write_text(f"#!{sys.executable}\n" + textwrap.dedent(f"""
            import json, os, shutil, signal, sys, time
            json.dump(sys.argv[1:], open({str(self.folder / 'args.json')!r}, 'w'))
            if sys.argv[2:] and os.path.basename(sys.argv[2]) == 'config.yaml':
                shutil.copy(sys.argv[2], {str(self.folder)!r})
            """) + textwrap.dedent(body))
        recorder.chmod(recorder.stat().st_mode | stat.S_IXUSR)
        os.environ["SHEARNET"] = str(recorder)

    def args(self) -> list[str]:
        return json.loads((self.folder / "args.json").read_text())

    def sent(self, images, psf=STAMP, **settings) -> fits.HDUList:
        """The stamps file that the command would read."""
        path = self.folder / "sent.fits"
        path.unlink(missing_ok=True)
        shearnet.write_stamps(path, images, psf, **{"pixel_scale": 0.2, **settings})
        hdus = fits.open(path, memmap=False)
        self.addCleanup(hdus.close)
        return hdus


class TestErrors(WithRecorder):
    def test_the_exit_code_names_the_exception_and_the_line_is_its_message(self):
        for code, kind in ((1, shearnet.ShearNetError), (2, shearnet.UsageError), (3, shearnet.BadConfig),
                           (4, shearnet.BadData), (5, shearnet.Diverged), (130, shearnet.Interrupted),
                           (143, shearnet.Interrupted)):
            self.launch(f"""
                print("shearnet: a note", file=sys.stderr)
                print("shearnet: stamps.fits: HDU 2 (PSF): is flat", file=sys.stderr)
                print("see: shearnet measure --help", file=sys.stderr)
                sys.exit({code})""")
            with self.subTest(code=code), self.assertRaises(shearnet.ShearNetError) as failure:
                shearnet.run("measure")
            self.assertIs(type(failure.exception), kind)
            self.assertEqual(failure.exception.exit_code, code)
            self.assertEqual(str(failure.exception), f"stamps.fits: HDU 2 (PSF): is flat (exit code {code})")
            self.assertIn("a note", failure.exception.stderr)

    def test_a_signal_is_named(self):
        self.launch("import os; os.kill(os.getpid(), signal.SIGKILL)")
        with self.assertRaisesRegex(shearnet.ShearNetError, "ended by SIGKILL"):
            shearnet.run("speed")

    def test_temporary_files_are_not_named(self):
        self.launch("""
            print("shearnet: " + sys.argv[2] + ": HDU 1 (IMAGE): no scale", file=sys.stderr)
            sys.exit(4)""")
        with self.assertRaises(shearnet.BadData) as failure:
            shearnet.measure(STAMP, STAMP, pixel_scale=0.2, method="ngmix")
        self.assertEqual(str(failure.exception), "stamps.fits: HDU 1 (IMAGE): no scale (exit code 4)")

    def test_no_launcher(self):
        os.environ["SHEARNET"] = "nowhere/shearnet"
        with self.assertRaisesRegex(shearnet.LauncherNotFound, "SHEARNET is 'nowhere/shearnet': no such file"):
            shearnet.run("doctor")
        plain = self.folder / "plain"
        plain.write_text("#!/bin/sh\n")
        os.environ["SHEARNET"] = str(plain)
        with self.assertRaisesRegex(shearnet.LauncherNotFound, "not executable"):
            shearnet.run("doctor")

    def test_a_copy_without_a_launcher_says_what_to_set(self):
        (self.folder / "shearnet.py").write_bytes((HERE / "shearnet.py").read_bytes())
        del os.environ["SHEARNET"]
        ran = subprocess.run([sys.executable, "-c", "import shearnet; shearnet.launcher()"], cwd=self.folder,
                             env={**os.environ, "PATH": "/nonexistent"}, capture_output=True, text=True)
        self.assertIn("set the environment variable SHEARNET", ran.stderr.splitlines()[-1])

    def test_ctrl_c_reaches_the_command_and_waits_for_it(self):
        self.launch("""
            def end(*_):
                open("interrupted", "w").close()
                sys.exit(130)
            signal.signal(signal.SIGINT, end)
            open("ready", "w").close()
            time.sleep(60)""")

        def interrupt() -> None:  # this process alone, as no terminal would
            while not os.path.exists("ready"):
                time.sleep(0.02)
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

        threading.Thread(target=interrupt, daemon=True).start()
        started = time.monotonic()
        with self.assertRaises(KeyboardInterrupt):
            shearnet.run("train", "x.yaml")
        self.assertLess(time.monotonic() - started, 30)
        self.assertTrue(os.path.exists("interrupted"))


class TestFlags(WithRecorder):
    def test_keywords_are_flags(self):
        self.launch("print('x/y/z')")
        shearnet.benchmark("c.yaml", fresh=True, resume=False, threads=None, runs="my runs",
                           set={"benchmark.galaxies": np.int64(500), "benchmark.noise_sigma": [1e-4, 1e-3],
                                "name": "ten"}, select=["s2n>10", "T>0"])
        self.assertEqual(self.args(), [
            "benchmark", "c.yaml", "--fresh", "--runs=my runs", "--set=benchmark.galaxies=500",
            "--set=benchmark.noise_sigma=[0.0001, 0.001]", "--set=name=ten", "--select=s2n>10", "--select=T>0"])

    def test_run_folders_from_the_printed_path(self):
        self.launch("print('a note of 1 line'); print('runs/x/benchmark/report.html')")
        self.assertEqual(shearnet.benchmark("c.yaml"), Path("runs/x"))
        self.launch("print('runs/x/model.zip')")
        self.assertEqual(shearnet.train("c.yaml"), Path("runs/x"))
        self.launch("print('runs/x/inspect/inspect.html')")
        self.assertEqual(shearnet.inspect("june2025"), Path("runs/x/inspect"))

    def test_the_output_is_the_helpers_own(self):
        with self.assertRaises(shearnet.UsageError):
            shearnet.measure(STAMP, STAMP, pixel_scale=0.2, method="admom", output="x.fits")

    def test_a_dict_is_written_as_yaml(self):
        (self.folder / "scene.yaml").write_text("")
        self.launch("print('runs/x/benchmark/report.html')")
        shearnet.benchmark({"name": "x", "include": "scene.yaml", "a": {"b": np.float32(0.5), "c": np.arange(2)}})
        written = json.loads((self.folder / "config.yaml").read_text())
        self.assertEqual(written, {"name": "x", "include": os.path.abspath("scene.yaml"), "a": {"b": 0.5, "c": [0, 1]}})

    def test_a_dict_that_is_no_configuration(self):
        with self.assertRaisesRegex(shearnet.BadConfig, "needs a name"):
            shearnet.benchmark({"include": "scene.yaml"})
        with self.assertRaisesRegex(shearnet.BadConfig, "not finite"):
            shearnet.simulate({"image": {"pixel_scale": float("nan")}})
        with self.assertRaisesRegex(shearnet.BadConfig, "a complex is no value"):
            shearnet.simulate({"image": {"pixel_scale": 1j}})


class TestStampsFile(WithRecorder):
    def test_layout(self):
        hdus = self.sent(np.stack([STAMP] * 3), noise_sigma=0.01, ids=[7, 8, 2 ** 60])
        self.assertEqual(hdus["IMAGE"].data.shape, (3, 15, 15))
        self.assertEqual(hdus["IMAGE"].header["PIXSCALE"], 0.2)
        self.assertEqual(hdus["IMAGE"].header["NOISESIG"], 0.01)
        self.assertEqual(hdus["PSF"].data.shape, (1, 15, 15))
        self.assertEqual(hdus["PSF"].header["PIXSCALE"], 0.2)
        self.assertEqual(list(hdus["TRUTH"].data["id"]), [7, 8, 2 ** 60])
        self.assertNotIn("WEIGHT", hdus)
        self.assertNotIn("MASK", hdus)

    def test_one_stamp(self):
        self.assertEqual(self.sent(STAMP)["IMAGE"].data.shape, (1, 15, 15))

    def test_types_and_bytes(self):
        for kind in (">f4", "<f4", ">f8", "f2", "u2", ">i4", "i8", "u1"):
            with self.subTest(kind=kind):
                counts = (100 * STAMP).astype(kind)
                data = self.sent(counts)["IMAGE"].data
                np.testing.assert_array_equal(data[0], counts.astype(float))
        self.assertEqual(self.sent(STAMP.astype("f4"))["IMAGE"].header["BITPIX"], -32)
        self.assertEqual(self.sent(STAMP)["IMAGE"].header["BITPIX"], -64)
        np.testing.assert_array_equal(self.sent(STAMP[::-1, ::-1].T)["IMAGE"].data[0], STAMP[::-1, ::-1].T)
        self.assertEqual(self.sent([STAMP.tolist(), STAMP.tolist()])["IMAGE"].data.shape, (2, 15, 15))

    def test_masked_pixels(self):
        stamp = STAMP.copy()
        stamp[3, 4] = np.nan
        mask = np.zeros((15, 15), dtype=bool)
        mask[3, 4] = True
        for name, hdus in (("masked array", self.sent(np.ma.MaskedArray(stamp, mask))),
                           ("list of them", self.sent([np.ma.MaskedArray(stamp, mask)])),
                           ("mask", self.sent(stamp, mask=mask)), ("mask of 0, 1", self.sent(stamp, mask=mask * 1)),
                           ("nan", self.sent(stamp, nan="mask"))):
            with self.subTest(name):
                np.testing.assert_array_equal(hdus["MASK"].data[0], mask)
                self.assertTrue(np.isfinite(hdus["IMAGE"].data).all())
        hdus = self.sent(stamp, weight=np.where(mask, 0, 25.0))
        self.assertTrue(np.isfinite(hdus["IMAGE"].data).all())
        self.assertEqual(hdus["WEIGHT"].data[0, 3, 4], 0)
        hdus = self.sent(stamp, weight=np.ma.MaskedArray(np.full((15, 15), 25.0), mask))
        self.assertEqual(hdus["WEIGHT"].data[0, 3, 4], 0)
        self.assertTrue(np.isnan(self.sent(stamp, nan="flag")["IMAGE"].data[0, 3, 4]))

    def test_noise_of_each_stamp(self):
        weight = self.sent(np.stack([STAMP, STAMP]), noise_sigma=[0.1, 0.2])["WEIGHT"].data
        np.testing.assert_allclose(weight[:, 5, 5], [100, 25])

    def test_scales(self):
        for scale in (0.2 * u.arcsec, 0.2 * u.arcsec / u.pix, np.float32(0.2), (0.2 / 3600) * u.deg):
            self.assertAlmostEqual(self.sent(STAMP, pixel_scale=scale)["IMAGE"].header["PIXSCALE"], 0.2, places=7)
        hdus = self.sent(STAMP, psf=np.outer(np.hanning(31), np.hanning(31)), psf_pixel_scale=0.1)
        self.assertEqual(hdus["PSF"].header["PIXSCALE"], 0.1)

    def test_refused(self):
        nan = STAMP.copy()
        nan[3, 4] = np.nan
        two = np.stack([STAMP, STAMP])
        for words, change in (
                ("1 pixels are not finite, the first at \\[0\\]\\[3\\]\\[4\\]", {"images": nan}),
                ("different sizes \\(15 x 15, 14 x 15\\)", {"images": [STAMP, STAMP[1:]]}),
                ("type object; expected an array of real numbers", {"images": np.array([object()] * 4).reshape(2, 2)}),
                ("no array of numbers", {"images": [[[1, 2], [3]]]}),
                ("type complex128", {"images": STAMP * 1j}), ("type bool", {"images": STAMP > 0}),
                ("has the unit electron", {"images": STAMP * u.electron}),
                ("has the unit adu", {"images": [CCDData(STAMP, unit="adu")]}),
                ("a NDData with a mask of its own", {"images": [NDData(STAMP, mask=STAMP > 0)]}),
                ("measure_file measures files", {"images": "stamps.fits"}),
                ("shape \\(15,\\)", {"images": STAMP[0]}), ("shape \\(1, 1, 15, 15\\)", {"images": STAMP[None, None]}),
                ("there is nothing in it", {"images": np.zeros((0, 15, 15))}), ("shape \\(0,\\)", {"images": []}),
                ("3 images for 2 stamps", {"images": two, "psf": np.stack([STAMP] * 3)}),
                ("psf: has pixels that are masked or not finite", {"psf": nan}),
                ("sum to 0 or less", {"psf": 0 * STAMP}),
                ("above zero", {"pixel_scale": 0}), ("above zero", {"pixel_scale": -0.2}),
                ("pixel_scale=None", {"pixel_scale": None}), ("one number", {"pixel_scale": [0.2, 0.2]}),
                ("expected arcsec a pixel", {"pixel_scale": 3 * u.kg}),
                ("above zero and finite", {"noise_sigma": -1}), ("above zero and finite", {"noise_sigma": 0}),
                ("above zero and finite", {"noise_sigma": float("nan")}),
                ("'borders': expected counts", {"noise_sigma": "borders"}),
                ("shape \\(3,\\) for 2 stamps", {"images": two, "noise_sigma": [1, 1, 1]}),
                ("negative or not finite", {"weight": -STAMP}), ("negative or not finite", {"weight": nan}),
                ("weight: shape \\(14, 15\\)", {"weight": STAMP[1:]}),
                ("both state the noise", {"weight": STAMP, "noise_sigma": 1}),
                ("mask: shape", {"mask": np.zeros((3, 3), dtype=bool)}),
                ("mask: of type float64", {"mask": STAMP}),
                ("nan='drop'", {"nan": "drop"}), ("psf_pixel_scale without psf", {"psf": None, "psf_pixel_scale": 0.1}),
                ("ids: shape", {"ids": [1, 2]}), ("ids: of type float64", {"ids": [0.5]}),
                ("plain ASCII", {"ids": ["gälaxy"]})):
            given = {"images": STAMP, "psf": STAMP, "pixel_scale": 0.2, **change}
            with self.subTest(words), self.assertRaisesRegex(shearnet.BadData, words) as failure:
                shearnet.measure(given.pop("images"), given.pop("psf"), method="ngmix", **given)
            self.assertIsNone(failure.exception.exit_code)
            self.assertFalse((self.folder / "args.json").exists(), "the command was run")


class TestCommand(Scratch):
    """Against the real command."""

    COUNT = 12

    def simulated(self, **flags) -> shearnet.Stamps:
        return shearnet.simulate(SCENE, count=self.COUNT, seed=5, **flags)

    def test_simulate(self):
        stamps = self.simulated(set={"image.noise.sigma": 2e-4})
        self.assertEqual(stamps.images.shape, (self.COUNT, 53, 53))
        self.assertEqual(stamps.psf.shape, (1, 53, 53))
        self.assertEqual((stamps.pixel_scale, stamps.noise_sigma), (0.141, 2e-4))
        self.assertEqual(len(stamps.truth), len(stamps))
        self.assertTrue(stamps.images.dtype.isnative)
        self.assertEqual(stamps.truth["flux"].unit, "ct")
        again = shearnet.simulate({"include": os.path.relpath(SCENE), "image": {"noise": {"type": "Gaussian", "sigma": 2e-4}}},
                                  count=self.COUNT, seed=5)
        np.testing.assert_array_equal(again.images, stamps.images)

    def test_measure_gives_what_the_command_line_gives(self):
        stamps = self.simulated()
        shearnet.run("simulate", SCENE, "-o", "with spaces.fits", "--count", self.COUNT, "--seed", 5)
        shearnet.run("measure", "with spaces.fits", "-o", "out.fits", "--method", "network", "--network", "june2025")
        theirs = Table.read("out.fits", hdu="CATALOG")
        ours = shearnet.measure(stamps.images, stamps.psf, pixel_scale=stamps.pixel_scale,
                                noise_sigma=stamps.noise_sigma, method="network", network="june2025")
        from_file = shearnet.measure_file("with spaces.fits", method="network", network="june2025")
        big_endian = shearnet.measure(stamps.images.astype(">f4"), stamps.psf.astype(">f4"),
                                      pixel_scale=stamps.pixel_scale, noise_sigma=stamps.noise_sigma,
                                      method="network", network="june2025")
        for table in (ours, from_file, big_endian):
            for column in ("g1", "g2", "T", "flux", "flags"):
                np.testing.assert_array_equal(np.asarray(table[column]), np.asarray(theirs[column]))
        self.assertEqual(ours["T"].unit, u.arcsec ** 2)
        self.assertTrue(all(ours[name].description for name in ours.colnames))
        self.assertTrue(all(ours[name].dtype.isnative for name in ours.colnames))
        self.assertNotIn(str(self.temporary), str(ours.meta))
        good = ours["flags"] == 0
        # near 1 where g1, g2 are in the frame stated; 1.2 measured
        pull = np.concatenate([(ours[g] - stamps.truth[g])[good] / ours[g + "_err"][good] for g in ("g1", "g2")])
        self.assertLess(np.sqrt(np.mean(pull ** 2)), 2)
        for position, offset in (("col", "dx"), ("row", "dy")):
            expected = 26 + stamps.truth[offset][good] / stamps.pixel_scale
            np.testing.assert_allclose(ours[position][good], expected, atol=0.5)  # 0.16 measured

    def test_a_masked_pixel_is_one_of_weight_zero(self):
        stamps = self.simulated()
        mask = np.zeros(stamps.images.shape, dtype=bool)
        mask[:, 20:22, 30] = True
        hit = np.where(mask, np.float32(1e3), stamps.images)
        given = {"pixel_scale": stamps.pixel_scale, "method": "ngmix"}
        weighted = shearnet.measure(hit, stamps.psf, weight=np.where(mask, 0, stamps.noise_sigma ** -2), **given)
        masked = shearnet.measure(np.ma.MaskedArray(hit, mask), stamps.psf, noise_sigma=stamps.noise_sigma, **given)
        np.testing.assert_allclose(masked["g1"], weighted["g1"], rtol=0, atol=1e-9)
        plain = shearnet.measure(stamps.images, stamps.psf, noise_sigma=stamps.noise_sigma, **given)
        self.assertGreater(np.abs(plain["g1"] - masked["g1"]).max(), 1e-9)
        self.assertLess(np.abs(plain["g1"] - masked["g1"]).max(), 0.05)

    def test_flags_are_explained_and_survive_a_file(self):
        stamps = self.simulated()
        images = stamps.images.copy()
        images[2, 10, 10] = np.nan
        images[3] = 0
        names = [f"galaxy {i}" for i in range(self.COUNT)]
        table = shearnet.measure(images, stamps.psf, pixel_scale=stamps.pixel_scale, noise_sigma=stamps.noise_sigma,
                                 method="network", network="june2025", nan="flag", ids=names)
        self.assertEqual(list(table["id"]), names)
        self.assertEqual(shearnet.explain_flags(table)[2], "BAD_PIXELS")
        self.assertTrue(shearnet.explain_flags(table)[3])
        self.assertEqual(shearnet.explain_flags(table)[0], "")
        self.assertTrue(np.isnan(table["g1"][2]))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            table.write("mine.fits")
        self.assertEqual(shearnet.explain_flags(Table.read("mine.fits")), shearnet.explain_flags(table))

    def test_metacal_prints_its_mean_shear_and_notes_are_kept(self):
        stamps = self.simulated()
        table = shearnet.measure(stamps.images, stamps.psf, pixel_scale=stamps.pixel_scale, method="metacal", seed=3)
        self.assertTrue(any(line.startswith("mean shear: ") for line in table.meta["comments"]))
        self.assertTrue(any("noise measured from the borders" in line for line in table.meta["comments"]))
        self.assertTrue(table["g1_1p"].description.endswith("sheared by +step in g1"))

    def test_doubts_of_the_command_are_warnings(self):
        stamps = self.simulated()
        with self.assertWarnsRegex(shearnet.ShearNetWarning, "chi\\^2 per degree of freedom"):
            shearnet.measure(stamps.images, stamps.psf, pixel_scale=stamps.pixel_scale,
                             noise_sigma=10 * stamps.noise_sigma, method="ngmix")

    def test_errors_of_the_command(self):
        stamps = self.simulated()
        given = {"pixel_scale": stamps.pixel_scale, "noise_sigma": stamps.noise_sigma}
        os.environ.update(FORCE_COLOR="1", CLICOLOR_FORCE="1")  # as within Jupyter
        with self.assertRaisesRegex(shearnet.UsageError, "^--method: unknown method 'nngmix'"):
            shearnet.measure(stamps.images, stamps.psf, method="nngmix", **given)
        with self.assertRaisesRegex(shearnet.UsageError, "--modell"):
            shearnet.measure(stamps.images, stamps.psf, method="ngmix", modell="exp", **given)
        with self.assertRaisesRegex(shearnet.BadData, "^stamps.fits: .*PSF"):
            shearnet.measure(stamps.images, None, method="ngmix", **given)
        with self.assertRaisesRegex(shearnet.BadConfig, "^config.yaml:"):
            shearnet.simulate({"gal": {"type": "Gaussian", "sigmaa": 1}})
        with self.assertRaisesRegex(shearnet.BadConfig, "no such file"):
            shearnet.simulate("nowhere.yaml")

    def test_a_benchmark_is_read_back(self):
        config = {"name": "small", "include": str(SCENE),
                  "benchmark": {"galaxies": 20, "samples": 0, "estimators": [{"method": "admom"}, {"method": "ngmix"}]}}
        folder = shearnet.benchmark(config, runs="my runs")
        self.assertEqual(folder, Path("my runs/small"))
        summary, objects = shearnet.read_summary(folder), shearnet.read_objects(folder)
        self.assertEqual(list(summary["method"]), ["admom", "ngmix-gauss"])
        self.assertEqual(len(objects), 40)
        for row in summary:
            mine = objects[(objects["method"] == row["method"]) & (objects["flags"] == 0)]
            self.assertAlmostEqual(np.sqrt(np.mean((mine["g1"] - mine["g1_true"]) ** 2)), row["rmse_g1"], places=12)
        self.assertTrue(np.isnan(summary["m1"][0]))
        said = shearnet.run("benchmark", "--compare", folder, "--compare", folder, "--runs", "elsewhere")
        self.assertTrue(said.stdout)
        with self.assertRaisesRegex(shearnet.BadData, "a benchmark that has finished"):
            shearnet.read_objects("nowhere")


if __name__ == "__main__":
    unittest.main()

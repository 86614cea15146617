#!/usr/bin/env python3
"""Measures this project beside GalSim, NGMix, JAX and PyTorch and writes the tables of docs/performance.md.

    python3 scripts/peers/performance.py [--seconds 2] [--only renders fits networks training core] [--tables]

Runs galsim_speed.py, ngmix_speed.py, network_speed.py and training_speed.py of this folder, one after the other, one thread each,
then times matrix products for what one core can do. The rates are kept in docs/performance.json; --only measures some parts anew and keeps the others,
--tables writes the tables alone. Text outside the marked tables is left as it is. Measure when nothing else runs.
"""
import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGE, KEPT = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.json"
PARTS = {"renders": "galsim_speed.py", "fits": "ngmix_speed.py", "networks": "network_speed.py",
         "training": "training_speed.py"}

# What is aimed at, over the peer; the rest has no goal of its own.
GOALS = {
    "exponential-gaussian": 8, "exponential-moffat": 8, "exponential-airy": 6, "exponential-psfex": 4,
    "adaptive-moments": 6,
    "gauss fit": 20, "exp fit": 20, "dev fit": 20, "psf coellip3": 20, "psf em3": 20, "metacal": 18,
    **{f"{network} {what}, batch {batch}, 1 thread": 2
       for network in ("enhanced", "dilated") for what in ("train", "infer") for batch in (64, 512)},
}

TRANSFORM = 2.5 * 128**2 * 14  # of a real image of 128 x 128
PADDED = 2.5 * 256**2 * 16
ENHANCED = 2 * (53**2 * 9 * 16 + 26**2 * 9 * 16 * 32 + 13**2 * 32 * 128)
DILATED = 2 * (53**2 * 9 * 16 * (1 + 4 * 16) + 53**2 * 16 * 16)

# Floating-point operations that cannot be saved in the way it is done here: (part, case, operations, precision, what they are).
WORK = [
    ("renders", "exponential-gaussian", TRANSFORM + 128 * 65 / 2 * 12 + 2809 * 10, "double",
     "a transform of 128 x 128 wave numbers, half of these computed, 2809 normal deviates"),
    ("fits", "metacal", 2 * PADDED + 5 * TRANSFORM + 2 * 4 * 128 * 65 * 36 * 4 + 5 * 6 * 2809 * 60, "double",
     "two padded transforms forward and five back, image and noise read at sheared wave numbers by 6 x 6 points, five fits"
     " of six evaluations"),
    ("networks", "enhanced infer, batch 512, 1 thread", ENHANCED, "float", "products of the layers"),
    ("networks", "enhanced train, batch 512, 1 thread", 3 * ENHANCED, "float", "the same, and for two gradients"),
    ("networks", "dilated infer, batch 512, 1 thread", DILATED, "float", "products of the layers"),
    ("networks", "dilated train, batch 512, 1 thread", 3 * DILATED, "float", "the same, and for two gradients"),
]


def measured(part: str, seconds: float) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "rates.json"
        done = subprocess.run([sys.executable, str(HERE / PARTS[part]), "--seconds", str(seconds), "--json", str(file)])
        if done.returncode or not file.exists():
            sys.exit(f"performance: {PARTS[part]} failed")
        return json.loads(file.read_text())


def core() -> dict:
    """GFLOP/s of one thread by NumPy's matrix products, the best of ten."""
    code = """
import json, time, numpy as np
best = {}
for name, kind in (("double", np.float64), ("float", np.float32)):
    a, b = np.ones((768, 768), kind), np.ones((768, 768), kind)
    times = []
    for _ in range(10):
        start = time.perf_counter(); a @ b; times.append(time.perf_counter() - start)
    best[name] = 2 * 768**3 / min(times) / 1e9
print(json.dumps(best))
"""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    done = subprocess.run([sys.executable, "-c", code], env=os.environ | threads, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def processor() -> str:
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown processor"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def peers(row: dict) -> dict:
    return {k: v for k, v in row.items() if k not in ("name", "ours")}


def rates(document: dict) -> str:
    names = list(dict.fromkeys(k for row in document["rows"] for k in peers(row)))
    heads = [document["peer"]] if names == ["peer"] else [{"jax": "JAX", "torch": "PyTorch"}.get(n, n) for n in names]
    lines = ["| | here, 1/s | " + " | ".join(f"{h}, 1/s" for h in heads) + " | ratio | goal |", "|---" * (len(heads) + 4) + "|"]
    for row in document["rows"]:
        there = [row.get(n) for n in names]
        best = max((r for r in there if r), default=None)
        if row["ours"] is None or best is None:
            continue
        goal = GOALS.get(row["name"])
        lines.append(f"| {row['name']} | {number(row['ours'])} | " + " | ".join(number(r) if r else "–" for r in there)
                     + f" | {row['ours'] / best:.1f} | {goal or '–'} |")
    return "\n".join(lines)


def limits(kept: dict) -> str:
    lines = ["| work | MFLOP | limit, µs | today, µs | share | what is counted |", "|---|---|---|---|---|---|"]
    for part, name, operations, kind, what in WORK:
        row = next((r for r in kept.get(part, {"rows": []})["rows"] if r["name"] == name), None)
        if row is None:
            continue
        limit, today = operations / kept["core"][kind] / 1e3, 1e6 / row["ours"]
        lines.append(f"| {name.removesuffix(', 1 thread')} | {operations / 1e6:.2f} | {number(limit)} | {number(today)} |"
                     f" {limit / today:.0%} | {what} |")
    return "\n".join(lines)


def write(kept: dict) -> None:
    tables = {part: rates(kept[part]) for part in PARTS if part in kept}
    if "core" in kept:
        tables["limits"] = limits(kept)
        tables["machine"] = (f"{kept['processor']}, one thread; matrix products run at {kept['core']['double']:.0f} GFLOP/s in"
                             f" float64 and {kept['core']['float']:.0f} in float32. Measured {kept['date']} at commit {kept['commit']}.")
    text = PAGE.read_text()
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->\n", f"\n<!-- end of {name} -->"
        if begin not in text or end not in text:
            sys.exit(f"performance: {PAGE.name} has no place for the table '{name}'")
        text = text[: text.index(begin) + len(begin)] + table + text[text.index(end):]
    PAGE.write_text(text)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=2, help="length of one measurement")
    parser.add_argument("--only", nargs="+", choices=[*PARTS, "core"], default=[*PARTS, "core"])
    parser.add_argument("--tables", action="store_true", help="measures nothing")
    given = parser.parse_args()
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    if not given.tables:
        for part in PARTS:
            if part in given.only:
                kept[part] = measured(part, given.seconds)
        if "core" in given.only:
            kept["core"] = core()
        commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
        kept |= {"processor": processor(), "date": datetime.date.today().isoformat(), "commit": commit.stdout.strip()}
        KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    write(kept)


if __name__ == "__main__":
    main()

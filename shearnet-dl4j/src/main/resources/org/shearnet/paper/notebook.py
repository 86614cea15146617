# %% [markdown]
# # The numbers of this paper, computed again
#
# Every number of `numbers.tex` that `objects.fits` tells is computed here in code of its own and compared. Needs numpy, astropy and matplotlib. The same cells stand in `notebook.py`, in the percent format of jupytext.

# %%
import csv
import json
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from astropy.table import Table

RUNS = @RUNS@
manifest = json.loads(Path("manifest.json").read_text())
numbers = {(n["run"], n["method"], n["noiseSigma"], n["column"]): n["value"] for n in manifest["numbers"]}
plt.rcParams.update({"figure.dpi": 110, "font.size": 9, "axes.grid": True, "grid.alpha": 0.3})
COLOURS = ["#0072B2", "#E69F00", "#D55E00", "#56B4E9", "#000000", "#CC79A7", "#7F6000"]

# %% [markdown]
# ## The galaxies
#
# A row is one galaxy as one estimator measured it at one level of noise. `g1_crlb` is the Fisher bound on the error of g1; `in_stamp` marks galaxies well inside their stamps; rows with `flags` are failures.

# %%
objects = {
    name: Table.read(Path(folder) / "benchmark/objects.fits", hdu="OBJECTS", mask_invalid=False)
    for name, folder in RUNS.items()
}
for name, table in objects.items():
    table["method"] = [str(m).strip() for m in table["method"]]
    print(name, len(table), "rows:", ", ".join(dict.fromkeys(table["method"])))


# %%
def kept(rows, inside):
    """Rows that were measured; of galaxies well inside their stamps alone where asked."""
    good = (rows["flags"] == 0) & np.isfinite(rows["g1"]) & np.isfinite(rows["g2"])
    return rows[good & (rows["in_stamp"] != 0)] if inside else rows[good]


def ratio(rows):
    """RMSE of g1, g2, its Fisher bound, and the one over the other; of galaxies with a bound."""
    squares, bounds = [], []
    for g in ("g1", "g2"):
        known = np.isfinite(rows[g + "_crlb"])
        squares.append(np.mean((rows[g] - rows[g + "_true"])[known] ** 2))
        bounds.append(np.mean(rows[g + "_crlb"][known] ** 2))
    rmse, bound = np.sqrt(np.mean(squares)), np.sqrt(np.mean(bounds))
    return rmse, bound, rmse / bound


def slope(x, y):
    """Slope of the regression of y on x."""
    return np.sum((x - np.mean(x)) * (y - np.mean(y))) / np.sum((x - np.mean(x)) ** 2)


def pulls(rows):
    """Differences over predicted errors, both components."""
    both = np.concatenate([(rows[g] - rows[g + "_true"]) / rows[g + "_err"] for g in ("g1", "g2")])
    return both[np.isfinite(both)]


def recompute(rows):
    """The numbers of one estimator at one level of noise, by the name of their column in summary.csv."""
    everyone, inside = kept(rows, False), kept(rows, True)
    rmse, bound, over = ratio(inside)
    pull = pulls(everyone)
    difference = {g: everyone[g] - everyone[g + "_true"] for g in ("g1", "g2")}
    far = sum((np.abs(difference[g]) > 10 * everyone[g + "_crlb"]).astype(int) for g in ("g1", "g2")) > 0
    return {
        "n": len(rows),
        "n_failed": len(rows) - len(everyone),
        "rmse_in_stamp": rmse,
        "crlb_in_stamp": bound,
        "rmse_over_crlb_in_stamp": over,
        "rmse_over_crlb": ratio(everyone)[2],
        "bias_g1": np.mean(difference["g1"]),
        "bias_g2": np.mean(difference["g2"]),
        "slope_g1": slope(everyone["g1_true"], everyone["g1"]),
        "slope_g2": slope(everyone["g2_true"], everyone["g2"]),
        "outlier_fraction": np.mean(far),
        "pull_std": np.std(pull) if len(pull) else np.nan,
        "coverage_68": np.mean(np.abs(pull) <= 1) if len(pull) else np.nan,
        "coverage_95": np.mean(np.abs(pull) <= 2) if len(pull) else np.nan,
    }


compared = 0
for name, table in objects.items():
    for method in dict.fromkeys(table["method"]):
        for noise in sorted(set(table["noise_sigma"])):
            rows = table[(table["method"] == method) & (table["noise_sigma"] == noise)]
            for column, value in recompute(rows).items():
                said = numbers.get((name, method, noise, column))
                if said is not None:
                    assert np.isclose(value, said, rtol=1e-9, atol=1e-12), (name, method, noise, column, value, said)
                    compared += 1
assert compared > 0
print(compared, "numbers agree with the manifest")

# %% [markdown]
# ## Error over the Fisher bound
#
# One is the least error that an estimator without a prior can have.

# %%
for name, table in objects.items():
    fig, ax = plt.subplots(figsize=(5.2, 3.6))
    for k, method in enumerate(dict.fromkeys(table["method"])):
        levels = sorted(set(table["noise_sigma"]))
        over = [
            ratio(kept(table[(table["method"] == method) & (table["noise_sigma"] == noise)], True))[2]
            for noise in levels
        ]
        ax.loglog(levels, over, "o-", color=COLOURS[k % len(COLOURS)], label=method)
    ax.axhline(1, color="0.3", ls="--", lw=1)
    ax.set(xlabel="pixel noise (counts)", ylabel="RMSE of g1, g2 over the bound", title=name)
    ax.legend(fontsize=7)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ## Where the error is
#
# Ten bins of equal numbers of galaxies, lowest noise: root mean square error of g1 and g2 over the bound of the same galaxies.

# %%
for name, table in objects.items():
    noise = min(table["noise_sigma"])
    fig, axes = plt.subplots(1, 3, figsize=(9, 3.2), sharey=True)
    for k, method in enumerate(dict.fromkeys(table["method"])):
        rows = kept(table[(table["method"] == method) & (table["noise_sigma"] == noise)], True)
        for ax, (label, x) in zip(
            axes,
            {
                "true |g|": np.hypot(rows["g1_true"], rows["g2_true"]),
                "true sigma (arcsec)": rows["sigma_true"],
                "S/N": rows["s2n_true"],
            }.items(),
        ):
            if not np.all(np.isfinite(x)):
                continue
            bins = np.array_split(np.argsort(x), 10)
            ax.plot(
                [np.median(x[b]) for b in bins],
                [ratio(rows[b])[2] for b in bins],
                "o-",
                ms=3,
                color=COLOURS[k % len(COLOURS)],
                label=method,
            )
            ax.set(xlabel=label, yscale="log")
    axes[0].set_ylabel("RMSE over the bound")
    axes[0].legend(fontsize=7)
    fig.suptitle(f"{name}, pixel noise {noise:g}")
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ## Inside the networks
#
# Where `shearnet inspect` was run: the share of the Fisher information on the shear that each layer keeps, median over galaxies.

# %%
for name, folder in RUNS.items():
    path = Path(folder) / "inspect/kept.csv"
    if not path.exists():
        print(name, "was not inspected")
        continue
    with open(path) as lines:
        rows = [row for row in csv.DictReader(lines) if row["format"] == "float32"]
    layers = list(dict.fromkeys(row["layer"] for row in rows))
    fig, ax = plt.subplots(figsize=(6.4, 3.6))
    for k, noise in enumerate(sorted({float(row["noise_sigma"]) for row in rows})):
        share = [
            np.median([float(r["kept"]) for r in rows if r["layer"] == layer and float(r["noise_sigma"]) == noise])
            for layer in layers
        ]
        ax.semilogy(layers, share, "o-", color=COLOURS[k % len(COLOURS)], label=f"noise {noise:g}")
    ax.set(ylabel="information on g kept", title=name)
    ax.tick_params(axis="x", rotation=60)
    ax.legend(fontsize=7)
    plt.tight_layout()
    plt.show()

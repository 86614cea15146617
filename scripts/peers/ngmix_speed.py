#!/usr/bin/env python3
"""Fits a second: ShearNet-DL4J and NGMix side by side, in one run, one thread each.

    python3 scripts/peers/ngmix_speed.py [--seconds 2] [--rounds 3] [--ours 'COMMAND'] [--json FILE]

Both sides measure galaxies of one recipe: exponential, reduced shear of dispersion 0.26, half-light radius 0.3 to 1.2
arcsec, flux 1, noise 1e-3 a pixel, Gaussian PSF of FWHM 0.25 arcsec, 53 x 53 pixels of 0.141 arcsec; the PSFs of coellip3
and em3 are three Gaussians with wings. Rounds alternate between the two, and medians are compared.

COMMAND prints JSON that holds objects with "name" and "per_second" (default: scripts/shearnet speed --json --threads 1 --only fits).
NGMix is imported from where Python finds it; without one, the script says how to get it.
"""
import argparse, json, os, pathlib, shlex, statistics, subprocess, sys, time

for var in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS', 'NUMBA_NUM_THREADS'):
    os.environ.setdefault(var, '1')
try:
    import numpy as np
    import galsim
    import ngmix
except ImportError as error:
    sys.exit(f'{error}: this comparison needs NGMix and GalSim: pip install galsim numba scipy; '
             'then pip install git+https://github.com/esheldon/ngmix, or PYTHONPATH=<its checkout>')

N, SCALE, STAMPS = 53, 0.141, 32
PSF_T = 2 * 0.10616**2 + SCALE**2 / 6
WINGED = [0.6, 0, 0, 0.03, 0.001, 0.031, 0.3, 0, 0, 0.09, 0.002, 0.092, 0.1, 0, 0, 0.4, 0, 0.4]


def observations(rng):
    jacobian = ngmix.DiagonalJacobian(row=(N - 1) / 2, col=(N - 1) / 2, scale=SCALE)
    psf_mixture = ngmix.GMixModel([0, 0, 0, 0, PSF_T, 1], 'gauss')
    winged = ngmix.GMix(pars=WINGED)

    def psf(mixture):
        image = mixture.make_image((N, N), jacobian=jacobian) + rng.normal(scale=1e-6, size=(N, N))
        return ngmix.Observation(image, weight=np.full((N, N), 1e12), jacobian=jacobian)

    out = []
    for _ in range(STAMPS):
        while True:
            g = rng.normal(scale=0.26, size=2)
            if np.hypot(*g) < 0.8:
                break
        hlr, (v, u) = rng.uniform(0.3, 1.2), rng.uniform(-0.2, 0.2, size=2)
        galaxy = ngmix.GMixModel([v, u, *g, 2.13 * hlr**2, 1], 'exp').convolve(psf_mixture)
        image = galaxy.make_image((N, N), jacobian=jacobian) + rng.normal(scale=1e-3, size=(N, N))
        known = psf(psf_mixture)
        known.gmix = psf_mixture
        obs = ngmix.Observation(image, weight=np.full((N, N), 1e6), jacobian=jacobian, psf=known)
        out.append((obs, psf(winged)))
    return out


def fresh(obs):
    """The observation with a PSF that has not been fitted."""
    copy = obs.copy()
    copy.psf = ngmix.Observation(obs.psf.image, weight=obs.psf.weight, jacobian=obs.psf.jacobian)
    return copy


def ngmix_cases(rng):
    pars = {'maxfev': 2000, 'ftol': 1e-5, 'xtol': 1e-5}
    guess_t = 0.5

    def fit(model, prior=None):
        fitter = ngmix.fitting.Fitter(model=model, prior=prior, fit_pars=pars)

        def go(obs, winged):
            guess = np.array([0, 0, 0, 0, guess_t * (12 if model == 'dev' else 1), 1.0])
            guess[:4] += rng.uniform(-0.02, 0.02, size=4)
            if model == 'bdf':
                guess = np.insert(guess, 5, 0.5)
            return fitter.go(obs=obs, guess=guess)
        return go

    def psf(fitter, guesser):
        runner = ngmix.runners.PSFRunner(fitter=fitter, guesser=guesser, ntry=4)
        return lambda obs, winged: runner.go(obs=ngmix.Observation(winged.image, weight=winged.weight, jacobian=winged.jacobian))

    bdf_prior = ngmix.joint_prior.PriorBDFSep(
        cen_prior=ngmix.priors.CenPrior(0, 0, 0.2, 0.2, rng=rng), g_prior=ngmix.priors.GPriorBA(0.3, rng=rng),
        T_prior=ngmix.priors.FlatPrior(-1, 1000, rng=rng), fracdev_prior=ngmix.priors.Normal(0.5, 0.1, rng=rng),
        F_prior=ngmix.priors.FlatPrior(-10, 1e5, rng=rng))
    gauss_psf = ngmix.runners.PSFRunner(
        fitter=ngmix.fitting.Fitter(model='gauss', fit_pars=pars),
        guesser=ngmix.guessers.SimplePSFGuesser(rng=rng), ntry=4)
    exp = fit('exp')

    def exp_with_psf(obs, winged):
        own = fresh(obs)
        gauss_psf.go(obs=own)
        exp(own, winged)

    admom = ngmix.admom.AdmomFitter(rng=rng)
    gaussmom = ngmix.gaussmom.GaussMom(fwhm=1.2)
    boot = ngmix.metacal.MetacalBootstrapper(
        runner=ngmix.runners.Runner(
            fitter=ngmix.fitting.Fitter(model='gauss', fit_pars=pars),
            guesser=ngmix.guessers.TPSFFluxGuesser(rng=rng, T=guess_t), ntry=4),
        psf_runner=gauss_psf, rng=rng, psf='fitgauss', types=['noshear', '1p', '1m', '2p', '2m'])
    return {
        'gauss fit': fit('gauss'), 'exp fit': exp, 'dev fit': fit('dev'), 'bdf fit': fit('bdf', bdf_prior),
        'exp fit with psf fit': exp_with_psf,
        'psf gauss': psf(ngmix.fitting.Fitter(model='gauss', fit_pars=pars), ngmix.guessers.SimplePSFGuesser(rng=rng)),
        'psf coellip3': psf(ngmix.fitting.CoellipFitter(ngauss=3, fit_pars=pars), ngmix.guessers.CoellipPSFGuesser(rng=rng, ngauss=3)),
        'psf em3': psf(ngmix.em.EMFitter(tol=1e-5), ngmix.guessers.GMixPSFGuesser(rng=rng, ngauss=3)),
        'admom': lambda obs, winged: admom.go(obs=obs, guess=guess_t),
        'gaussmom': lambda obs, winged: gaussmom.go(obs=obs),
        'metacal': lambda obs, winged: boot.go(fresh(obs)),
    }


def rate(task, items, seconds):
    for i in range(3):
        task(*items[i % len(items)])
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        task(*items[count % len(items)])
        count += 1
    return count / (time.perf_counter() - start)


def found(tree, out):
    if isinstance(tree, dict):
        if 'name' in tree and 'per_second' in tree:
            out[tree['name']] = float(tree['per_second'])
        for value in tree.values():
            found(value, out)
    elif isinstance(tree, list):
        for value in tree:
            found(value, out)
    return out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--seconds', type=float, default=2, help='time for each measurement and round (NGMix)')
    parser.add_argument('--rounds', type=int, default=3)
    root = pathlib.Path(__file__).resolve().parents[2]
    parser.add_argument('--ours', default=f'{shlex.quote(str(root / "scripts" / "shearnet"))} speed --json --threads 1 --only fits')
    parser.add_argument('--json', help='file for the rates')
    args = parser.parse_args()
    rng = np.random.RandomState(1)
    items = observations(rng)
    cases = ngmix_cases(rng)
    theirs, ours = {name: [] for name in cases}, {name: [] for name in cases}
    for _ in range(args.rounds):
        run = subprocess.run(shlex.split(args.ours), capture_output=True, text=True)
        if run.returncode:
            sys.exit(f'{args.ours}: exit {run.returncode}: {run.stderr.strip()[-300:]}')
        for name, value in found(json.loads(run.stdout), {}).items():
            if name in ours:
                ours[name].append(value)
        for name, task in cases.items():
            theirs[name].append(rate(task, items, args.seconds))
    print(f'ngmix {ngmix.__version__}, galsim {galsim.__version__}; one thread each, median of {args.rounds} rounds')
    rows = []
    print(f'{"measurement":24s}{"ours /s":>12s}{"NGMix /s":>12s}{"ratio":>8s}')
    for name in cases:
        if ours[name]:
            a, b = statistics.median(ours[name]), statistics.median(theirs[name])
            print(f'{name:24s}{a:12.0f}{b:12.1f}{a / b:8.1f}')
            rows.append({'name': name, 'ours': a, 'peer': b})
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps({'peer': f'NGMix {ngmix.__version__}', 'rows': rows}, indent=1))


if __name__ == '__main__':
    main()

#!/bin/bash
# A job array of Slurm: each task is a piece of one command. Adapt the line COMMAND (and what your site asks for), then
#   sbatch --array=1-100 scripts/slurm/array.sh
# A task that failed is run again alone: sbatch --array=37 scripts/slurm/array.sh PIECES=100. When all are there:
#   scripts/shearnet merge pieces/*.fits -o cat.parquet
# On HTCondor and PBS the same line serves: the piece is $(( $(Process) + 1 )), or $PBS_ARRAY_INDEX.
#SBATCH --job-name=shearnet
#SBATCH --cpus-per-task=4
#SBATCH --mem=4G
#SBATCH --time=04:00:00
#SBATCH --output=pieces/%a.log
set -euo pipefail

COMMAND=(measure stamps.fits --method metacal --model gauss -o "pieces/$SLURM_ARRAY_TASK_ID.fits" --resume)

for given in "$@"; do [[ $given == PIECES=* ]] && PIECES=${given#PIECES=}; done
PIECES=${PIECES:-${SLURM_ARRAY_TASK_MAX:?not in a job array: sbatch --array=1-N}}
mkdir -p pieces
export SHEARNET_HEAP=${SHEARNET_HEAP:-2g}
# Build once before the array (scripts/shearnet doctor): tasks that start together would all build.
exec "${SHEARNET:-scripts/shearnet}" "${COMMAND[@]}" --threads "${SLURM_CPUS_PER_TASK:-1}" \
    --piece "$SLURM_ARRAY_TASK_ID/$PIECES"

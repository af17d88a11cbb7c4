#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Links files in parts on a Slurm cluster: two job arrays, each followed by a merge that waits for it.
#
#   link-files.sh PARTS FOLDER MODEL.yaml FILE [FILE] -- [what the last merge shall write: --pairs P.csv --clusters C.csv ...]
#
# FOLDER must be seen by every node. A part that fails is put back by Slurm (--requeue) and may be run again by hand:
# a part that is there already is left as it is. Settings for sbatch come from SBATCH_* variables, as always.
set -eu

usage() {
  echo "link-files.sh PARTS FOLDER MODEL.yaml FILE [FILE] -- [--pairs P.csv --clusters C.csv --report R.json]" >&2
  exit 2
}
[ $# -ge 4 ] || usage
parts=$1 folder=$2 model=$3
shift 3
files=""
while [ $# -gt 0 ] && [ "$1" != "--" ]; do
  case $1 in *[!A-Za-z0-9_./-]*) echo "A file's name may hold letters, digits, and _ . / - only." >&2; exit 2 ;; esac
  files="$files $1"
  shift
done
[ -n "$files" ] || usage
[ $# -gt 0 ] && shift
concordat=${CONCORDAT:-concordat}
link="$concordat link-files$files --model $model --train --threads ${LINK_THREADS:-1} --work $folder"

# shellcheck disable=SC2086 # the words of $link are words
$link --plan "$parts"
submit() { sbatch --parsable --requeue --output="$folder/job-%x-%A-%a.log" "$@"; }
counted=$(submit --job-name=link-count --array="1-$parts" --wrap "$link --part \$SLURM_ARRAY_TASK_ID")
learned=$(submit --job-name=link-learn --dependency="afterok:$counted" --kill-on-invalid-dep=yes --wrap "$link --merge")
found=$(submit --job-name=link-find --array="1-$parts" --dependency="afterok:$learned" --kill-on-invalid-dep=yes --wrap "$link --part \$SLURM_ARRAY_TASK_ID")
merged=$(submit --job-name=link-merge --dependency="afterok:$found" --kill-on-invalid-dep=yes --wrap "$link --merge $*")
echo "jobs $counted (count), $learned (learn), $found (find), $merged (merge)"

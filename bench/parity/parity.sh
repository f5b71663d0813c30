#!/usr/bin/env bash
# Trains the same initial weights 50 steps here and in PyTorch, for both tasks, both forms and two learning rates; one JSON line each.
# usage: bench/parity/parity.sh BUTTERE TABLE.tsv.gz [PYTHON...]     PYTHON: a command that runs python3 with torch (default python3);
#        it must see this folder and the temporary folder under the same paths
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
buttere=${1:?usage: parity.sh BUTTERE TABLE.tsv.gz [PYTHON...]}; table=${2:?table}; shift 2
python=("${@:-python3}")
work=$(mktemp -d "${TMPDIR:-/tmp}/parity.XXXXXX"); trap 'rm -rf "$work"' EXIT
cp "$table" "$work/table.tsv.gz"; cp "$here"/*.py "$work/"
for task in mse softmax; do
  for form in plain residual; do
    [ $form = plain ] && widths=61,44,30,6 || widths=48,48,48,48,6
    python3 "$work/make_init.py" "$work/init.safetensors" 7 36 "$widths"
    for rate in 1e-4 1e-2; do
      shape=$([ $form = plain ] && echo rectangle || echo rectangle_residual)
      "$buttere" train --data "$work/table.tsv.gz" --dataset 294_satellite_image $([ $task = mse ] || echo --task classification) \
        --shape $shape --widths "$widths" --steps 50 --split none --learning-rate $rate --init "$work/init.safetensors" --save "$work/trained.safetensors" --json >"$work/steps.json"
      "${python[@]}" "$work/torch_parity.py" "$work/table.tsv.gz" "$work/init.safetensors" "$work/trained.safetensors" "$work/steps.json" $rate $task $form
    done
  done
done

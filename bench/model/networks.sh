#!/bin/sh
# The networks of the own sweep, as `bench step` reads them: 2^5 to 2^24 parameters, depths 2 to 20, four shapes, on the dimensions of the
# shipped data set (36 inputs, 6 outputs). Shape and depth go round over the sizes; what the builder cannot make within 20 % is left out.
# Usage: networks.sh BUTTERE > networks.tsv
set -eu
buttere=$1
turn=0
for exponent in 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24; do
    for depth in 2 3 4 5 7 9 14 20; do
        case $((turn % 4)) in
            0) shape=rectangle ;; 1) shape=trapezoid ;; 2) shape=exponential ;; 3) shape=wide_first_4x ;;
        esac
        turn=$((turn + 1))
        "$buttere" network --inputs 36 --outputs 6 --shape $shape --depth $depth --size $((1 << exponent)) --json \
            | python3 -c "
import json, sys
network = json.load(sys.stdin)
if network['conformant']:
    print('$shape-$depth-$exponent', 36, 6, ','.join(map(str, network['widths'])), network['parameters'], sep='\t')"
    done
    # The next size begins with another shape.
    turn=$((turn + 1))
done

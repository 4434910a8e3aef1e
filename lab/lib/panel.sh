# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What a panel's record says of a film. To be sourced, in the top folder.

# film_pictures RECORD PLACES [--from NS] [--to NS]: the lines of `panel frames` for the film's
# pictures, in order, on whatever plane the compositor had it. Where they were is in PLACES.
film_pictures() {
	local record=$1 places=$2 layer
	shift 2
	lab/tree -- build/panel/panel layers "$record" "$@" | awk '$4 == "NV12"' >"$places"
	for layer in $(cut -d ' ' -f 3 "$places" | sort -u); do
		lab/tree -- build/panel/panel frames "$record" "$@" --layer "$layer"
	done | sort -n -k 4
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What a panel's record says of films, and what a picture of the desktop has. To be sourced, in the top folder.

# film_pictures RECORD PLACES [--from NS] [--to NS]: the lines of `panel frames` for all pictures of
# films, in order, on whatever plane the compositor had them, and behind each its size and place.
# Where they were, frame by frame, is in PLACES.
film_pictures() {
	local record=$1 places=$2 layer
	shift 2
	lab/tree -- build/panel/panel layers "$record" "$@" | awk '$4 == "NV12"' >"$places"
	for layer in $(cut -d ' ' -f 3 "$places" | sort -u); do
		lab/tree -- build/panel/panel frames "$record" "$@" --layer "$layer" |
			awk -v layer="$layer" 'NR == FNR { if ($3 == layer) place[$1, $2] = $5 " " $6 " " $7; next }
				($3, $4) in place { print $0, place[$3, $4] }' "$places" -
	done | sort -n -k 4
}

# place_at PLACES NS: the film's size and place at that time, WxH X Y
place_at() { awk -v at="$2" '$2 <= at { place = $5 " " $6 " " $7 } END { print place }' "$1"; }

# raw_picture PICTURE.png: as RGB, in PICTURE.rgb, whose name it prints
raw_picture() {
	lab/tree -- ffmpeg -nostdin -v error -y -i "$1" -f rawvideo -pix_fmt rgb24 "${1%.png}.rgb" && echo "${1%.png}.rgb"
}

# colours PICTURE.png inside|outside WxH X Y: those that a picture of the whole desktop has there
colours() { lab/tree -- python3 lab/lib/colours.py "$(raw_picture "$1")" 1280 "${@:2}"; }

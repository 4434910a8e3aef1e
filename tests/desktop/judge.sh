# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the suites of a desktop have in common, on the host; sourced, with out
# the folder for what they leave.

# shellcheck source=tests/lib/result.sh
. tests/lib/result.sh
# shellcheck source=lab/lib/panel.sh
. lab/lib/panel.sh

: "${out:?the folder for what the suite leaves}"

make_folder() { rm -rf "$out" && mkdir -p "$out"; }

# desktop_guest SCRIPT [ARGUMENT…]: runs the topic's SCRIPT in a guest with a desktop
desktop_guest() {
	lab/run --kernel "$KERNEL" --root desktop --mem 3072 --timeout 500 --share "$out" --panel "$out" -- \
		bash "/mnt/build/tests/desktop/$1" "${@:2}"
}

# fact NAME: as the guest wrote it to the file facts, NAME=VALUE
fact() { sed -n "s/^$1=//p" "$out/facts" | tail -n 1; }

# complete NAME REFERENCE: the pictures whose lines are in the file NAME.pictures are those of
# REFERENCE (the film's .ref, as the tool tree names it), each once, in order
complete() {
	local shown exact expected
	lab/tree -- cut -d ' ' -f 2 "$2" >"$out/$1.reference"
	cut -d ' ' -f 1 "$out/$1.pictures" >"$out/$1.shown"
	expected=$(wc -l <"$out/$1.reference")
	shown=$(wc -l <"$out/$1.shown")
	exact=$(paste -d ' ' "$out/$1.reference" "$out/$1.shown" | awk '$1 == $2' | wc -l)
	result "$([ "$expected" -gt 0 ] && [ "$shown $exact" = "$expected $expected" ]; echo $?)" \
		"$1: $shown of $expected frames reached the panel, $exact bit-exact"
}

# black_there PICTURE.png WxH X Y: a screenshot has nothing else in that place
black_there() {
	local inside
	inside=$(colours "$1" inside "${@:2}")
	result "$([ "$inside" = 000000 ]; echo $?)" "the screenshot is black in its place: ${inside:0:60}"
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the demos have in common: their options, and what they read from a
# guest's run; sourced by scripts/demo and scripts/desktop.

# shellcheck disable=SC2034 # for those scripts
film_reference=/lab/film/film.ref
began=$SECONDS

say() { printf '[%s] %s\n' "$demo_name" "$*" >&2; }

# demo_begin NAME [OPTION…]: sets kernel and demo, the folder for what the demo leaves, and builds
demo_begin() {
	local main build=1
	demo_name=$1
	shift
	main=$(lab/kernel --print list --role main)
	kernel=${KERNEL:-$main}
	[ "$(id -u)" = 0 ] || { say 'needs root: it makes and enters Debian trees'; exit 1; }
	while [ $# -gt 0 ]; do
		case $1 in
		--no-build) build=; shift ;;
		--kernel) kernel=$2; shift 2 ;;
		*) say "usage: scripts/$demo_name [--no-build] [--kernel KERNEL]"; exit 2 ;;
		esac
	done
	demo=build/$demo_name
	[ "$kernel" = "$main" ] || demo+=-$kernel
	if [ -n "$build" ]; then
		lab/setup
		scripts/build "$kernel"
	fi
	rm -rf "$demo"
	mkdir -p "$demo"
}

# fact NAME: as the guest wrote it to the file facts, NAME=VALUE
fact() { sed -n "s/^$1=//p" "$demo/facts" | tail -n 1; }

panel() { lab/tree -- build/panel/panel "$1" "$demo/panel.bin" "${@:2}"; }

# frames NAME: "sha256 time" of those in the file frames that the panel showed in NAME's time
frames() {
	awk -v from="$(fact "$1_from")" -v to="$(fact "$1_to")" \
		'$4 >= from && $4 <= to { print $1, $4 }' "$demo/frames"
}

rate() {
	frames "$1" | awk 'NR == 1 { first = $2 } { last = $2 }
		END { if (NR > 1 && last > first)
			printf "%.1f", (NR - 1) * 1e9 / (last - first);
		      else print 0 }'
}

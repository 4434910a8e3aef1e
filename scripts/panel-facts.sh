# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the demos have in common: their options, and what they read from a
# guest's run; sourced by scripts/demo and scripts/desktop.

# shellcheck disable=SC2034 # for those scripts
film_reference=/lab/film/film.ref
# MiB: make demo plays the film four times, and the record has all of its pixels.
DEMO_ROOM=1024
began=$SECONDS

say() { printf '[%s] %s\n' "$demo_name" "$*" >&2; }

# misuse WHAT: of the command line
misuse() {
	say "$*"
	say "usage: scripts/$demo_name [--no-build] [--kernel KERNEL]"
	exit 2
}

# is_kernel NAME: of lab/config/kernels, or its relative with checkers
is_kernel() {
	local plain=${1%-debug}
	[ "$(lab/kernel --print list | grep -cxF "${plain%-heaps}")" = 1 ]
}

# has_room FOLDER: for a panel's record, and what is made of it
has_room() {
	local free
	mkdir -p "$1"
	free=$(df --output=avail -B M "$1" | tr -dc 0-9)
	[ "$free" -ge "$DEMO_ROOM" ] && return
	say "$1 has $free MiB of room, and what the panel shows takes $DEMO_ROOM MiB: make room on that disk"
	exit 1
}

# What the guest is started from, as far as a build is known by it
is_built() {
	[ -x build/panel/panel ] && [ -d "build/modules/$(lab/kernel --kernel "$kernel" --print kver)" ] && return
	say "nothing has been built for the kernel $kernel: leave out --no-build"
	exit 1
}

# demo_begin NAME [OPTION…]: sets kernel and demo, the folder for what the demo leaves, and builds
demo_begin() {
	local main build=1
	demo_name=$1
	shift
	main=$(lab/kernel --print list --role main)
	kernel=${KERNEL:-$main}
	while [ $# -gt 0 ]; do
		case $1 in
		--no-build) build=; shift ;;
		--kernel)
			[ -n "${2-}" ] || misuse '--kernel wants the name of a kernel'
			kernel=$2
			shift 2
			;;
		*) misuse "no such option: $1" ;;
		esac
	done
	is_kernel "$kernel" || misuse "no such kernel: $kernel. There are $(lab/kernel --print list | paste -sd ' ')"
	[ "$(id -u)" = 0 ] || { say 'needs root: it makes and enters Debian trees'; exit 1; }
	demo=build/$demo_name
	[ "$kernel" = "$main" ] || demo+=-$kernel
	has_room build/lab
	has_room "$demo"
	if [ -n "$build" ]; then
		lab/setup
		scripts/build "$kernel"
	else
		is_built
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

rate() { frames "$1" | rate_of; }

# rate_of: pictures a second, of lines "sha256 time"
rate_of() {
	awk 'NR == 1 { first = $2 } { last = $2 }
		END { if (NR > 1 && last > first)
			printf "%.1f", (NR - 1) * 1e9 / (last - first);
		      else print 0 }'
}

# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The cache: its place and the names of the artefacts in it. To be sourced.

LAB=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
TOP=$(dirname "$LAB")
CACHE=${RSTMEM_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/rstmem}

# kernels [ROLE [CAPABILITY]]: the names of those in lab/config/kernels that have them, one a line; empty means any.
kernels() {
	awk -v role="${1-}" -v can="${2-}" '!/^#/ && (role == "" || $2 == role) && (can == "" || index("," $3 ",", "," can ",")) { print $1 }' \
		"$LAB/config/kernels"
}

# kernel_row KERNEL: sets role, can, package and suites. A debug kernel has those of the one that it is the relative of.
kernel_row() {
	local base=${1%-debug}
	case $1 in *-heaps-debug | *-kcsan-debug) base=${base%-*} ;; esac
	# shellcheck disable=SC2034 # for whoever calls
	read -r _ role can package suites < <(grep "^$base " "$LAB/config/kernels") || die "no kernel $1 in lab/config/kernels"
}

# What artefacts may depend on besides their recipes.
: "${KERNEL:=$(kernels main)}" "${SDP_SIZE:=0x500000}" "${LENT_SIZE:=0x4000000}" "${WEEK:=$(date +%G-%V)}"
export LAB TOP CACHE KERNEL SDP_SIZE LENT_SIZE WEEK

say() { printf '[lab] %s\n' "$*" >&2; }
die() { printf '[lab] error: %s\n' "$*" >&2; exit 125; }

# artefact NAME: prints the folder for the result of NAME's current recipe, whether it exists or
# not.
#
# A recipe is identified by the text of its script in lab/steps (without comments), by what the
# script names in "# needs:" (other artefacts, files and folders of lab/, and ../…/, the sources in a folder of the tree) and by its parameters. So
# checkouts can share a cache even if their recipes differ. A debug kernel has a recipe of its own.
# Its guest uses the disk of the plain kernel, which lab/lib/bake has prepared.
artefact() {
	local name=$1 KERNEL=$KERNEL params needs need hash
	case $name:$KERNEL in
	kernel:*-debug) name=debug-kernel ;;
	kernel:*-amd64 | kernel:*-armhf) name=kernel-headers ;;
	kernel:*-graft) name=graft-kernel ;;
	kernel:*-heaps) name=heaps-kernel ;;
	kernel:newest) name=newest-headers ;;
	disk:*-debug) KERNEL=${KERNEL%-debug} KERNEL=${KERNEL%-heaps} KERNEL=${KERNEL%-kcsan} ;;
	disk:*-graft | source:*-graft) KERNEL=${KERNEL%-graft} ;;
	disk:*-heaps | source:*-heaps) KERNEL=${KERNEL%-heaps} ;;
	esac
	params=$(sed -n 's/^# params: //p' "$LAB/steps/$name")
	needs=$(sed -n 's/^# needs: //p' "$LAB/steps/$name")
	hash=$({
		grep -v "^# " "$LAB/steps/$name"
		for need in $needs; do
			case $need in
			../*/) find "$LAB/$need" \( -name '*.[chS]' -o -name Kbuild -o -name Kconfig \) | LC_ALL=C sort | xargs cat ;;
			*/) cat "$LAB/$need"* ;;
			*/*) cat "$LAB/$need" ;;
			# A kernel's is also asked for in the tool tree, where the cache has another path.
			source | graft-base) basename "$(artefact "$need")" ;;
			*) artefact "$need" ;;
			esac
		done
		for param in $params; do printf '%s=%s\n' "$param" "${!param-}"; done
	} | sha256sum)
	printf '%s/%s-%s\n' "$CACHE" "$name" "${hash:0:12}"
}

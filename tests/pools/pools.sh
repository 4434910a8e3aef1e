# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What the pools' tests share; sourced.
. /mnt/build/tests/lib/guest.sh

# is MODULE PARAMETER VALUE: soon, as what is released goes a moment later
is() {
	local i
	for i in $(seq 50); do
		[ "$(cat "/sys/module/$1/parameters/$2")" != "$3" ] || return 0
		sleep 0.1
	done
	echo "# $1: $2 is $(cat "/sys/module/$1/parameters/$2"), not $3, after $i looks" >&2
	return 1
}

# alloc SIZE: from secure-video; what it says is in SAID
alloc() { SAID=$(rstctl alloc --heap "${HEAP:-secure-video}" --size "$1" --hold 0 2>&1); }

# fails MESSAGE SIZE: the allocation fails with this message
fails() {
	! alloc "$2" && grep -q "$1" <<<"$SAID" && return
	echo "# $SAID" >&2
	return 1
}

# hold SIZE: a buffer until let_go, HOLDER is its process
hold() {
	local before
	before=$(cat /sys/class/rstmem/secure-video/buffers)
	rstctl alloc --heap secure-video --size "$1" --hold 1000 >/dev/null 2>&1 &
	HOLDER=$!
	local i
	for i in $(seq 50); do
		[ "$(cat /sys/class/rstmem/secure-video/buffers)" = "$before" ] || return 0
		sleep 0.1
	done
	return 1
}
let_go() {
	kill "$HOLDER"
	wait "$HOLDER" 2>/dev/null
	books_empty
}

# What the kernel said since the last mark.
mark() { echo "pools-test: mark $1" >/dev/kmsg; }
says() { dmesg | tac | sed '/pools-test: mark/q' | grep -q -- "$1"; }
said_since() { says "$1" || { dmesg | tail -n 4 | sed 's/^/# /'; false; }; }

# load_fails MESSAGE MODULE OPTION…
load_fails() {
	local message=$1 module=$2 said
	shift 2
	if said=$(insmod "$MODULES/$module.ko" "$@" 2>&1); then
		rmmod "$module"
		return 1
	fi
	grep -q "$message" <<<"$said"
}

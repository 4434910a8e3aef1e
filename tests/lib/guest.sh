# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the scripts that run in the guest share; sourced. A script's own folder
# is HERE, another topic's $TOPICS/TOPIC.

# shellcheck source=lab/guest/film.sh
. /run/lab/film.sh
# shellcheck source=tests/lib/result.sh
. /mnt/build/tests/lib/result.sh

TOPICS=/mnt/build/tests
HERE=$(cd "$(dirname "$0")" && pwd)
KVER=$(uname -r)
MODULES=${RSTMEM_MODULES:-/mnt/build/modules}/$KVER
HEAPS="secure-video trusted-ui secure-video-record"

can_not() { ! "$@"; }

# Bytes in use over all heaps.
bytes_in_use() {
	local heap bytes sum=0
	for heap in $HEAPS; do
		read -r bytes <"/sys/class/rstmem/$heap/bytes"
		sum=$((sum + bytes))
	done
	echo "$sum"
}

# Releasing is asynchronous: the last reference may go a moment later.
books_empty() {
	local i
	for i in $(seq 50); do
		[ "$(bytes_in_use)" = 0 ] && return 0
		sleep 0.1
	done
	echo "# books: $(bytes_in_use) bytes in use after ${i} looks"
	return 1
}

# What is released is scrubbed a moment later. For a heap, or secure-video.
all_scrubbed() {
	local i
	for i in $(seq 100); do
		[ "$(cat "/sys/class/rstmem/${1:-secure-video}/quarantined")" != 0 ] || return 0
		sleep 0.1
	done
	echo "# ${1:-secure-video}: $(cat "/sys/class/rstmem/${1:-secure-video}/quarantined") bytes quarantined after $i looks"
	return 1
}

no_warning() { ! dmesg | grep -qE 'WARNING:|BUG:|Oops|Call trace|refcount_t'; }

# unload MODULE: and whatever uses it, first
unload() {
	local holder
	[ -d "/sys/module/$1" ] || return 0
	for holder in "/sys/module/$1/holders"/*; do
		[ ! -d "$holder" ] || unload "${holder##*/}" || return
	done
	rmmod "$1"
}

# run_program PROGRAM [ARGUMENT…]: a test program, which says ok and not ok itself
run_program() {
	local name=${1##*/}
	echo "# $name"
	tests=$((tests + 1))
	"$@" || { echo "not ok - $name ended with status $?"; failures=$((failures + 1)); }
	books_empty || {
		echo "not ok - books are empty after $name"
		failures=$((failures + 1))
	}
}

# module_results MODULE: loads one that tests while it is loaded, and unloads it
module_results() {
	tests=$((tests + 1))
	insmod "$MODULES/$1.ko" && rmmod "$1" || {
		echo "not ok - $1 loads and unloads"
		failures=$((failures + 1))
	}
	dmesg | sed -n "s/.*$1: \\(ok\\|not ok\\|1\\.\\.\\)/\\1/p"
}

install_test_tas() {
	mkdir -p /lib/optee_armtz
	cp "$TOPICS"/ta/*.ta /lib/optee_armtz/
}

# run_programs [TOPIC]: those that the topic's Makefile says are RUN, with its
# MODULES loaded.
run_programs() {
	local topic=${1:+$TOPICS/$1} module program mine=''
	topic=${topic:-$HERE}
	install_test_tas
	for module in $(cat "$topic/modules"); do
		[ ! -d "/sys/module/$module" ] || continue
		mine="$module $mine"
		insmod "$MODULES/$module.ko" ||
			not_ok "${topic##*/}: $module.ko loads"
	done
	for program in $(cat "$topic/programs"); do
		run_program "$topic/$program"
	done
	for module in $mine; do
		rmmod "$module" ||
			not_ok "${topic##*/}: $module.ko unloads"
	done
}

# start_film [LINE]: plays in the background, PLAYER is its pid; returns
# when its frames are on the screen
start_film() {
	local line=${1:-$(cenc_line "$FILM_DIR/film-cenc.mp4")} i
	# shellcheck disable=SC2086
	gst-launch-1.0 -q $line >/tmp/player.log 2>&1 &
	PLAYER=$!
	for i in $(seq 300); do
		[ "$(film_buffers)" -ge 6 ] && return 0
		kill -0 "$PLAYER" 2>/dev/null || break
		sleep 0.05
	done
	echo "# the film did not start:"
	sed 's/^/# /' /tmp/player.log
	return 1
}

# soon COMMAND…: it succeeds within half a minute, on a busy host, too
soon() {
	local i
	for i in $(seq 300); do
		"$@" && return
		sleep 0.1
	done
	return 1
}

film_buffers() { cat /sys/class/rstmem/secure-video/buffers; }

load_attacker() { [ -d /sys/module/rst_attack ] || insmod "$MODULES/rst_attack.ko"; }

# Where OP-TEE's restricted pool is, as optee_rstmem.ko said when it loaded.
pool_address() { dmesg | sed -n 's/.*optee_rstmem.*pool.*\(0x[0-9a-f]*\).*/\1/p' | head -n 1; }

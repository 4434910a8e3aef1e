# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the guest's test scripts share.

# shellcheck source=scripts/guest/film.sh
. /mnt/build/guest/film.sh

HERE=/mnt/build/tests/guest
KVER=$(uname -r)
HEAPS="secure-video trusted-ui secure-video-record"
tests=0 failures=0

ok() { tests=$((tests + 1)); echo "ok $tests - $*"; }
not_ok() {
	tests=$((tests + 1)) failures=$((failures + 1))
	echo "not ok $tests - $*"
}

# check SENTENCE COMMAND…
check() {
	local sentence=$1
	shift
	if "$@" >/dev/null 2>&1; then ok "$sentence"; else not_ok "$sentence"; fi
}

can_not() { ! "$@"; }

# finish: the script's exit status
finish() {
	echo "1..$tests"
	[ "$failures" -eq 0 ] && [ "$tests" -gt 0 ]
}

# Bytes in use over all heaps.
bytes_in_use() {
	local heap sum=0
	for heap in $HEAPS; do
		sum=$((sum + $(cat "/sys/class/rstmem/$heap/bytes")))
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

film_buffers() { cat /sys/class/rstmem/secure-video/buffers; }

load_attacker() { insmod "/mnt/build/modules/$KVER/rst_attack.ko"; }

install_test_tas() {
	mkdir -p /lib/optee_armtz
	cp /mnt/build/tests/ta/*.ta /lib/optee_armtz/
}

# Where OP-TEE's restricted pool is, as optee_rstmem.ko said when it loaded.
pool_address() { dmesg | sed -n 's/.*optee_rstmem.*pool.*\(0x[0-9a-f]*\).*/\1/p' | head -n 1; }

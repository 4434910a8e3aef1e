#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One player again and again, several at once, and one that waits for memory.
. /mnt/build/tests/lib/guest.sh
film=$FILM_DIR/film-short-cenc.mp4
cycle_film=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/cycle-film
log=/tmp/players.log

show() { sed 's/^/# /' "$1" | cut -c 1-300 | head -n 12; }

to_nowhere() { # FILM [properties of rstcencdec]
	echo "filesrc location=$1 ! qtdemux ! queue ! rstcencdec ${2-} !" \
		"v4l2h264dec output-io-mode=dmabuf-import ! fakesink sync=false"
}

# hold BYTES: takes memory until release
hold() {
	rstctl alloc --heap secure-video --size "$1" --hold 300 >/dev/null &
	holder=$!
	for _ in $(seq 50); do
		[ "$(bytes_in_use)" -ge "$1" ] && return 0
		sleep 0.1
	done
	return 1
}

# It is ended by a signal, which is its status then.
release() {
	kill "$holder" || return
	wait "$holder" 2>/dev/null
	[ $? = 143 ]
}

# players COUNT: that many play the film at once, the first one on the panel
players() {
	local pids=() failed=0 i line
	for i in $(seq "$1"); do
		line=$(to_nowhere "$film" "buffers=2 memory-timeout=60000")
		[ "$i" != 1 ] || line=$(cenc_line "$film" sync=false)
		# shellcheck disable=SC2086 # a line of words
		timeout 180 gst-launch-1.0 -q $line >"$log.$i" 2>&1 &
		pids+=($!)
	done
	for i in $(seq "$1"); do
		wait "${pids[$((i - 1))]}" || {
			failed=$((failed + 1))
			show "$log.$i"
		}
	done
	[ "$failed" = 0 ]
}

load_key
GST_TRACERS=leaks GST_DEBUG=GST_TRACER:7 timeout 300 "$cycle_film" \
	"$(cenc_line "$film")" 200 >"$log" 2>&1
status=$?
result $status "a player starts and stops 200 times"
[ "$status" = 0 ] || grep -v GST_TRACER "$log" | tail -n 5 | sed 's/^/# /'
check "it leaves no object behind" \
	can_not grep -q 'object-alive, type-name=(string)G' "$log"
check "the books are empty" books_empty

players 2
result $? "two players at once"
check "the books are empty after two players" books_empty
players 4
result $? "four players at once"
check "the books are empty after four players" books_empty

# All but half a mebibyte, which is less than the film needs.
size=$(cat /sys/class/rstmem/secure-video/size)
check "another program takes the memory" hold $((size - 512 * 1024))
# shellcheck disable=SC2046
timeout 60 gst-launch-1.0 $(to_nowhere "$film" \
	"buffer-size=1048576 memory-timeout=500") >"$log" 2>&1
[ $? = 1 ]
result $? "a player without memory gives up"
grep -q 'in use by .* buffers' "$log"
result $? "it says how much others have"
# shellcheck disable=SC2046
timeout 120 gst-launch-1.0 -q $(to_nowhere "$film" \
	"buffer-size=1048576 memory-timeout=60000") >"$log" 2>&1 &
waiting=$!
sleep 3
check "a player without memory waits" kill -0 "$waiting"
check "the other program ends" release
wait "$waiting"
status=$?
result $status "the player plays then"
[ "$status" = 0 ] || show "$log"
check "the books are empty at the end" books_empty
finish

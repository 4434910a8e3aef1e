#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# One player again and again, several at once, and players that wait for memory.
. /mnt/build/tests/lib/guest.sh
film=/mnt/share/shaka-cenc.mp4
cycle_film=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/cycle-film
heap=/sys/class/rstmem/secure-video
log=/tmp/players.log

show() { sed 's/^/# /' "$1" | cut -c 1-300 | head -n 12; }

to_nowhere() { # FILM [properties of rstvideodec]
	echo "filesrc location=$1 ! qtdemux ! queue ! rstvideodec ${2-} !" \
		"fakesink sync=false"
}

# A line for cycle-film.
cycle_line() { # FILM DECODER
	echo "filesrc location=$1 ! qtdemux name=demux queue name=behind !" \
		"$2 ! kmssink driver-name=rst-disp"
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

# players COUNT FILM: that many play at once, the first one on the panel
players() {
	local pids=() failed=0 i line
	for i in $(seq "$1"); do
		line=$(to_nowhere "$2")
		[ "$i" != 1 ] || line=$(cenc_line "$2" sync=false)
		# A loaded machine takes long over the films of the others.
		line=${line/rstvideodec/rstvideodec memory-timeout=120000}
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

# start_waiting FILM [properties of rstvideodec]: as $waiting
start_waiting() {
	# shellcheck disable=SC2046
	gst-launch-1.0 -q $(to_nowhere "$@") >"$log" 2>&1 &
	waiting=$!
}

# ends WITHIN: the waiting player does
ends() {
	local i status
	for i in $(seq "$1"); do
		kill -0 "$waiting" 2>/dev/null || break
		sleep 1
	done
	kill -9 "$waiting" 2>/dev/null
	wait "$waiting" 2>/dev/null
	status=$?
	[ "$status" = 0 ] || {
		echo "# status $status after $i s"
		show "$log"
		return 1
	}
}

# wait_for_memory WHAT BYTES FILM SENTENCE: BYTES are left, the player wants more
wait_for_memory() {
	local what=$1 size
	size=$(cat $heap/size)
	check "$what: another program takes the memory" hold $((size - $2))
	# shellcheck disable=SC2046
	timeout 60 gst-launch-1.0 -q $(to_nowhere "$3" memory-timeout=500) \
		>"$log" 2>&1
	[ $? = 1 ]
	result $? "$what: a player gives up"
	grep ERROR "$log" | head -n 1 | sed 's/^/# /'
	check "$what: it says how much others have" \
		grep -q "ERROR: .*rstvideodec.*$4.* in use by .* buffers" "$log"

	start_waiting "$3" memory-timeout=-1
	sleep 3
	check "$what: a player waits" kill -0 "$waiting"
	kill -INT "$waiting"
	ends 10
	result $? "$what: it can be stopped"
	check "$what: and has no complaint" can_not grep -q ERROR "$log"

	start_waiting "$3" memory-timeout=60000
	sleep 3
	check "$what: a player waits again" kill -0 "$waiting"
	check "$what: the other program ends" release
	ends 60
	result $? "$what: the player plays then"
	check "$what: the books are empty" books_empty
}

load_key
while read -r kid key; do
	rstctl lab-key --kid "$kid" --key "$key" >/dev/null ||
		not_ok "the key $kid is set"
done </mnt/share/keys

# cycles COUNT LINE
cycles() {
	GST_TRACERS=leaks GST_DEBUG_NO_COLOR=1 GST_DEBUG=GST_TRACER:7 \
		timeout 300 "$cycle_film" "$2" "$1" >"$log" 2>&1
}

left_behind() { sed -n 's/.*object-alive, type-name=(string)\(G[A-Za-z0-9]*\).*/\1/p' "$log" | sort -u; }

# What decoder and sink leave behind by themselves.
cycles 12 "$(cycle_line "$FILM_DIR/film-short-clear.mp4" \
	'h264parse ! v4l2h264dec')"
left_behind >/tmp/left-by-others
cycles 200 "$(cycle_line "$film" rstvideodec)"
status=$?
result $status "a player starts and stops 200 times"
[ "$status" = 0 ] || grep -v GST_TRACER "$log" | tail -n 5 | sed 's/^/# /'
left_behind | comm -23 - /tmp/left-by-others >/tmp/left
check "it leaves no object behind" can_not test -s /tmp/left
sed 's/^/# /' /tmp/left
sed 's/^/# also without encryption: /' /tmp/left-by-others
check "the books are empty" books_empty

for count in 2 4; do
	players "$count" "$film"
	result $? "$count players at once"
	echo "# at most $(cat $heap/high_water) of $(cat $heap/size) bytes"
	check "the books are empty after $count players" books_empty
done

# For one of them there is.
size=$(cat $heap/size)
check "another program takes most of the memory" \
	hold $((size - 1280 * 1024))
players 3 "$film"
result $? "3 players, for which there is not enough memory at once"
check "the other program ends" release
check "the books are empty after them" books_empty

# A buffer for decrypted samples has 128 KiB, all pictures have more than 512.
wait_for_memory decryptor $((64 * 1024)) "$film" 'has no room for another'
wait_for_memory decoder $((512 * 1024)) "$film" "no room for the decoder's"
finish

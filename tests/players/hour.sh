#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A film in a loop for RSTMEM_SECONDS: whose memory grows? The player's own, the
# kernel's slabs, OP-TEE's heap, and the heap's books are compared between the
# first and the last third.
. /mnt/build/tests/lib/guest.sh
loop_film=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/loop-film
seconds=${RSTMEM_SECONDS:-3600}
log=/tmp/loop.log samples=/tmp/samples

slab() { awk '$1 == "SUnreclaim:" { print $2 }' /proc/meminfo; }

# OP-TEE's answer has a figure for its heap and one for its applications.
secure() { "$TOPICS/kexec/optee-memory" | tr -cs '0-9' ' '; }

sample() {
	echo "$(slab) $(secure) $(cat /sys/class/rstmem/secure-video/bytes)"
}

# growth COLUMN: the most of the last third less the most of the first
growth() {
	awk -v column="$1" '{ value[NR] = $column }
		END {
			for (i = 1; i <= NR; i++) {
				if (i <= NR / 3 && value[i] > first)
					first = value[i]
				if (i > NR * 2 / 3 && value[i] > last)
					last = value[i]
			}
			print last - first
		}' "$2"
}

# flat COLUMN MOST FILE SENTENCE
flat() {
	local by
	by=$(growth "$1" "$3")
	echo "# $4: grew by $by"
	[ "$by" -le "$2" ]
	result $? "$4 does not grow"
}

load_key
"$loop_film" "$(cenc_line "$FILM_DIR/film-short-cenc.mp4")" "$seconds" \
	>"$log" 2>&1 &
player=$!
sleep 10
while kill -0 "$player" 2>/dev/null; do
	sample >>"$samples"
	sleep 5
done
wait "$player"
result $? "the film plays in a loop for $seconds s"
plays=$(grep -c '^play' "$log")
echo "# $plays plays, $(wc -l <"$samples") looks"
[ "$plays" -ge $((seconds / 30)) ]
result $? "it plays more than once in 30 s"
sed -n 's/^play [0-9]*: //p' "$log" >"$log.rss"
flat 1 512 "$log.rss" "the player's memory (KiB)"
flat 1 512 "$samples" "the kernel's slabs (KiB)"
flat 2 0 "$samples" "OP-TEE's heap (bytes)"
flat 5 0 "$samples" "the memory of trusted applications (bytes)"
flat 7 0 "$samples" "restricted memory in use (bytes)"
check "the books are empty at the end" books_empty
finish

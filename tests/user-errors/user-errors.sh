#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What goes wrong when input is bad: a clear error, and a film plays afterwards.
. /mnt/build/tests/lib/guest.sh
short=$FILM_DIR/film-short-cenc.mp4
log=/tmp/line.log

# run LINE: with a limit on time; its output in $log
run() {
	# shellcheck disable=SC2086
	timeout 60 gst-launch-1.0 -q $1 >$log 2>&1
}

# says PATTERN SENTENCE: the last run's message
says() {
	if grep -qiE "$1" $log; then
		ok "$2"
	else
		not_ok "$2"
		sed 's/^/# /' $log | head -n 12
	fi
}

# alive WHAT: nothing held, and the film plays
alive() {
	check "$1: books are empty" books_empty
	load_key
	check "$1: the film plays afterwards" \
		run "$(cenc_line "$short" sync=false)"
}

# A key stays in the TEE once it is set, so play a film with a KID that has none.
# The film's own KID is ASCII, which sed can replace.
unknown_kid=7273746d656d6c61626b657939393939
LC_ALL=C sed 's/rstmemlabkey0001/rstmemlabkey9999/g' "$short" >/tmp/unknown.mp4
check "no key: the film has another KID" can_not cmp -s "$short" /tmp/unknown.mp4
run "$(cenc_line /tmp/unknown.mp4)" && not_ok "no key: the pipeline fails" ||
	ok "no key: the pipeline fails"
says "$unknown_kid" "no key: the message names the KID"
alive "no key"

load_key ffffffffffffffffffffffffffffffff
run "$(cenc_line "$short")" && not_ok "wrong key: the pipeline fails" ||
	ok "wrong key: the pipeline fails"
says 'wrong key|damaged' "wrong key: the message says so"
alive "wrong key"

cp "$short" /tmp/damaged.mp4
size=$(stat -c %s "$short")
for i in $(seq 40); do
	dd if=/dev/urandom of=/tmp/damaged.mp4 bs=1 count=16 conv=notrunc \
		seek=$((size / 4 + i * size / 80)) status=none
done
run "$(cenc_line /tmp/damaged.mp4 sync=false)"
[ $? -lt 124 ] && ok "corrupted ciphertext: the line ends by itself" ||
	not_ok "corrupted ciphertext: the line ends by itself"
alive "corrupted ciphertext"

head -c $((size * 2 / 3)) "$short" >/tmp/truncated.mp4
run "$(cenc_line /tmp/truncated.mp4 sync=false)"
[ $? -lt 124 ] && ok "truncated file: the line ends" ||
	not_ok "truncated file: the line ends"
alive "truncated file"

if run "$(cenc_line "$FILM_DIR/film-progressive-cenc.mp4" sync=false)"; then
	not_ok "unfragmented CENC: fails closed"
else
	ok "unfragmented CENC: fails closed"
fi
says 'protection|fragmented' "unfragmented CENC: the message says why"
alive "unfragmented CENC"

rstctl alloc --heap secure-video --size 4M --hold 60 >/tmp/hold.log 2>&1 &
hog=$!
sleep 1
run "$(cenc_line "$short")" && not_ok "pool exhausted: the pipeline fails" ||
	ok "pool exhausted: the pipeline fails"
says 'memory|pool|exhausted' "pool exhausted: the message says so"
kill $hog
wait $hog 2>/dev/null
alive "pool exhausted"

for size in 0 18446744073709551615 9223372036854775807 1T; do
	rstctl alloc --heap secure-video --size $size >$log 2>&1 &&
		not_ok "rstctl alloc --size $size is refused" ||
		ok "rstctl alloc --size $size is refused"
done

mv /dev/tee0 /dev/tee0.away
run "$(cenc_line "$short")" && not_ok "TEE device missing: fails" ||
	ok "TEE device missing: fails"
says 'TEE' "TEE device missing: the message says so"
mv /dev/tee0.away /dev/tee0
alive "TEE device missing"
finish

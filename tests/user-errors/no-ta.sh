#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A machine whose OP-TEE holds none of our trusted applications.
. /mnt/build/tests/lib/guest.sh

check "heaps are there all the same" test -c /dev/dma_heap/protected,secure-video
check "rstctl heaps works" rstctl heaps
timeout 60 rstctl check >/tmp/log 2>&1 && not_ok "rstctl check fails" ||
	ok "rstctl check fails"
check "and says that the application is missing" \
	grep -qE '^missing +application .*trusted application: the firmware' /tmp/log
check "and that there is no decoder" grep -qE '^missing +decoder' /tmp/log
sed 's/^/# /' /tmp/log
timeout 60 rstctl keys >/tmp/log 2>&1 && not_ok "rstctl keys fails" ||
	ok "rstctl keys fails"
timeout 60 rstctl lab-key --kid "$KID" --key "$KEY" >/tmp/log 2>&1 &&
	not_ok "rstctl lab-key fails" || ok "rstctl lab-key fails"
check "and says that the trusted application is missing" \
	grep -qiE 'trusted application|TA ' /tmp/log
timeout 60 gst-launch-1.0 -q filesrc location="$FILM_DIR/film-short-cenc.mp4" ! \
	qtdemux ! queue ! rstcencdec ! fakesink >/tmp/log 2>&1 &&
	not_ok "the line fails" || ok "the line fails"
check "and says that the trusted application is missing" \
	grep -qiE 'trusted application|TA ' /tmp/log
cat /tmp/log | sed 's/^/# /'
check "no decoder device without a decoder" test ! -e /dev/video0
check "books are empty" books_empty
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Captions of an encrypted film, as they reach the sink: to /mnt/share/sink.
. /mnt/build/tests/lib/guest.sh
show=/mnt/build/userspace/usr/libexec/rstmem/gst-tests/show-captions

check "a key is set" load_key
check "the film with captions plays" "$show" "filesrc location=/mnt/share/cenc.mp4 ! qtdemux !
	queue ! rstcencdec ! v4l2h264dec output-io-mode=dmabuf-import !
	kmssink name=sink driver-name=rst-disp sync=false" >/tmp/sink
grep -v '^ok' /tmp/sink >/mnt/share/sink
grep '^ok' /tmp/sink
check "books are empty" books_empty
finish

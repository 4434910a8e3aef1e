#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# program.sh TOPIC PROGRAM [CASE…]: one program of a topic, in the guest, with the
# topic's modules loaded; tests/run TOPIC:PROGRAM:CASE is for people.
. /mnt/build/tests/lib/guest.sh
topic=$TOPICS/$1 program=$2
shift 2
# The elements' tests are installed by meson, and have a script that runs them.
if [ "${topic##*/}" = gst ]; then
	exec /mnt/build/userspace/usr/libexec/rstmem/gst-tests/run "$program" "$@"
fi
if [ ! -x "$topic/$program" ]; then
	echo "not ok - ${topic##*/} has no program $program; it has:" \
		"$(find "$topic" -maxdepth 1 -type f -perm -u+x -printf '%f ')"
	exit 1
fi
install_test_tas
for module in $(cat "$topic/modules"); do insmod "$MODULES/$module.ko"; done
run_program "$topic/$program" "$@"
finish

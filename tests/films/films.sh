#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Plays the films in /mnt/share, one after the other. To /mnt/share/played goes a
# line for each: name, begin and end in the clock of the panel, and the player's
# status; to /mnt/share/NAME.log what it said.
. /mnt/build/tests/lib/guest.sh

now() { awk '{ printf "%.0f\n", $1 * 1e9 }' /proc/uptime; }

# A player that hangs is ended, and has failed.
play_one() {
	local name=$1 began status=0
	began=$(now)
	timeout 25 gst-launch-1.0 -q filesrc location="/mnt/share/$name.mp4" ! \
		qtdemux ! queue ! rstvideodec ! \
		kmssink driver-name=rst-disp sync=false \
		>"/mnt/share/$name.log" 2>&1 </dev/null || status=$?
	echo "$name $began $(now) $status" >>/mnt/share/played
	books_empty || echo "not ok - the books are empty after $name"
}

while read -r kid key; do
	rstctl lab-key --kid "$kid" --key "$key" >/dev/null ||
		echo "not ok - the key $kid is set"
done </mnt/share/keys
for film in /mnt/share/*.mp4; do
	play_one "$(basename "$film" .mp4)"
done

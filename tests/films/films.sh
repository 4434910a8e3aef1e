#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Plays the films in /mnt/share, one after the other; those in
# /mnt/share/behind-queue once more, as NAME+queue: then qtdemux gets the file in
# one stream, as from a network. To /mnt/share/played goes a line for each: name,
# begin and end in the clock of the panel, and the player's status; to
# /mnt/share/NAME.log what it said.
. /mnt/build/tests/lib/guest.sh

# Each program that is started takes an emulated machine a tenth of a second.
get_time() { # VARIABLE: nanoseconds
	local seconds rest
	read -r seconds rest </proc/uptime
	printf -v "$1" %s "${seconds/./}0000000"
}

# A player that hangs is ended, and has failed.
play_one() { # NAME [ELEMENT !]
	local name=$1 file=${1%+queue} began ended status=0
	shift
	get_time began
	timeout 25 gst-launch-1.0 filesrc location="/mnt/share/$file.mp4" ! \
		"$@" qtdemux ! queue ! rstvideodec ! \
		kmssink driver-name=rst-disp sync=false \
		>"/mnt/share/$name.log" 2>&1 </dev/null || status=$?
	get_time ended
	echo "$name $began $ended $status" >>/mnt/share/played
	books_empty || echo "not ok - the books are empty after $name"
}

while read -r kid key; do
	rstctl lab-key --kid "$kid" --key "$key" >/dev/null ||
		echo "not ok - the key $kid is set"
done </mnt/share/keys
behind_queue=" $(tr '\n' ' ' </mnt/share/behind-queue)"
for film in /mnt/share/*.mp4; do
	name=${film##*/} name=${name%.mp4}
	play_one "$name"
	[[ $behind_queue != *" $name "* ]] || play_one "$name+queue" queue !
done

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# user32.sh TOPIC/PROGRAM…: those, as 32-bit programs.
. /mnt/build/tests/lib/guest.sh
install_test_tas
insmod "$MODULES/rst_attack.ko" || exit
for program; do
	program=$HERE/${program/\//-}
	# EI_CLASS: 1 is 32 bits
	check "$(basename "$program") is a 32-bit program" \
		test "$(od -An -tu1 -j4 -N1 "$program" | tr -d ' ')" = 1
	run_program "$program"
done
rmmod rst_attack
finish

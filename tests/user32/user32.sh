#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# user32.sh TOPIC/PROGRAM…: those, as 32-bit programs.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"
install_test_tas
insmod "$MODULES/rst_attack.ko" || exit
for program; do
	file=$HERE/${program/\//-}
	# EI_CLASS: 1 is 32 bits
	check "$(basename "$file") is a 32-bit program" \
		test "$(od -An -tu1 -j4 -N1 "$file" | tr -d ' ')" = 1
	case $program in
	ioctls/calls) run_program "$file" 20 32 ;;
	# It is the supplicant.
	user32/nodes) stop_supplicant; run_program "$file"; start_supplicant ;;
	*) run_program "$file" ;;
	esac
done
rmmod rst_attack
finish

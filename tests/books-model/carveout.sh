#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
#	carveout.sh [PARAMETER=VALUE…]	of rst_carveout.ko
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

dmesg -C
insmod "$MODULES/rst_carveout.ko" "$@"
loaded=$?
dmesg >/tmp/carveout.log
sed -n 's/^.*rst_carveout: //p' /tmp/carveout.log
if [[ "$*" == *double_free=1* ]]; then
	check "a range that nobody has is told of" \
		grep -q 'is given back, but nobody has it' /tmp/carveout.log
fi
[ $loaded = 0 ] && rmmod rst_carveout && [ "$failures" -eq 0 ]

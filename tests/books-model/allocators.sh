#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
#	allocators.sh [PARAMETER=VALUE…]	of rst_allocators.ko
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

dmesg -C
modprobe drm
insmod "$MODULES/rst_allocators.ko" "$@" && rmmod rst_allocators
loaded=$?
dmesg | sed -n 's/^.*rst_allocators: //p'
exit $loaded

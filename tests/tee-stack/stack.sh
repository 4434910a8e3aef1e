#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The stack goes down and up again while the machine runs, and while somebody
# holds restricted buffers. Ends with the modules loaded as they were found.
. /mnt/build/tests/lib/guest.sh

# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"

nodes() { ls /dev/dma_heap 2>/dev/null | grep -c '^protected,'; }
whole_pool() { cat /sys/class/rstmem/secure-video/size; }

check 'tee0 and teepriv0 exist' test -c /dev/tee0 -a -c /dev/teepriv0
check 'the kernel loaded its own optee.ko on this tee.ko' \
	test -d /sys/module/tee/holders/optee
check 'the implementation is OP-TEE' grep -qx 1 \
	/sys/class/tee/tee0/implementation_id
check 'devices on the TEE bus have a MODALIAS' \
	grep -q '^MODALIAS=tee:[0-9a-f-]*$' /sys/bus/tee/devices/*/uevent
check 'three heaps' test "$(nodes)" = 3

applications() { "$TOPICS/kexec/optee-memory" | sed 's/.*applications //'; }
install_test_tas
# OP-TEE keeps something of the first.
"$HERE/crowd" 1
before=$(applications)
check 'many are in calls of one session at once' "$HERE/crowd" 24
after=$(applications)
check "and when they are gone it is closed ($before, $after)" test "$after" = "$before"

stop_supplicant

coproc HOLD { "$HERE/hold"; }
read -r -t 10 held <&"${HOLD[0]}"
check 'somebody holds buffers' test "$held" = held
unbind
check 'the driver of OP-TEE is unbound nevertheless' \
	test ! -e "$driver/$device" -a ! -e /dev/tee0
check 'the heaps went with it' test "$(nodes)" = 0

bind
check 'the driver is bound again' test -c /dev/tee0
check 'and three heaps with it' test "$(nodes)" = 3
check 'the memory of the held buffers is not given to others' \
	can_not "$HERE/hold" "$(whole_pool)"
eval "exec ${HOLD[1]}>&-"
wait "$HOLD_PID"
check 'the buffers could be let go of' test $? = 0
check 'and their memory is there for others again' \
	"$HERE/hold" "$(whole_pool)"

"$HERE/going" "$driver/unbind" "$device" ||
	not_ok 'the device goes while it is in use'
bind

start_supplicant
"$HERE/going" "$driver/unbind" "$device" file ||
	not_ok 'the device goes while a file is open'
bind

# Some kernels' optee.ko brings it itself (heap-class.sh).
if [ ! -e /sys/class/dma_heap/system ]; then
	start_supplicant
	"$HERE/poolless" || not_ok 'the pool goes while its buffers are in use'
	stop_supplicant
	reload
	check 'the pool is there again' "$HERE/hold" "$(whole_pool)"
fi

unload rstmem
check 'all of it is unloaded' test ! -d /sys/module/tee -a \
	! -d /sys/module/optee -a ! -d /sys/module/rstmem
check 'no node is left' test ! -e /dev/tee0 -a "$(nodes)" = 0
reload
check 'all of it is loaded again' test -c /dev/tee0 -a "$(nodes)" = 3
start_supplicant
check 'the kernel has nothing to complain of' no_warning
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In a kernel with TEE and OP-TEE built in. Ends with all as it was found.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"

built_in() { [ -d "/sys/module/$1" ] && [ ! -e "/sys/module/$1/initstate" ]; }
said() { dmesg | grep -q "$1"; }

for module in rstmem tee optee optee_rstmem rst_v4l2 rst_drm; do
	check "$module is built in" built_in "$module"
done
check "tee is rstmem's" grep -q rstmem /sys/module/tee/version
check 'and has its parameters' test -e /sys/module/tee/parameters/scrub
check "OP-TEE's pool was there before the first program ran" \
	said "optee_rstmem: OP-TEE's restricted pool"
for heap in $HEAPS; do
	check "a node of $heap" test -c "/dev/dma_heap/protected,$heap"
done
check 'rstctl check finds the modules, though none is loaded' \
	grep -q '^ok  *modules' <(rstctl check)
check 'a buffer' rstctl alloc --heap secure-video --size 1048576

# No module can be unloaded, but the driver can be unbound: what users have in
# the secure world is ended, and their buffers stay.
whole_pool() { cat /sys/class/rstmem/secure-video/size; }
stop_supplicant
coproc HOLD { "$TOPICS/tee-stack/hold"; }
read -r -t 10 held <&"${HOLD[0]}"
check 'somebody holds buffers' test "$held" = held
check 'the driver of OP-TEE is unbound nevertheless' unbind
check 'its device and the heaps have gone' \
	test ! -e "$driver/$device" -a ! -e /dev/tee0 -a ! -e /dev/dma_heap/protected,secure-video
check 'it is bound again' bind
check 'and its device is back' soon test -c /dev/tee0
check 'and the heaps' soon test -c /dev/dma_heap/protected,secure-video
check 'the memory of the held buffers is not given to others' \
	can_not "$TOPICS/tee-stack/hold" "$(whole_pool)"
eval "exec ${HOLD[1]}>&-"
wait "$HOLD_PID"
check 'they can be let go of' test $? = 0
check 'and their memory is there for others again' \
	soon "$TOPICS/tee-stack/hold" "$(whole_pool)"

# With a session, too, which ends although it is open.
run_program "$TOPICS/tee-stack/going" "$driver/unbind" "$device"
check 'the driver is bound again' bind
check 'the heaps are back' soon test -c /dev/dma_heap/protected,secure-video
check 'a buffer' rstctl alloc --heap secure-video --size 1048576
start_supplicant
check 'the kernel has nothing to complain of' no_warning
finish

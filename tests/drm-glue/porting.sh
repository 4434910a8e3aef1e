#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# rst_drm.ko's calls, clients of rst_disp, and the drivers of docs/porting-drm.md.
. /mnt/build/tests/lib/guest.sh

mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
modprobe drm_dma_helper
module_results rst_drm_test
run_programs
insmod "$MODULES/rst_beam_before.ko" && run_program "$HERE/beam" before
check "the driver goes" rmmod rst_beam_before
insmod "$MODULES/rst_beam_after.ko" && run_program "$HERE/beam" after

# The pool goes while the driver has buffers, and they go after it.
pool=$(mktemp -d)
mkfifo "$pool/orders"
"$HERE/beam" pool <"$pool/orders" >"$pool/answers" &
exec 3>"$pool/orders"
for _ in $(seq 100); do
	! grep -q -e ready -e '^1\.\.' "$pool/answers" || break
	sleep 0.1
done
check "the pool goes" rmmod optee_rstmem
echo >&3
wait $!
result $? "what the driver had of it ends well"
exec 3>&-
cat "$pool/answers"
rm -r "$pool"
check "and comes again" insmod "$MODULES/optee_rstmem.ko"
check "the driver goes" rmmod rst_beam_after
finish

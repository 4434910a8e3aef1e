#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The drivers of docs/porting-v4l2.md, before and after, and what they refuse.
. /mnt/build/tests/lib/guest.sh

mount -t tracefs tracefs /sys/kernel/tracing 2>/dev/null
install_test_tas
modprobe -q udmabuf
modprobe videobuf2-vmalloc
status=0

insmod "$MODULES/rst_glue_test.ko" && rmmod rst_glue_test || status=1
dmesg | sed -n 's/.*rst_glue_test: \(ok\|not ok\|1\.\.\)/\1/p'
insmod "$MODULES/rst_copy_before.ko" && "$HERE/copy" before || status=1
rmmod rst_copy_before || status=1
insmod "$MODULES/rst_copy_after.ko" && "$HERE/copy" after || status=1
check "books are empty" books_empty

# The pool goes while the driver knows buffers, and they go after it.
mkfifo /tmp/orders
"$HERE/copy" pool </tmp/orders >/tmp/answers &
exec 3>/tmp/orders
for _ in $(seq 100); do
	! grep -q ready /tmp/answers || break
	sleep 0.1
done
check "the pool goes" rmmod optee_rstmem
echo >&3
wait $! || status=1
exec 3>&-
cat /tmp/answers
check "and comes again" insmod "$MODULES/optee_rstmem.ko"
check "the driver goes" rmmod rst_copy_after
finish || status=1
exit $status

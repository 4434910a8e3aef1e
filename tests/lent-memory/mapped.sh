#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A machine that has no region for lending: nothing is lent, unless somebody says
# that mapped memory will do. And a driver's static pool, which is no DRAM.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

lend=$HERE/lend

node() { test -c "/dev/dma_heap/protected,$1"; }
kernel_said() { dmesg | grep -q "$1"; }

check 'no heap' can_not node secure-video
check 'as there is nothing to lend' kernel_said 'nothing to lend: no "rstmem,lendable" region'

pkill -x tee-supplicant && sleep 1
unload tee
insmod "$MODULES/tee.ko" lend_mapped=1
modprobe optee
check 'lend_mapped=1: OP-TEE lends' node secure-video
check 'and takes back' "$lend" protected,secure-video fits 1048576

unload tee
insmod "$MODULES/tee.ko"
insmod "$MODULES/rst_lend_test.ko" fixed=1
check "a driver's static pool outside DRAM is there for all use-cases" \
	eval 'node secure-video && node trusted-ui && node secure-video-record'
check 'and has buffers' "$lend" protected,secure-video-record fits 65536
check 'of its size' can_not "$lend" protected,secure-video-record fits 1048577
rmmod rst_lend_test
check 'and is gone with the driver' can_not node secure-video
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The TEE core's API for the kernel: a module tries it as it is loaded.
modules=${MODULES:-/mnt/build/modules/$(uname -r)}

status=0
insmod "$modules/rst_tee_test.ko" || status=1
dmesg | sed -n 's/.*rst_tee_test: \(ok\|not ok\|1\.\.\)/\1/p'
[ $status -ne 0 ] || rmmod rst_tee_test || status=1
exit $status

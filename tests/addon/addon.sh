#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The guest's half of the suite: no module of rstmem's core is there.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

built_in() { [ -d "/sys/module/$1" ] && [ ! -e "/sys/module/$1/initstate" ]; }
loaded() { [ -e "/sys/module/$1/initstate" ]; }
refused() { ! insmod "$@" 2>/dev/null; }
said() { dmesg | grep -q "$1"; }
# A counter of a device's in debugfs
count() { sed -n "s/^$2 //p" /sys/kernel/debug/"$1"; }
registered() { [ "$(count rst_v4l2/rst_engine.vdec.0 registrations)" -gt 0 ]; }

check "the kernel's TEE core is built in" built_in tee
check "the kernel's heap is there" test -e /sys/class/dma_heap/protected,secure-video
for module in rst_addon rst_v4l2 rst_drm rst_vdec rst_disp; do
	check "$module is loaded" loaded $module
done
for module in rstmem tee optee_rstmem; do
	check "no $module.ko was built" test ! -e "$MODULES/$module.ko"
done
"$HERE/addon"
result $? "the kernel's buffers in the decoder and the display"
for memory in system udmabuf; do
	check "the decoder refused it by its exporter, $memory" \
		said "memory of $memory is not restricted"
done
check 'rst_v4l2 counts what the decoder took' registered
load_key
check 'the film plays to its end' \
	play "$(cenc_line "$FILM_DIR/film-short-cenc.mp4" sync=false)"
"$HERE/addon" all-back
result $? 'and leaves nothing behind'
bash "$HERE/rstctl.sh"
result $? "the library and the tools"
bash "$HERE/lifetime.sh"
result $? "buffers outlive devices and modules"

check 'the modules can go' unload rst_addon
check 'a heap that does not exist is refused' refused "$MODULES/rst_addon.ko" heap=public-video
check 'with a line in the log that names those that do' said 'heap=public-video: the heaps are secure-video,'
check 'and nothing warned' no_warning
finish

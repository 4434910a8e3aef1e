#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The decoder's device, the display's and the add-on's modules go while a process
# has a buffer of the kernel's heap; two contexts want the same object. Modules
# are loaded as they were found.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

refused() { ! rmmod "$1" 2>/dev/null && [ -d "/sys/module/$1" ]; }
# hold [WHAT…]: HOLD_PID has a buffer until let_go, and so has what is named
hold() {
	coproc HOLD { exec "$HERE/hold" "$@"; }
	read -r -t 20 held <&"${HOLD[0]}"
	test "$held" = held
}
let_go() {
	local pid=$HOLD_PID
	# shellcheck disable=SC1083,SC2093 # the descriptor of the coprocess
	exec {HOLD[1]}>&-
	wait "$pid"
}
bound() { [ -e "/sys/bus/auxiliary/devices/rst_engine.$1.0/driver" ]; }
unbind() { # DEVICE
	driver=$(readlink -f "/sys/bus/auxiliary/devices/rst_engine.$1.0/driver")
	echo "rst_engine.$1.0" | timeout 20 tee "$driver/unbind" && can_not bound "$1"
}
bind() { echo "rst_engine.$1.0" >"$driver/bind" && bound "$1"; }
all_back() { "$HERE/addon" all-back; }
loaded=$(cut -d' ' -f1 /proc/modules | tac)
reload() {
	local module
	for module in $loaded; do
		[ -d "/sys/module/$module" ] ||
			insmod "$MODULES/$module.ko" 2>/dev/null ||
			modprobe "$module" || return
	done
}

# device_goes DEVICE WHAT MODULE
device_goes() {
	check "a process has a buffer in the $2" hold "$2"
	check "$3 is in use: it stays" refused "$3"
	check "the $2's device goes nevertheless" unbind "$1"
	check 'the buffer can be let go of' let_go
	check 'all of the pool is free again' all_back
	check "the $2's device comes back" bind "$1"
	check 'and takes a buffer' eval "hold $2 && let_go"
}
device_goes vdec decoder rst_vdec
device_goes disp display rst_disp

check 'both have the same buffer, and the TEE' hold decoder display tee
check 'the add-on is in use: it stays' refused rst_addon
check "the decoder's device goes" unbind vdec
vdec=$driver
check "and the display's" unbind disp
check 'the buffer can be let go of' let_go
check 'all of the pool is free again' all_back
check "the display's device comes back" bind disp
driver=$vdec
check "and the decoder's" bind vdec

check 'a process has a buffer, and nobody else' hold
check 'the modules go nevertheless' unload rst_addon
check 'the buffer can be let go of' let_go
check 'all of the pool is free again' all_back
check 'the modules come back' reload
check 'and a buffer is taken' eval 'hold decoder display && let_go'

check 'a module tries two contexts' insmod "$MODULES/rst_addon_test.ko"
check 'on one buffer' "$HERE/hold" contexts
dmesg | sed -n 's/.*rst_addon_test: \(\(ok\|not ok\) .*\)/# \1/p'
check 'all of the pool is free again' all_back
check 'the module goes' rmmod rst_addon_test
check 'nothing warned' no_warning
finish

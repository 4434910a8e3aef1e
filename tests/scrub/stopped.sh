#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# tee-supplicant is stopped while OP-TEE waits for it in a call of a
# single-instance application: nothing of ours waits along.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"
# shellcheck source=tests/lib/promptly.sh
. "$TOPICS/lib/promptly.sh"
libraries=$LD_LIBRARY_PATH
unset LD_LIBRARY_PATH GST_PLUGIN_PATH

# in_call: xtest waits for OP-TEE, and goes on waiting
in_call() {
	local i
	for i in $(seq 50); do
		sleep 0.2
		[ "$(cat "/proc/$1/wchan")" != optee_supp_thrd_req ] || return 0
	done
	echo "# xtest: $(grep State "/proc/$1/status"), $(cat "/proc/$1/wchan")" >&4
	return 1
}
alloc() { LD_LIBRARY_PATH=$libraries rstctl alloc --heap secure-video --size "$1" --hold 0; }

supplicant() { pgrep -x tee-supplicant; }
[ -n "$(supplicant)" ] || start_supplicant
check 'the application is loaded' eval 'xtest -l 0 -t pkcs11 1004 >/tmp/xtest.log 2>&1'
kill -STOP "$(supplicant)"
xtest -l 0 -t pkcs11 1004 >/tmp/xtest.log 2>&1 &
xtest=$!
check 'it waits for a supplicant that is stopped' in_call "$xtest"

check 'a buffer comes and goes' promptly 5 alloc 1M
check 'and another' promptly 5 alloc 1M
check 'what they left is cleared' all_scrubbed
check 'the whole pool can be had' promptly 5 alloc \
	"$(cat /sys/class/rstmem/secure-video/size)"

hold() {
	LD_LIBRARY_PATH=$libraries rstctl alloc --heap secure-video \
		--size 64K --hold 100 >/dev/null 2>&1 4>&- &
	holder=$!
	for _ in $(seq 50); do
		[ "$(cat /sys/class/rstmem/secure-video/buffers)" != 1 ] || return 0
		sleep 0.1
	done
	return 1
}
let_go() { kill "$holder" && books_empty; }
check 'somebody holds a buffer' hold
check "optee's pool goes" promptly 8 rmmod optee_rstmem
check 'the buffer can be let go of' promptly 5 let_go
check 'the pool comes back' insmod "$MODULES/optee_rstmem.ko"
check 'with all that it had' promptly 5 alloc \
	"$(cat /sys/class/rstmem/secure-video/size)"

# Unbinding waits for a process that is in a call, in the driver itself.
kill -CONT "$(supplicant)"
wait "$xtest"
stop_supplicant
check 'the driver goes when the call has ended' promptly 8 unbind
check 'and comes back' bind
check 'with all that it had' promptly 10 alloc \
	"$(cat /sys/class/rstmem/secure-video/size)"
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# scrub.sh [--bare]: what one owner left in restricted memory does not reach
# the next one, whatever happens in between. With --bare, in a machine whose TEE
# does not run what clears memory. Ends with the modules loaded as found.
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/lib/stack.sh
. "$TOPICS/lib/stack.sh"
scrub=$HERE/scrub

quarantined() { cat /sys/class/rstmem/secure-video/quarantined; }
pool() { cat /sys/class/rstmem/secure-video/size; }
complaints() { dmesg | grep -c 'tee: restricted memory cannot be cleared'; }
no_memory() { "$scrub" --alloc; test $? = 12; }
# hold [BYTES]: a process has a soiled buffer, until it is let go.
hold() {
	local word
	coproc HOLD { "$scrub" --hold "${1:-0x40000}"; }
	read -r -t 60 word <&"${HOLD[0]}"
	test "$word" = held
}
let_go() {
	local pid=$HOLD_PID
	eval "exec ${HOLD[1]}>&-"
	wait "$pid"
}
# All of it goes, and comes with these parameters of tee.ko.
restart() {
	stop_supplicant
	unload rstmem
	reload "$@"
	start_supplicant
}

if [ "${1-}" = --bare ]; then
	check 'without the application nothing is handed out: ENOMEM' no_memory
	check 'not on the second try, either' no_memory
	check 'the kernel says once what to do' test "$(complaints)" = 1
	dmesg | sed -n 's/.*\(tee: restricted memory cannot\)/# \1/p'
	check 'all of the pool is in quarantine' \
		test "$(quarantined)" = "$(pool)"
	restart scrub=0
	check 'tee.ko scrub=0 hands it out all the same' "$scrub" --alloc
	restart
	check 'and without it again nothing is' no_memory
	finish
	exit
fi

install_test_tas
"$scrub" || not_ok 'the program'
check 'nothing is in quarantine' all_scrubbed
"$scrub" --cost || not_ok 'the frames of a film'
"$HERE/flips" 20 || not_ok 'flips beside a player that lets go of its frames'
check 'somebody holds the whole pool' hold "$(pool)"
check 'flips beside a player that gets no frames are no success' \
	can_not "$HERE/flips" 5
let_go

check 'somebody holds a soiled buffer' hold
stop_supplicant
let_go
check 'it is cleared with no supplicant there' all_scrubbed
check 'and so handed out' "$scrub" --alloc
start_supplicant
check 'and it is zero' "$scrub" --look

check 'somebody holds a soiled buffer' hold
stop_supplicant
unbind
let_go
bind
start_supplicant
check 'freed while the driver was gone: zero' "$scrub" --look
check 'and not in quarantine for ever' all_scrubbed

check 'somebody holds a soiled buffer' hold
stop_supplicant
unbind
bind
start_supplicant
let_go
check 'freed after the driver came back: zero' "$scrub" --look

restart scrub=0
"$scrub" --attack || not_ok 'the attack'
check 'nor is letting go of frames that nothing clears' can_not "$scrub" --cost
restart
check 'what another tee.ko left, or another kernel: zero' "$scrub" --look
check 'books are empty' books_empty
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A TEE that does not answer while it is lent memory, while that is taken back,
# and while it is asked whether it has come back: nobody waits for it who cannot
# be killed, and who needs nothing of it does not wait at all. OP-TEE is such a
# TEE while a stopped supplicant has all of its threads.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/lib/promptly.sh
. "$TOPICS/lib/promptly.sh"

lend=$HERE/lend
ui=/sys/class/rstmem/trusted-ui
test_tee=/sys/module/rst_lend_test/parameters
MIB=1048576

# What can be lent
REGION=$(dmesg | sed -n 's/.*tee: \(0x[0-9a-f]*\) bytes at .* for lending.*/\1/p')

is() { test "$(cat "$1")" = "$2"; }
node() { test -c "/dev/dma_heap/protected,$1"; }
silence() { echo "$1" >$test_tee/silent; }
# asked: the TEE is in a call that has no end
asked() {
	local i
	for i in $(seq 50); do
		[ "$(cat $test_tee/asking)" = 0 ] || return 0
		sleep 0.1
	done
	return 1
}
# wants BYTES: WANTER wants a buffer, until it gets it
wants() {
	"$lend" protected,trusted-ui fits "$1" &
	WANTER=$!
	sleep 0.5
}
hold() {
	coproc HOLD { "$lend" protected,trusted-ui hold 4096; }
	HOLDER=$HOLD_PID
	read -r -t 10 held <&"${HOLD[0]}"
	test "$held" = held
}
# gone PID: it ends, whatever it says
gone() {
	local i
	for i in $(seq 50); do
		grep -qs '^State:.[^Z]' "/proc/$1/status" || return 0
		sleep 0.1
	done
	echo "# $(grep State "/proc/$1/status"), $(cat "/proc/$1/wchan")" >&4
	return 1
}
killed() { kill -KILL "$1" && gone "$1"; }
let_go() {
	# shellcheck disable=SC1083,SC2093 # the descriptor of the coprocess
	exec {HOLD[1]}>&-
	gone "$HOLDER"
}
# What nobody has to ask the TEE for. The books of all heaps are under one lock.
books() {
	cat $ui/{bytes,room,largest,quarantined} \
		/sys/class/rstmem/secure-video/{bytes,quarantined} \
		/sys/kernel/debug/rstmem/pools
}
other() { "$lend" protected,secure-video fits $MIB; }
# unsure BYTES: a buffer comes and goes, and the TEE cannot say whether it has what
# it was lent for that; it is asked again every second
unsure() {
	local before
	before=$(grown_unsure)
	echo 1000000 >$test_tee/full
	"$lend" protected,trusted-ui fits "$1" && soon more_unsure "$before"
}
grown_unsure() { dmesg | grep -c 'cannot say whether it has given them back'; }
more_unsure() { [ "$(grown_unsure)" -gt "$1" ]; }
lost() { dmesg | grep -q 'quarantined until'; }
others_go_on() {
	check "the books can be read $1" promptly 5 books
	check "and another TEE lends $1" promptly 10 other
}
recovers() {
	silence 0
	check "it answers: $1" all_scrubbed trusted-ui
	check 'all has come back' is $test_tee/reclaims "$(cat $test_tee/lends)"
	check 'there is nothing left of them' is $ui/bytes 0
	check 'and a buffer is to be had' promptly 10 "$lend" protected,trusted-ui fits $MIB
	all_scrubbed trusted-ui
}

insmod "$MODULES/rst_lend_test.ko"
check 'a TEE for tests lends' node trusted-ui

silence 1
wants 4096
first=$WANTER
check 'it does not answer when it is lent memory' asked
wants 4096
others_go_on 'while memory is lent'
check 'who waits for that can be killed' killed "$WANTER"
check 'and so can who began it' killed "$first"
recovers 'what nobody wants any more goes back'

check 'somebody holds a buffer' hold
silence 1
check 'and lets it go, which waits for no TEE' let_go
check 'the TEE does not answer when it is to be scrubbed' asked
others_go_on 'while memory is scrubbed'
check 'clean memory beside it is to be had' promptly 5 "$lend" protected,trusted-ui fits 4096
wants $MIB
check 'who waits for that can be killed' killed "$WANTER"
recovers 'it is scrubbed, and goes back'

check 'somebody holds a buffer' hold
silence 1
timeout 60 rmmod rst_lend_test &
module=$!
check 'its driver goes, and the TEE does not answer' asked
check 'the buffer can be let go of' let_go
others_go_on 'while its driver goes'
silence 0
check 'it answers: the driver is gone' wait "$module"
check 'with its heap' can_not node trusted-ui
check 'nothing is lost' can_not eval 'dmesg | grep -q "quarantined until"'

insmod "$MODULES/rst_lend_test.ko"
silence 1
wants 4096
check 'the TEE does not answer when it is lent memory' asked
timeout 60 rmmod rst_lend_test &
module=$!
sleep 1
check 'its driver goes: who waits is told' gone "$WANTER"
others_go_on 'while its driver goes'
silence 0
check 'it answers: the driver is gone' wait "$module"

insmod "$MODULES/rst_lend_test.ko"
check 'a TEE cannot say whether memory has come back' unsure 4096
silence 1
check 'nor does it answer when it is asked again' asked
others_go_on 'while it is asked'
echo 1 >$test_tee/twin
echo 0 >$test_tee/twin
check "another one's memory comes back meanwhile" soon is $test_tee/twin N
echo 0 >$test_tee/full
recovers 'it has come back'
rmmod rst_lend_test

# The only piece of this size that there is to lend
insmod "$MODULES/rst_lend_test.ko" mib=$((REGION / MIB / 2 + 1))
check 'it cannot say whether most of what there is has come back' unsure 4096
silence 1
check 'nor does it answer' asked
echo 0 >$test_tee/full
wants 4096
silence 0
check 'who wants memory waits for the answer, and gets it' wait "$WANTER"
recovers 'it comes back'
rmmod rst_lend_test

# For longer than calls are waited for, with the worker in one of them
insmod "$MODULES/rst_lend_test.ko"
check 'it cannot say whether memory has come back' unsure 4096
silence 1
check 'nor does it answer' asked
wants 4096
timeout 60 rmmod rst_lend_test &
module=$!
sleep 8
check 'its driver goes: who waits is told' gone "$WANTER"
# two answers more that say nothing
echo 4 >$test_tee/full
silence 0
check 'it answers after 8 s: the driver is gone' wait "$module"
check 'nothing is lost by that' can_not lost

for _ in 1 2 3; do
	insmod "$MODULES/rst_lend_test.ko"
	check 'it cannot say whether memory has come back' unsure 4096
	echo 3 >$test_tee/askers
	check 'its driver goes, and it is asked all the while' timeout 60 rmmod rst_lend_test
done
check 'nobody asked a driver that had gone' \
	eval '[ "$(dmesg | grep -c "rst_lend_test: ok.*nobody is asked")" = 3 ]'
dmesg | sed -n 's/.*rst_lend_test: \(not ok.*\)/# \1/p'
check 'the kernel has nothing to complain of' no_warning
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory lent to OP-TEE: used, taken back, raced for, and not given back, which
# only a TEE for tests does on command.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

lend=$HERE/lend

driver=/sys/bus/platform/drivers/optee
device=$(basename "$(readlink -f "$driver"/firmware*)")
video=/sys/class/rstmem/secure-video
ui=/sys/class/rstmem/trusted-ui
test_tee=/sys/module/rst_lend_test/parameters
MIB=1048576

node() { test -c "/dev/dma_heap/protected,$1"; }
is() { test "$(cat "$1")" = "$2"; }
kernel_said() { dmesg | grep -qE "$1"; }

# hold HEAP BYTES: HOLD_PID has a buffer until let_go
hold() {
	coproc HOLD { "$lend" "protected,$1" hold "$2"; }
	read -r -t 10 held <&"${HOLD[0]}"
	test "$held" = held
}
let_go() {
	local pid=$HOLD_PID
	# shellcheck disable=SC1083,SC2093 # the descriptor of the coprocess
	exec {HOLD[1]}>&-
	wait "$pid"
}

unbind() { echo "$device" | timeout 20 tee "$driver/unbind" && test ! -e "$driver/$device"; }
bind() { echo "$device" >"$driver/bind" && test -c /dev/tee0; }

renumber() {
	local line
	while read -r line; do
		case $line in
		'ok '*) ok "${line#* - }" ;;
		'not ok '*) not_ok "${line#* - }" ;;
		esac
	done
}

# The module's own results since the last mark are renumbered.
mark=
set_mark() { mark="rst_lend_test: $1" && echo "$mark" >/dev/kmsg; }
said_since() { dmesg | sed "1,/$mark/d" | grep -q "$1"; }
module_results() {
	renumber < <(dmesg | sed "1,/$mark/d" |
		sed -n 's/.*rst_lend_test: \(\(ok\|not ok\) .*\)/\1/p')
}

# program ARGUMENT…: of lend, whose results are renumbered, too
program() {
	"$lend" "$@" >/tmp/program.log || not_ok "lend $* ends with success"
	renumber </tmp/program.log
}

install_test_tas
check 'OP-TEE lends for secure video' node secure-video
check 'and for nothing else, as its driver asks for nothing else' \
	can_not node trusted-ui
check 'the heap has what the driver lends: a MiB' is $video/size $MIB
program protected,secure-video use
program protected,secure-video reuse $MIB
check 'a MiB fits' "$lend" protected,secure-video fits $MIB
check 'a page more does not' can_not "$lend" protected,secure-video fits $((MIB + 4096))
check 'buffers come and go in three threads' "$lend" protected,secure-video race 3 10
check 'nothing is left of them' is $video/bytes 0
check 'nothing is in quarantine' is $video/quarantined 0

pkill -x tee-supplicant && sleep 1
check 'somebody holds a buffer' hold secure-video 8192
check 'the driver is unbound nevertheless' unbind
check 'its heap is gone' can_not node secure-video
check 'OP-TEE gave the memory back' can_not kernel_said 'quarantined until'
check 'the driver is bound again' bind
check 'and lends again' "$lend" protected,secure-video fits $MIB
check 'the buffer can be let go of' let_go
for _ in 1 2 3 4 5 6 7 8 9 10; do unbind && bind; done >/dev/null 2>&1
check 'ten times more: the memory lasts' "$lend" protected,secure-video fits $MIB

set_mark 'all tests'
insmod "$MODULES/rst_lend_test.ko"
module_results
check 'a TEE for tests lends for trusted-ui' node trusted-ui
check 'a buffer of it' "$lend" protected,trusted-ui fits $MIB
check 'the last buffer goes while the first one comes, for 20 s' \
	"$lend" protected,trusted-ui race 3 20
echo "# lent $(cat $test_tee/lends) times"
check 'its driver was never torn apart' is $test_tee/torn 0
check 'all was taken back' is $test_tee/reclaims "$(cat $test_tee/lends)"

program protected,trusted-ui foreign

check 'somebody holds a buffer, so that the memory stays lent' hold trusted-ui 4096
cleared=$(cat $test_tee/cleared)
check 'buffers come and go beside it' "$lend" protected,trusted-ui fits 8192
check 'and their memory was cleared' is $test_tee/cleared $((cleared + 8192))
echo 1 >$test_tee/unclear
"$lend" protected,trusted-ui fits 8192
check 'what the TEE does not clear is in quarantine' is $ui/quarantined 8192
check 'and nobody gets it' can_not "$lend" protected,trusted-ui fits $((MIB - 4096))
echo 0 >$test_tee/unclear
check 'until the TEE clears it' "$lend" protected,trusted-ui fits $((MIB - 4096))
check 'which ends the quarantine' is $ui/quarantined 0
check 'the buffer can be let go of' let_go

check 'somebody holds a buffer of it' hold trusted-ui 4096
set_mark 'a buffer in use'
check 'the module is unloaded nevertheless' timeout 20 rmmod rst_lend_test
check 'what was held was cleared before' said_since 'had 4096 bytes cleared'
check 'its heap is gone, too' can_not node trusted-ui
check 'the buffer can be let go of' let_go
for _ in 1 2 3 4 5 6 7 8 9 10; do
	insmod "$MODULES/rst_lend_test.ko" && rmmod rst_lend_test
done
check 'loaded and unloaded ten times: attributes do not leak' \
	can_not kernel_said 'rst_lend_test: not ok'
check 'no memory is lost' can_not kernel_said 'quarantined until'

# unload_busy MS: with a call of a client in the kernel in progress
unload_busy() {
	insmod "$MODULES/rst_lend_test.ko"
	set_mark "a call of $1 ms"
	echo "$1" >$test_tee/busy
	timeout 30 rmmod rst_lend_test
	check "unloaded within a call of $1 ms" test ! -e "$test_tee"
	module_results
}
unload_busy 1500
check 'no memory is lost by that' can_not kernel_said 'quarantined until'
unload_busy 8000
check 'it was not waited for: the memory stays with the TEE' \
	kernel_said "calls do not end|$MIB bytes .*quarantined until"

insmod "$MODULES/rst_lend_test.ko"
check 'somebody holds a buffer of it' hold trusted-ui 4096
echo 1 >$test_tee/unclear
set_mark 'a buffer that is not cleared'
check 'the module is unloaded with a TEE that does not clear' timeout 20 rmmod rst_lend_test
check 'its memory stays with the TEE' \
	said_since 'keeps its memory, buffers in it could not be scrubbed'
check 'the buffer can be let go of' let_go

insmod "$MODULES/rst_lend_test.ko"
check 'nothing is in quarantine before' is $ui/quarantined 0
echo 1 >$test_tee/stuck
"$lend" protected,trusted-ui fits $MIB
check 'what the TEE does not give back is in quarantine' is $ui/quarantined $MIB
check 'and is written about' kernel_said "$MIB bytes .*quarantined until the next boot"
"$lend" protected,trusted-ui fits $MIB
check 'others get other memory' is $ui/quarantined $((2 * MIB))
echo 0 >$test_tee/stuck
for _ in 1 2 3; do "$lend" protected,trusted-ui fits $MIB; done
check 'nothing more is lost when the TEE behaves' is $ui/quarantined $((2 * MIB))
echo 1 >$test_tee/stuck
for _ in 1 2 3 4 5 6 7 8; do "$lend" protected,trusted-ui fits $MIB; done
check 'when all is lost there is nothing left to lend' \
	can_not "$lend" protected,trusted-ui fits 4096
check 'not for OP-TEE either' can_not "$lend" protected,secure-video fits 4096
check 'the quarantine has the rest of the region' is $ui/quarantined $((6 * MIB))
rmmod rst_lend_test
check 'tee.ko stays, since it knows what is lost' can_not rmmod tee
check 'the kernel has nothing to complain of' no_warning
finish

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
# What OP-TEE has lent at once, and the region that it is lent from
LENT=$(cat $video/size)
REGION=$(dmesg | sed -n 's/.*tee: \(0x[0-9a-f]*\) bytes at .* for lending.*/\1/p')

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
		sed -n "s/.*${1:-rst_lend_test}: \\(\\(ok\\|not ok\\) .*\\)/\\1/p")
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
check 'the heap has what the driver lends: as much as a 4K film takes' \
	test "$LENT" -ge $((64 * MIB))
program protected,secure-video use
program protected,secure-video reuse $MIB
check 'all of it fits' "$lend" protected,secure-video fits "$LENT"
check 'a page more does not' can_not "$lend" protected,secure-video fits $((LENT + 4096))
# QEMU has no firewall that OP-TEE could tell what to protect.
firewall_says() { rstctl firewall >/tmp/firewall.log; [ $? = "$1" ] && grep -q "$2" /tmp/firewall.log; }
check 'rst_firewall.ko loads' insmod "$MODULES/rst_firewall.ko"
check 'rstctl firewall: what is lent here is not protected' firewall_says 1 '^leaks .* at 0x[0-9a-f]*$'
sed 's/^/# /' /tmp/firewall.log
rmmod rst_firewall
check 'and it is lent as before' all_scrubbed
# Register partial pages around lent memory: OP-TEE has missed the last page once.
partial=/sys/module/rst_partial_test/parameters
keep() { echo "$1" >$partial/keep; } 2>/dev/null
set_mark 'partial pages'
check 'a module that registers pages around lent memory' \
	insmod "$MODULES/rst_partial_test.ko" bytes="$LENT"
module_results rst_partial_test
for byte in 0 $((LENT - 1)); do
	check "byte $byte can be registered once all is taken back" soon keep "$byte"
	check 'then what it is in is not lent' can_not "$lend" protected,secure-video fits "$LENT"
	check 'but is when it is not registered any more' \
		eval 'keep none && "$lend" protected,secure-video fits "$LENT"'
done
for byte in -1 "$LENT"; do
	check "byte $byte, which is beside it, can be registered" keep "$byte"
	check 'and the memory is lent' "$lend" protected,secure-video fits "$LENT"
done
check 'the module goes' rmmod rst_partial_test

check 'buffers come and go in three threads' "$lend" protected,secure-video race 3 10
check 'nothing is left of them' is $video/bytes 0
check 'nothing is in quarantine' all_scrubbed

filled() {
	local i
	for i in $(seq 300); do
		grep -q '^[1-9].* pieces' /tmp/hog.log && return 0
		sleep 0.1
	done
	return 1
}
# A process uses up what OP-TEE has for itself, while the last buffer goes.
check 'somebody holds a buffer' hold secure-video 8192
"$HERE/hog" >/tmp/hog.log 2>&1 &
hog=$!
check "a process fills OP-TEE's heap" filled
check 'the buffer can be let go of' let_go
sleep 1
check 'nothing is lost by that' can_not kernel_said 'quarantined until'
kill $hog
check 'and all is there again' all_scrubbed
check 'to be had' "$lend" protected,secure-video fits "$LENT"

pkill -x tee-supplicant && sleep 1
check 'somebody holds a buffer' hold secure-video 8192
check 'the driver is unbound nevertheless' unbind
check 'its heap is gone' can_not node secure-video
check 'OP-TEE gave the memory back' can_not kernel_said 'quarantined until'
check 'the driver is bound again' bind
check 'and lends again' "$lend" protected,secure-video fits "$LENT"
check 'the buffer can be let go of' let_go
for _ in 1 2 3 4 5 6 7 8 9 10; do unbind && bind; done >/dev/null 2>&1
check 'ten times more: the memory lasts' "$lend" protected,secure-video fits "$LENT"

set_mark 'all tests'
insmod "$MODULES/rst_lend_test.ko"
module_results
check 'a TEE for tests lends for trusted-ui' node trusted-ui
check 'a buffer of it' "$lend" protected,trusted-ui fits $MIB
check 'the last buffer goes while the first one comes, for 20 s' \
	"$lend" protected,trusted-ui race 3 20
echo "# lent $(cat $test_tee/lends) times"
check 'its driver was never torn apart' is $test_tee/torn 0
check 'all was taken back' eval 'all_scrubbed trusted-ui &&
	is $test_tee/reclaims "$(cat $test_tee/lends)"'

# What the TEE says when it is short of memory is what it says of memory that it
# holds.
echo 1 >$test_tee/tight
check 'a buffer of a TEE that takes no more than a page' \
	"$lend" protected,trusted-ui fits $MIB
check 'comes back' all_scrubbed trusted-ui
echo 0 >$test_tee/tight
echo 1000000 >$test_tee/full
check 'a buffer of a TEE that takes nothing' \
	"$lend" protected,trusted-ui fits $MIB
sleep 1
check 'is in quarantine' is $ui/quarantined $MIB
check 'and is written about' kernel_said 'cannot say whether it has given them back'
check 'others get other memory' "$lend" protected,trusted-ui fits $MIB
echo 0 >$test_tee/full
check 'it comes back when the TEE can say so' all_scrubbed trusted-ui
check 'and is lost no more' can_not kernel_said 'quarantined until'

program protected,trusted-ui foreign

check 'somebody holds a buffer, so that the memory stays lent' hold trusted-ui 4096
cleared=$(cat $test_tee/cleared)
check 'buffers come and go beside it' "$lend" protected,trusted-ui fits 8192
check 'and their memory was cleared' eval 'all_scrubbed trusted-ui &&
	is $test_tee/cleared $((cleared + 8192))'
echo 1 >$test_tee/unclear
"$lend" protected,trusted-ui fits 8192
sleep 0.5
check 'what the TEE does not clear is in quarantine' is $ui/quarantined 8192
check 'and nobody gets it' can_not "$lend" protected,trusted-ui fits $((MIB - 4096))
echo 0 >$test_tee/unclear
check 'until the TEE clears it' all_scrubbed trusted-ui
check 'then it is to be had' "$lend" protected,trusted-ui fits $((MIB - 4096))
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

# In pieces that the region has few of
PIECE=$((24 * MIB))
# gone N: as many have been lost
gone() {
	local i
	for i in $(seq 50); do
		[ "$(cat $ui/quarantined)" != $(($1 * PIECE)) ] || return 0
		sleep 0.1
	done
	return 1
}
insmod "$MODULES/rst_lend_test.ko" mib=$((PIECE / MIB))
check 'nothing is in quarantine before' is $ui/quarantined 0
echo 1 >$test_tee/stuck
"$lend" protected,trusted-ui fits $PIECE
check 'what the TEE does not give back is in quarantine' gone 1
check 'and is written about' kernel_said "$PIECE bytes .*quarantined until the next boot"
echo 0 >$test_tee/stuck
for _ in 1 2 3; do "$lend" protected,trusted-ui fits $PIECE; done
all_scrubbed trusted-ui
check 'nothing more is lost when the TEE behaves' gone 1
echo 1 >$test_tee/stuck
check 'others get other memory' "$lend" protected,trusted-ui fits $PIECE
check 'which is lost, too' gone 2
for _ in 1 2 3; do "$lend" protected,trusted-ui fits $PIECE; done
check 'when all is lost there is nothing left to lend' \
	can_not "$lend" protected,trusted-ui fits 4096
check 'not for OP-TEE either' can_not "$lend" protected,secure-video fits 4096
check 'the quarantine has what there was' \
	gone $(((REGION - 2 * MIB) / PIECE))
rmmod rst_lend_test
check 'tee.ko stays, since it knows what is lost' can_not rmmod tee
check 'the kernel has nothing to complain of' no_warning
finish

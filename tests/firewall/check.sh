#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# rstctl firewall: the laboratory's firewall holds, and those that boards have had
# are found out. Without asking, a pool that is open is published like any other.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/firewall/asked.sh
. "$HERE/asked.sh"

# Only tasks are frozen.
sleep_once() {
	echo freezer >/sys/power/pm_test
	echo 1 >/sys/module/suspend/parameters/pm_test_delay
	local status=0
	echo freeze >/sys/power/state || status=1
	echo none >/sys/power/pm_test
	return $status
}

check 'without rst_firewall.ko nothing is known' asked 3
check 'and it is missed by name' says tee0 unknown 'rst_firewall.ko'
load_open
check 'an open pool is published all the same' video
check 'and nothing but its attribute says so' is "$open/protected" unknown
unload_open

check 'rst_firewall.ko loads' insmod "$MODULES/rst_firewall.ko"
tee0=$(grep -lx tee0 $pools/*/name)
tee0=${tee0%/name}
check 'the pool of OP-TEE is looked at unasked' soon is "$tee0/protected" protected
check 'rstctl firewall: all protected' asked 0
check 'all of it, by loads that are refused' says tee0 protected 'a load is refused, at 9 places of 5120 of 5120 KiB'
echo 0 >/sys/kernel/debug/kprobes/enabled
check 'all kprobes switched off: the kernel lives, and nothing is known' asked 3
echo 1 >/sys/kernel/debug/kprobes/enabled
check 'and on again' asked 0
check 'as JSON' eval "rstctl firewall --json | grep -q '\"name\": \"tee0\".*\"result\": \"protected\"'"
check 'what is not an option' eval 'rstctl firewall pool0; [ $? = 2 ]' 2>/dev/null
check 'nobody but root may ask' eval 'setpriv --reuid=65534 rstctl firewall | grep -q "only root may ask"'
check 'nor may root without CAP_SYS_RAWIO' can_not setpriv --bounding-set=-sys_rawio --inh-caps=-sys_rawio \
	sh -c "echo check >$tee0/firewall" 2>/dev/null
check 'what is not "check" is refused' can_not sh -c "echo no >$tee0/firewall" 2>/dev/null

# With bits=20 its addresses could not be there.
check 'so few address bits that none makes an alias' can_not sh -c \
	'echo 12 >/sys/module/rst_firewall/parameters/bits' 2>/dev/null
echo 20 >/sys/module/rst_firewall/parameters/bits
check 'fewer than the pool has: nothing is known' asked 3
check 'which is why' says tee0 unknown "can't be looked at: error -34"
echo 30 >/sys/module/rst_firewall/parameters/bits
check 'as many as it has' asked 0
echo 0 >/sys/module/rst_firewall/parameters/bits

load_open writes=nothing
mount --bind /proc/1/mem "$open/name"
check 'a pool that cannot be read is not passed over' asked 3
check 'but is unknown' says "${open##*/}" unknown 'Input/output error'
umount "$open/name"
check 'and is not, when it can be read' asked 0
unload_open

# With the pool of OP-TEE gone, only the test's serves.
rmmod optee_rstmem
check 'no pool, nothing known' asked 3

try 'hole=0 writes=pattern' 1 leaks ': at 0x' 'an open pool'
check 'the kernel said so' kernel_said 'pool open is NOT protected'
try 'hole=0 writes=nothing' 0 protected 'reads a constant' 'a firewall that answers with zeros'
try 'hole=0 writes=garbled' 3 unknown 'changes with it' 'a scrambler'
try 'hole=1 writes=nothing' 0 protected 'a load is refused' 'a pool that refuses'
try 'hole=1 writes=pattern' 1 leaks 'an alias of' 'an alias'
try 'hole=1 writes=error' 3 unknown 'could not write a pattern: error -5' 'a TEE that fails'
try 'hole=1 writes=mute' 3 unknown 'its TEE writes no pattern' 'a TEE that knows no patterns'

load_open
asked 1
check 'a leak is where it is' says open leaks "at $(base)\$"
unload_open

echo 1 >$require
load_open writes=pattern
check 'required: a look is taken at a new pool' soon is "$open/protected" leaks
check 'one that leaks serves no heap' can_not video
unload_open
load_open hole=1 writes=mute
check 'and at the next' soon is "$open/firewall" 'its TEE writes no pattern'
check 'nor does one of which nothing is known' can_not video
echo nothing >$test_pool/writes
check 'once it is proven' asked 0
check 'it does' soon video
echo mute >$test_pool/writes
check 'not to know for a while' asked 3
check 'takes nothing away from what is proven' video
echo pattern >$test_pool/writes
check 'a leak that comes later' asked 1
check 'does' soon can_not video
echo nothing >$test_pool/writes
asked 0
check 'and comes back with the protection' soon video

# A firewall may have lost its settings while the machine slept, so what was found
# before counts no more.
echo mute >$test_pool/writes
check 'the machine sleeps' sleep_once
check 'after that nothing is known' is "$open/protected" unknown
check 'and the heap is gone, though it was proven' soon can_not video
echo nothing >$test_pool/writes
asked 0
check 'and comes back with the proof' soon video
rstctl alloc --heap secure-video --size 256K --hold 1000 >/dev/null 2>&1 &
holder=$!
check 'all of its memory is in use' soon is "$open/largest" 0
check 'the machine sleeps' sleep_once
check 'there is none to try' is "$open/firewall" 'it has no free memory to try'
check 'so the heap is gone' soon can_not video
kill "$holder"
check 'the memory comes back, and it is tried' soon is "$open/protected" protected
check 'and there is the heap' soon video

# Who allocates while a proof is being renewed waits for it. Each time a prover
# comes, all proofs are old, and it goes before it has been asked for one.
"$HERE/steady" >/tmp/steady &
steady=$!
for _ in {1..20}; do rmmod rst_firewall && insmod "$MODULES/rst_firewall.ko"; done
check 'the machine sleeps, and somebody allocates all the time' sleep_once
soon is "$open/protected" protected
kill "$steady"
wait "$steady"
steady=$?
check "and always gets it: $(cat /tmp/steady)" test "$steady" = 0

# Tasks run before rstmem.ko hears that the machine is awake.
"$HERE/steady" >/tmp/steady &
steady=$!
echo 1000 >$test_pool/late
check 'the machine sleeps, and wakes slowly' sleep_once
check 'nobody gets memory by the old proof meanwhile' is $test_pool/early 0
echo 0 >$test_pool/late
soon is "$open/protected" protected
kill "$steady"
wait "$steady"
steady=$?
check "who allocates waits, and gets it: $(cat /tmp/steady)" test "$steady" = 0

# A TEE that is not ready when the machine wakes.
echo mute >$test_pool/writes
check 'the machine sleeps' sleep_once
check 'after that nothing is known' is "$open/protected" unknown
check 'and the heap is gone' soon can_not video
echo nothing >$test_pool/writes
check 'it is tried again unasked, and there is the heap' soon video

# Who allocates while it falls asleep may be whom it waits for.
check 'a driver that allocates when the machine falls asleep' is $test_pool/falling -11

# A TEE that does not answer at all.
echo stuck >$test_pool/writes
rmmod rst_firewall
check 'a TEE does not answer' insmod "$MODULES/rst_firewall.ko"
echo 1 >$test_pool/thread
sleep 1
check 'a kernel thread that allocates waits for it' is $test_pool/thread 1
check 'the machine sleeps all the same' sleep_once
check 'and says so' kernel_said 'TEE has not answered'
check 'the thread has been sent away' is $test_pool/thread -11
echo nothing >$test_pool/writes
check 'when it answers again, there is the heap' soon video

# The same where everybody may allocate, who then waits for the end of the trial.
echo 0 >$require
echo stuck >$test_pool/writes
rmmod rst_firewall
check 'a TEE does not answer, unasked' insmod "$MODULES/rst_firewall.ko"
"$HERE/steady" >/tmp/steady &
steady=$!
echo 1 >$test_pool/thread
sleep 1
check 'a kernel thread that allocates waits for the trial' is $test_pool/thread 1
check 'the machine sleeps, and somebody wants memory' sleep_once
check 'that thread has been sent away' is $test_pool/thread -11
echo nothing >$test_pool/writes
soon is "$open/protected" protected
sleep 1
kill "$steady"
wait "$steady"
steady=$?
check "who waited for memory gets it: $(cat /tmp/steady)" test "$steady" = 0
check 'which was not for nothing' test "$(sed 's/ .*//' /tmp/steady)" -gt 1

# Or where somebody asks.
echo stuck >$test_pool/writes
timeout 60 sh -c "echo check >$open/firewall" &
asker=$!
sleep 1
check 'the machine sleeps, and somebody asks a TEE that does not answer' sleep_once
timeout 60 sh -c "echo check >$open/firewall" &
killed=$!
sleep 1
kill -KILL $(pgrep -P $killed) $killed
check 'who asks, too, can be killed' eval "soon sh -c '! [ -e /proc/$killed ]'"
echo nothing >$test_pool/writes
wait $asker
check 'who asked is answered' test $? = 0
echo 1 >$require
check 'and there is the heap' soon video

# What a firewall that loses its settings does.
echo pattern >$test_pool/writes
check 'the machine sleeps' sleep_once
check 'after that the leak is known' is "$open/protected" leaks
check 'and the heap is gone' soon can_not video
unload_open
rmmod rst_firewall
check 'with bits=12 it does not load' can_not insmod "$MODULES/rst_firewall.ko" bits=12 2>/dev/null
load_open hole=1 writes=nothing
check 'required, without rst_firewall.ko: no heap' can_not video
check 'it loads' insmod "$MODULES/rst_firewall.ko"
check 'and there it is' soon video
unload_open
rmmod rst_firewall

# As in an initramfs, which has no rst_firewall.ko.
unavailable() { dmesg | grep -c "rst_firewall.ko can't be loaded"; }
before=$(unavailable)
more() { [ "$(unavailable)" -gt "$before" ]; }
modprobe=$(cat /proc/sys/kernel/modprobe)
printf '#!/bin/sh\n[ ! -e /tmp/mounted ] || insmod %s/rst_firewall.ko\n' "$MODULES" >/tmp/modprobe
chmod +x /tmp/modprobe
echo /tmp/modprobe >/proc/sys/kernel/modprobe
load_open hole=1 writes=nothing
check 'it is not there' soon more
check 'so there is no heap' can_not video
touch /tmp/mounted
check 'it is asked for again, and there is the heap' soon video
echo "$modprobe" >/proc/sys/kernel/modprobe
unload_open
echo 0 >$require
insmod "$MODULES/optee_rstmem.ko"
check 'the pool of OP-TEE is back' soon video

load_key
check 'a film plays' start_film
check 'while the rest of its pool is tried' asked 0
check 'and goes on' kill -0 "$PLAYER"
kill -INT "$PLAYER"
wait "$PLAYER"
rmmod rst_firewall
check 'books are empty' books_empty
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# rounds.sh [ROUNDS]: OP-TEE's driver is unbound, unloaded and loaded again while
# users hold buffers, registrations, attachments and open nodes; then while
# others allocate and register as fast as they can; every tenth time the heaps
# and the TEE core go as well. Afterwards the books are empty, and the kernel has
# no more memory in use than before. (That it says nothing is lab/run's check.)
. /mnt/build/tests/lib/guest.sh

rounds=${1:-20}
# Seconds to unbind in, while nobody lets go of anything.
patience=20
case $KVER in *-debug) patience=100 ;; esac

stock=/usr/lib/modules/$KVER/kernel
driver=/sys/bus/platform/drivers/optee

# file_of MODULE: sets $file. Looking through the kernel's own takes a while.
declare -A files
file_of() {
	file=$MODULES/$1.ko
	[ ! -e "$file" ] || return 0
	[ -n "${files[$1]-}" ] ||
		files[$1]=$(find "$stock" -name "${1//_/[_-]}.ko*")
	file=${files[$1]}
}

# load MODULE…: those that are not there
load() {
	local module file
	for module; do
		[ -d "/sys/module/$module" ] && continue
		file_of "$module"
		insmod "$file" || return
	done
}

nodes() {
	local node count=0
	for node in /dev/dma_heap/protected,*; do
		[ ! -e "$node" ] || count=$((count + 1))
	done
	[ "$count" = "$1" ]
}

# order WORD: the holder does it, or says what is wrong
order() {
	local answer
	echo "$1" >&3
	read -r -t 60 answer <&4 || answer="no answer"
	[ "$answer" = ok ] || { echo "# $1: $answer"; return 1; }
}

# Both wait until the driver is where it should be: probing may be deferred.
bound() {
	local _
	for _ in $(seq 100); do
		[ ! -c /dev/tee0 ] || ! nodes 3 || return 0
		sleep 0.05
	done
	return 1
}

unbind() {
	local device=$1 began=$SECONDS
	echo "$device" >"$driver/unbind" || return
	[ $((SECONDS - began)) -le "$patience" ] || { echo "# unbinding took $((SECONDS - began)) s"; return 1; }
	[ ! -e /dev/tee0 ] && nodes 0
}

# held_round: everything that users can hold, through unbind, rmmod and insmod
held_round() {
	order hold && unbind "$device" && order gone &&
		unload optee_rstmem && unload optee && order half &&
		load optee optee_rstmem && bound && order rest && books_empty
}

# raced_round: unbound and bound while others are at it
raced_round() {
	unbind "$device" && sleep 0.05 && echo "$device" >"$driver/bind" && bound
}

# whole_round: nothing is left loaded, and all of it comes back
whole_round() {
	unload rst_importer && unload optee_rstmem && unload optee &&
		unload rstmem && [ ! -e /sys/class/rstmem ] &&
		load "${loaded[@]}" && bound
}

# repeat COUNT WHAT: how many in a row went well is in $good
repeat() {
	for good in $(seq "$1"); do
		"$2" && continue
		good=$((good - 1))
		return 1
	done
}

# KASAN keeps what was freed until its cache is shrunk.
unreclaimable() {
	local cache
	sleep 1
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1
	for cache in /sys/kernel/slab/*/shrink; do
		echo 1 >"$cache"
	done
	sed -n 's/^SUnreclaim: *\([0-9]*\).*/\1/p' /proc/meminfo
}

available() { sed -n 's/^MemAvailable: *\([0-9]*\).*/\1/p' /proc/meminfo; }

pkill -x tee-supplicant && sleep 1
device=$(basename "$(readlink -f "$driver"/firmware*)")
load rst_importer
mapfile -t loaded < <(cut -d' ' -f1 /proc/modules | tac)

mkfifo /tmp/orders /tmp/answers
"$HERE/holder" </tmp/orders >/tmp/answers &
holder=$!
exec 3>/tmp/orders 4</tmp/answers
repeat 5 held_round && repeat 5 raced_round && whole_round
check "some rounds to warm up: held, bound again, everything" test $? = 0
slab=$(unreclaimable) free=$(available)

whole=0 good=0
for round in $(seq "$rounds"); do
	held_round || { not_ok "round $round of $rounds"; break; }
	if [ $((round % 10)) = 0 ]; then
		whole_round || { not_ok "everything unloaded in round $round"; break; }
		whole=$((whole + 1))
		echo "# $round rounds, kernel memory that cannot be reclaimed: $(unreclaimable) KiB"
	fi
	good=$round
done
check "$good of $rounds times unbound, unloaded and loaded with all that users hold" test "$good" = "$rounds"
check "$whole times the heaps and the TEE core went, too" test "$whole" = $((rounds / 10))
check "books are empty" books_empty

slab_after=$(unreclaimable) free_after=$(available)
echo "# kernel memory that cannot be reclaimed: $slab KiB before, $slab_after KiB after $rounds rounds; available: $free, $free_after KiB"
check "which is not more than a page a round, and noise" test $((slab_after - slab)) -lt $((512 + 4 * rounds))

mkfifo /tmp/race
"$HERE/racers" 3 </tmp/race >/tmp/tally 3>&- 4<&- &
racers=$!
exec 5>/tmp/race
repeat "$rounds" raced_round
check "3 processes race while it is unbound and bound $good of $rounds times" test $? = 0
exec 5>&-
wait "$racers"
raced=$?
check "all they are told is that it worked or had gone: $(cat /tmp/tally)" test "$raced" = 0
check "books are empty after the race" books_empty
exec 3>&- 4<&-
wait "$holder"
check "the holder ends well" test $? = 0
check "the importer goes" unload rst_importer
finish

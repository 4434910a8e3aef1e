#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
#	model.sh [OPTION…]	of the program books-model
#
# And whether rstctl shows the books as they are.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh

SYSFS=/sys/class/rstmem
DEBUGFS=/sys/kernel/debug/rstmem
TESTPOOL=/sys/module/rst_testpool/parameters

# books-model needs them; whether they are mounted is the machine's business.
mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug
mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing

load_testpool() { insmod "$MODULES/rst_testpool.ko" "registered=$1"; }

# column HEAP TITLE: of what rstctl has printed
column() {
	awk -v heap="$1" -v title="$2" '
		NR == 1 { for (i = 1; i <= NF; i++) if ($i == title) n = i }
		n && $1 == heap { print $n }' /tmp/heaps.log
}

# The word after WORD in the lines of pools that serve.
of_pool() {
	awk -v word="$1" '$NF != "unregistered" {
		for (i = 2; i < NF; i++) if ($i == word) print $(i + 1) }' $DEBUGFS/pools
}

# debugfs HEAP TITLE: the same, counted from buffers and pools
debugfs() {
	case $2 in
	USED) awk -v of="rstmem:$1" '
		$1 == of { sum += $5 } END { print sum + 0 }' $DEBUGFS/buffers ;;
	BUFFERS) awk -v of="rstmem:$1" '
		$1 == of { n++ } END { print n + 0 }' $DEBUGFS/buffers ;;
	SIZE) of_pool size ;;
	QUARANTINED) of_pool quarantined ;;
	esac
}

# same_books WHEN: every field of every heap
same_books() {
	local heap book title value
	rstctl heaps >/tmp/heaps.log
	sed 's/^/# /' /tmp/heaps.log
	for heap in $HEAPS; do
		while read -r title book; do
			value=$(cat "$SYSFS/$heap/$book")
			case $book:$value in limit:0 | minimum:0) value=none ;; esac
			check "rstctl heaps, $1: $title of $heap is $value" \
				test "$(column "$heap" "$title")" = "$value"
		done <<-EOF
			SIZE size
			USED bytes
			BUFFERS buffers
			HIGH high_water
			FAILURES failures
			REFUSED refused
			QUARANTINED quarantined
			LIMIT limit
			MINIMUM minimum
			ROOM room
			LARGEST largest
		EOF
		for title in SIZE USED BUFFERS QUARANTINED; do
			value=$(debugfs "$heap" "$title")
			check "rstctl heaps, $1: $title of $heap is $value in debugfs, too" \
				test "$(column "$heap" "$title")" = "$value"
		done
	done
}

holders=()
hold() { # heap, size
	rstctl alloc --heap "$1" --size "$2" --hold 600 >/dev/null &
	holders+=($!)
}
let_go() {
	kill "${holders[@]}"
	wait "${holders[@]}" 2>/dev/null
	holders=()
}

# buffers HEAP NUMBER: there are as many, or soon will be
buffers() {
	local i
	for i in $(seq 100); do
		[ "$(cat "$SYSFS/$1/buffers")" = "$2" ] && return
		sleep 0.1
	done
	return 1
}

load_testpool 0 || exit
"$HERE/books-model" "$@"
status=$?
tests=$((tests + 2)) failures=$((failures + (status != 0)))

check 'nothing is in quarantine, soon' all_scrubbed
same_books 'nothing held'
check 'the test device can be unloaded' rmmod rst_testpool
books_empty || not_ok 'the books are empty'

# Something in every field, and in each heap something else: as the one backend,
# the test's pool fails to scrub when it is told to.
check "the test's pool takes the real one's place" \
	eval 'rmmod optee_rstmem && load_testpool 1'
check 'and is scrubbed for its first owner' \
	rstctl alloc --heap secure-video --size "$(cat $SYSFS/secure-video/size)"
check 'and after it' all_scrubbed
hold secure-video 64K
buffers secure-video 1
echo -5 >$TESTPOOL/scrub_error
let_go
buffers secure-video 0
echo 3145728 >$SYSFS/secure-video/limit
echo 1048576 >$SYSFS/trusted-ui/limit
echo 65536 >$SYSFS/secure-video-record/minimum
check 'more than the limit is not to be had' \
	eval '! rstctl alloc --heap trusted-ui --size 2M'
hold secure-video 192K
hold secure-video 128K
hold trusted-ui 448K
check 'buffers are held' eval 'buffers secure-video 2 && buffers trusted-ui 1'
check '64 KiB are in quarantine' grep -qx 65536 $SYSFS/secure-video/quarantined
same_books 'some held'
echo 0 >$TESTPOOL/scrub_error
let_go
check 'quarantine ends when scrubbing succeeds' all_scrubbed
echo 0 >$SYSFS/secure-video/limit
echo 0 >$SYSFS/trusted-ui/limit
echo 0 >$SYSFS/secure-video-record/minimum
books_empty || not_ok 'the books are empty'
check "the real pool comes back" \
	eval 'rmmod rst_testpool && insmod "$MODULES/optee_rstmem.ko"'
finish

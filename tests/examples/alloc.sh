#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# examples/alloc.c allocates from each heap, and says what is wrong.
. /mnt/build/tests/lib/guest.sh
size=1048576

# alloc HEAP BYTES: what it says, in SAID
alloc() { SAID=$("$HERE/alloc" "$@" 2>&1); }

allocates() {
	alloc "$1" $size && grep -qx "$size bytes" <<<"$SAID" &&
		grep -q "^size:[[:space:]]*$size$" <<<"$SAID"
}

refuses() { # sentence, heap, bytes
	! alloc "$2" "$3" && grep -q "$1" <<<"$SAID"
}

for heap in $HEAPS; do
	check "examples/alloc: $size bytes from $heap, fdinfo says so" \
		allocates "$heap"
done
check "examples/alloc: a heap that is not there" \
	refuses 'public-video: No such file or directory' public-video $size
check "examples/alloc: more than there is" \
	refuses 'secure-video: no .* bytes: Cannot allocate memory' \
	secure-video 1099511627776
check "examples/alloc: nothing" \
	refuses 'secure-video: no 0 bytes: Invalid argument' secure-video 0
finish

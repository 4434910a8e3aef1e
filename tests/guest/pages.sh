#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In one guest what heaps and TEE core promise about sizes, offsets and books,
# which may depend on the size of pages: parts of 30-guest, 33-books, 35-tee,
# 37-sdp and 38-scrub, and what 53-porting runs. PAGE_SIZE is what pages should
# be.
here=$(dirname "$0")
status=0

try() {
	echo "# $*"
	"$@" || { echo "not ok - ${*##*/} ended with status $?"; status=1; }
}

if [ "$(getconf PAGESIZE)" = "${PAGE_SIZE:?}" ]; then
	echo "ok - pages have $PAGE_SIZE bytes"
else
	echo "not ok - pages have $PAGE_SIZE bytes"
	status=1
fi
try bash "$here/programs.sh" heaps- tee-
try bash "$here/tee-kernel.sh"
try bash "$here/carveout.sh"
try "$here/tee/sdp"
try "$here/tee/scrub"
try bash "$here/books-model.sh" --seconds 10
try bash "$here/porting/porting.sh"
exit $status

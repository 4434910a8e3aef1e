#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The short film once, encrypted, on whatever kernel and page size this is; what
# reaches the panel is compared by the host.
. /mnt/build/tests/guest/lib.sh
echo "# $KVER, pages of $(getconf PAGESIZE) bytes"
load_key
check "the film plays to its end" \
	play "$(cenc_line "$FILM_DIR/film-short-cenc.mp4" sync=false)"
check "the books are empty" books_empty
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# kill.sh [TIMES]: kill -9 in mid-film, at a different moment each time; the
# books must return to zero. (That nothing warns is lab/run's check.)
. /mnt/build/tests/lib/guest.sh
times=${1:-100}

load_key
for i in $(seq "$times"); do
	start_film || { not_ok "film $i of $times starts"; break; }
	sleep "0.$((i % 10))"
	kill -9 "$PLAYER"
	wait "$PLAYER" 2>/dev/null
	books_empty || { not_ok "books after kill $i of $times"; break; }
done
check "$i of $times films killed, books at zero each time" test "$i" = "$times"
check "and the film plays to its end" \
	play "$(cenc_line "$FILM_DIR/film-short-cenc.mp4" sync=false)"
check "books are empty" books_empty
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel itself loads a word of the pool through ioremap. The firewall ends
# that in a synchronous external abort, which kills the task; the machine and
# the film must go on.
. /mnt/build/tests/lib/guest.sh

load_attacker
load_key
check "the film plays" start_film
address=$(pool_address)
check "the pool's address is known ($address)" test -n "$address"
"$HERE/load" "$address" && not_ok "the load worked" || ok "the task that loads is killed"
check "the kernel said why" eval "dmesg | grep -q 'synchronous external abort'"
check "the film goes on" kill -0 "$PLAYER"
kill -INT "$PLAYER"
wait "$PLAYER"
check "books are empty" books_empty
check "and a second film plays" play "$(cenc_line "$FILM_DIR/film-short-cenc.mp4" sync=false)"
finish

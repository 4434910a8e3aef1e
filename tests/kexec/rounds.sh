#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# rounds.sh ROUNDS: from this kernel into the same kernel so many times, each
# time in mid-film and with all that busy.c holds. Runs anew in each kernel,
# which learns from its command line which one it is; the first is round 0.
#
# OP-TEE lives through all of them. Its own figures are noted when the stack has
# just come up. Those of the last kernel must be those of kernel 1: what kernel 0
# started are applications that stay loaded once they were used.
# shellcheck source=tests/lib/guest.sh
. /mnt/build/tests/lib/guest.sh
# shellcheck source=tests/kexec/next.sh
. "$HERE/next.sh"
rounds=$1
[ "$rounds" -ge 2 ] || { echo "not ok 1 - two kernels in a row are the least: $rounds"; exit 1; }
round=$(word_of_line lab.round)
round=${round:-0}
figures=/mnt/share/figures

hold_everything() {
	local said
	install_test_tas
	exec 5< <(exec "$HERE/busy")
	read -r -t 60 said <&5
	[ "$said" = held ]
}

# OP-TEE's own shortage is in its figures.
no_shortage() { ! dmesg | grep -iE 'out of memory|oom-kill|page allocation failure'; }

[ "$round" -gt 0 ] || : >"$figures"
memory=$("$HERE/optee-memory")
printf '%s\n' "$memory" >>"$figures"
echo "# round $round at $(seconds) s: $memory"

if [ "$round" -lt "$rounds" ]; then
	check "round $round: the next kernel is loaded" load_next -l "lab.round=$((round + 1))"
	load_key
	check "round $round: a film plays" start_film
	check "round $round: its frames are decoded" film_goes_on
	check "round $round: buffers, shared memory and sessions are held" hold_everything
	check "round $round: memory is not short" no_shortage
	[ "$failures" -eq 0 ] || finish || exit 1
	echo "# round $round leaves at $(seconds) s"
	kexec -e
	not_ok "round $round: the next kernel starts"
	exit 1
fi

cat "$figures"
tests=$((rounds * 5))
load_key
check "kernel $round: a film plays to its end" play "$(cenc_line "$FILM_DIR/film-short-cenc.mp4" sync=false)"
check "OP-TEE says the same as $((rounds - 1)) kernels before" \
	test "$(sed -n '2p' "$figures")" = "$(sed -n '$p' "$figures")"
check "each piece of shared memory would show" "$HERE/optee-memory" 16 1
check "kernel $round: memory is not short" no_shortage
finish

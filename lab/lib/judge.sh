# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# The end of lab/run: decides the exit status from what the run left behind. Sourced by lab/run
# only; uses its variables run, machine, timeout and expect_oops.

# shellcheck disable=SC2154
failed() {
	say "$*"
	say "kernel log: $run/console.log, secure world: $run/secure.log"
	exit 125
}
touch "$run/console.log"

status=$(sed -n 's/^status //p' "$run/result")
tainted=$(sed -n 's/^tainted //p' "$run/result")
reports=$(kernel_reports "$run/console.log")

if [ "$machine" = 124 ] || [ "$machine" = 137 ]; then
	said=${reports:+; the kernel said: $(head -n 1 <<<"$reports")}
	failed "the guest did not end within $timeout s$said"
fi
if [ ! -s "$run/console.log" ]; then
	failed "the machine did not start: $(tail -n 2 "$run/qemu.log")"
fi
if [ -z "$status" ]; then
	failed "the guest died; its last words:
$(printf '%s\n' "${reports:-$(tail -n 5 "$run/console.log")}")"
fi
[ "$status" != modules ] || failed "the modules do not load"
if [ -z "$expect_oops" ]; then
	[ -z "$reports" ] || failed "the command ended with $status, but the kernel reported:
$reports"
	# Bits: bad page, died, warned, soft lockup.
	[ $((tainted & (1 << 5 | 1 << 7 | 1 << 9 | 1 << 14))) = 0 ] ||
		failed "the command ended with $status, but the kernel is tainted ($tainted)"
fi
exit "$status"

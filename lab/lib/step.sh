# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# Makes an artefact once. A script in lab/steps/ sources this, calls `step`, fills $WORK and calls
# `step_done`.
#
# The result appears in the cache by a rename, and counts as made once its stamp exists. The stamp
# is a checksum over names, sizes and times of all its files. If it is missing or differs, the step
# was interrupted or its result was changed: it is made again.

set -euo pipefail
# shellcheck source=lab/lib/cache.sh
. "$(dirname "${BASH_SOURCE[0]}")/cache.sh"
# shellcheck source=lab/lib/mirror.sh
. "$LAB/lib/mirror.sh"
case $(basename "$0"):$KERNEL in
kernel:*-debug) exec "$LAB/steps/debug-kernel" ;;
kernel:*-amd64 | kernel:*-armhf) exec "$LAB/steps/kernel-headers" ;;
kernel:*-graft) exec "$LAB/steps/graft-kernel" ;;
kernel:*-heaps) exec "$LAB/steps/heaps-kernel" ;;
kernel:newest) exec "$LAB/steps/newest-headers" ;;
disk:*-debug) KERNEL=${KERNEL%-debug} KERNEL=${KERNEL%-heaps} KERNEL=${KERNEL%-kcsan} ;;
disk:*-graft | source:*-graft) KERNEL=${KERNEL%-graft} ;;
disk:*-heaps | source:*-heaps) KERNEL=${KERNEL%-heaps} ;;
esac

manifest() { (cd "$1" && find . -xdev -printf '%P %y %s %Ts %l\n' | LC_ALL=C sort | sha256sum); }

is_made() {
	[ -d "$OUT" ] && [ -r "$OUT.stamp" ] && [ "$(manifest "$OUT")" = "$(cat "$OUT.stamp")" ]
}

# step "what is being done (about how long)": returns only if there is something to do.
step() {
	STEP=$(basename "$0")
	OUT=$(artefact "$STEP")
	if is_made; then touch "$OUT.stamp"; exit 0; fi
	mkdir -p "$CACHE/lock" "$CACHE/tmp" "$CACHE/log"
	sed -n 's/^# needs: //p' "$0" | tr ' ' '\n' | sed "/[/]/d; /^$/d" |
		while read -r need; do "$LAB/steps/$need"; done
	exec 9>"$CACHE/lock/$STEP"
	flock 9
	if is_made; then exit 0; fi
	if [ -e "$OUT" ]; then say "$STEP: incomplete or changed, making it again"; fi
	umount -l "$OUT" 2>/dev/null || true
	rm -rf "$OUT" "$OUT.stamp" "$CACHE/tmp/$STEP".*
	WORK=$CACHE/tmp/$STEP.$$
	LOG=$CACHE/log/$STEP.log
	STEP_STARTED=$SECONDS
	mkdir "$WORK"
	say "$STEP: $*"
	exec 3>&2 >"$LOG" 2>&1
	trap step_failed EXIT
}

# note TEXT: also prints TEXT on the terminal; everything else goes to the log only.
note() { printf '[lab] %s: %s\n' "$STEP" "$*" | tee -a "$LOG" >&3; }

step_failed() {
	local status=$?
	{
		printf '[lab] %s failed (status %s). Its last lines:\n' "$STEP" "$status"
		tail -n 20 "$LOG" | sed 's/^/    /'
		printf '[lab] the whole log: %s\n' "$LOG"
	} >&3
	rm -rf "$WORK"
	exit 125
}

step_done() {
	local sum
	mv "$WORK" "$OUT"
	sum=$(manifest "$OUT")
	printf '%s\n' "$sum" >"$OUT.stamp.$$"
	mv "$OUT.stamp.$$" "$OUT.stamp"
	trap - EXIT
	note "done in $((SECONDS - STEP_STARTED)) s"
	prune
}

# Removes results of earlier recipes that have not been used for a week.
prune() {
	local stamp
	find "$CACHE" -maxdepth 1 -name "$STEP-????????????.stamp" -mtime +7 |
		while read -r stamp; do
			umount -l "${stamp%.stamp}" 2>/dev/null || true
			rm -rf "$stamp" "${stamp%.stamp}"
		done
}

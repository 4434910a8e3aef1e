# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# A script's results as TAP lines, on the host and in the guest; sourced.
# Environment: PREFIX stands before each sentence.
tests=0 failures=0

ok() { tests=$((tests + 1)); echo "ok $tests - ${PREFIX-}$*"; }
not_ok() {
	tests=$((tests + 1)) failures=$((failures + 1))
	echo "not ok $tests - ${PREFIX-}$*"
}

# check SENTENCE COMMAND…
check() {
	local sentence=$1
	shift
	if "$@" >/dev/null 2>&1; then ok "$sentence"; else not_ok "$sentence"; fi
}

# result STATUS SENTENCE: of a condition that was looked at before
result() { if [ "$1" = 0 ]; then ok "$2"; else not_ok "$2"; fi; }

# finish: the script's exit status
finish() {
	echo "1..$tests"
	[ "$failures" -eq 0 ] && [ "$tests" -gt 0 ]
}

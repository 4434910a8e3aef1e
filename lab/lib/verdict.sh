# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What a kernel log says about a run. To be sourced.

# Reports that fail a run: warnings, oopses, lock and RCU problems, sanitizer reports, leaks.
REPORTS='cut here \]|WARNING: |BUG: |kernel BUG at|Oops|Internal error'
REPORTS+='|Unable to handle kernel|Kernel panic|Bad page|general protection'
REPORTS+='|possible (circular|recursive)|INFO: (task|rcu|possible|suspicious|trying)'
REPORTS+='|rcu: INFO|RCU stall|soft lockup|hard LOCKUP'
REPORTS+='|KASAN|KFENCE|KCSAN|UBSAN'
REPORTS+='|unreferenced object|kmemleak: .*(switched itself off|disabled)'
REPORTS+='|refcount_t: |list_(add|del) corruption|scheduling while atomic|sleeping function'
REPORTS+='|Undefined instruction|stack-protector|nobody cared'
REPORTS+='|Deadlock|DEADLOCK|bad unlock balance|still has locks held'
# A checker of a debug kernel has given up.
REPORTS+='|turning off the locking correctness validator|ODEBUG: out of memory'

# kernel_reports LOG [LINES]: prints the first 8 (or LINES) lines with a report, if any. Messages of
# the laboratory itself do not count.
kernel_reports() {
	tr -d '\r' <"$1" | grep -a -E "$REPORTS" |
		grep -a -v -E 'lab: |Kernel command line' | head -n "${2:-8}" || true
}

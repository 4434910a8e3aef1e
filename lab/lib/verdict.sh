# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
# What a kernel log says about a run. Sourced.

# Reports that fail a run: warnings, oopses, lock and RCU trouble, the sanitizers', leaks.
REPORTS='cut here \]|WARNING: |BUG: |kernel BUG at|Oops|Internal error|Unable to handle kernel|Kernel panic|Bad page|general protection'
REPORTS+='|possible (circular|recursive)|INFO: (task|rcu|possible|suspicious|trying)|rcu: INFO|RCU stall|soft lockup|hard LOCKUP'
REPORTS+='|KASAN|KFENCE|KCSAN|UBSAN|unreferenced object|kmemleak: .*(switched itself off|disabled)|refcount_t: |list_(add|del) corruption|scheduling while atomic|sleeping function'
REPORTS+='|Undefined instruction|stack-protector|nobody cared|Deadlock|DEADLOCK|bad unlock balance|still has locks held'
# The checkers of a debug kernel must not have given up on the way.
REPORTS+='|turning off the locking correctness validator|ODEBUG: out of memory'

# kernel_reports LOG: the first lines of each, or nothing. What the lab says itself doesn't count.
kernel_reports() { tr -d '\r' <"$1" | grep -a -E "$REPORTS" | grep -a -v -E 'lab: |Kernel command line' | head -n "${2:-8}" || true; }

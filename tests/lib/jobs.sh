# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Jobs: a suite on one kernel, or a guest that several suites share. Sourced by
# tests/run; uses tier, from, logs and tests/lib/suites.sh.

# shellcheck disable=SC2154
jobs_at_a_time=${RSTMEM_JOBS:-2}
only=${KERNEL-}
names=()             # jobs in the order in which they start
planned=()           # the same, and they stay
declare -A file_of=()   # job: its suite's file; for a shared guest its suites' files
declare -A kernel_of=() # job: its kernel
declare -A env_of=()    # job: NAME=VALUE for a debug kernel
declare -A time_of=()   # job: about how many seconds it takes
declare -A running=()   # process id: job
declare -A started=()   # job: when
passed=0 failed=0 skipped=0 repeated=0
MOST_REPEATED=4

add_job() { # NAME FILES KERNEL SECONDS [NAME=VALUE]
	names+=("$1")
	file_of[$1]=$2 kernel_of[$1]=$3 time_of[$1]=$4 env_of[$1]=${5-}
}

# plan KERNEL FILE…: a job for each on this kernel; one for those that share
plan() {
	local kernel=$1 file name shared='' seconds=0 words
	shift
	for file; do
		name=$(suite_name "$file")${kernel:+-$kernel}
		words=
		case $kernel in *-debug) words=$(header "$file" debug || true) ;; esac
		if [ "$(header "$file" guest)" = shared ]; then
			shared+=" $file"
			seconds=$((seconds + $(header "$file" time)))
		else
			add_job "$name" "$file" "$kernel" "$(header "$file" time)" "$words"
		fi
	done
	[ -z "$shared" ] || add_job "guest-$kernel" "$shared" "$kernel" "$seconds"
}

# plan_jobs SUITE…: fills names, the longest first
plan_jobs() {
	local file files kernel kernels on=() debug=()
	declare -A per_kernel
	files=$(chosen_suites "$@") || exit
	for file in $files; do
		[ $# -gt 0 ] || in_tier "$file" "$tier" || continue
		kernels=$(kernels_of "$file" "$tier")
		if [ -n "$only" ] && { [ -n "$kernels" ] ||
		   header "$file" debug >/dev/null; }; then
			kernels=$only
		fi
		if [ -z "$kernels" ]; then
			[ "$(header "$file" tier)" = debug ] || plan '' "$file"
		fi
		for kernel in $kernels; do
			can_run_on "$file" "$kernel" || continue
			[[ " ${on[*]} " == *" $kernel "* ]] || on+=("$kernel")
			per_kernel[$kernel]+=" $file"
		done
	done
	# shellcheck disable=SC2086
	for kernel in "${on[@]}"; do plan "$kernel" ${per_kernel[$kernel]}; done
	sort_jobs
	if [ "$tier" = full ] && [ $# -eq 0 ] && [ -z "$only" ]; then
		plan_debug_jobs
		add_job weaknesses tests/weaknesses/run '' 3600
	fi
	skip_to_from
}

plan_debug_jobs() {
	local kernel file files
	for kernel in $(lab/kernel --print list --role main) $(lab/kernel --print list --role next); do
		files=()
		for file in $(suite_files); do
			header "$file" debug >/dev/null &&
				can_run_on "$file" "$kernel" && files+=("$file")
		done
		plan "$kernel-debug" "${files[@]}"
	done
}

sort_jobs() {
	local name
	mapfile -t names < <(for name in "${names[@]}"; do
		printf '%s %s\n' "${time_of[$name]}" "$name"
	done | sort -k1,1nr -k2 | cut -d ' ' -f 2)
}

skip_to_from() {
	[ -n "$from" ] || return 0
	while [ ${#names[@]} -gt 0 ] && [ "${names[0]}" != "$from" ]; do
		names=("${names[@]:1}")
	done
	[ ${#names[@]} -gt 0 ] || { echo "tests/run: no job $from" >&2; exit 2; }
}

# Sparse looks at every file, but not for "make check".
build_for_jobs() {
	local name plain=() debug=()
	for name in "${names[@]}"; do
		case ${kernel_of[$name]} in
		*-debug) debug+=("${kernel_of[$name]}") ;;
		?*) plain+=("${kernel_of[$name]}") ;;
		esac
	done
	[ ${#plain[@]} -gt 0 ] || plain=("$(lab/kernel --print list --role main)")
	mapfile -t plain < <(printf '%s\n' "${plain[@]}" | sort -u)
	mapfile -t debug < <(printf '%s\n' "${debug[@]}" | sort -u | grep .)
	export RSTMEM_KERNELS=${plain[*]}
	[ "$tier" = check ] || export RSTMEM_SPARSE=1
	scripts/build "${plain[@]}"
	unset RSTMEM_SPARSE
	# They are made from source, which takes an hour, the first time.
	[ ${#debug[@]} -eq 0 ] || scripts/build "${debug[@]}"
}

is_alone() { [[ $1 != guest-* ]] && header "${file_of[$1]}" alone >/dev/null; }

run_job() { # NAME LOG
	local name=$1 log=$2 status=0
	if [[ $name == guest-* ]]; then
		run_shared "${kernel_of[$name]}" "$log" ${file_of[$name]}
	else
		run_suite "${file_of[$name]}" "${kernel_of[$name]}" "$log" \
			"${env_of[$name]}" || status=$?
		if may_repeat "$name" "$log" "$status"; then
			status=0
			run_suite "${file_of[$name]}" "${kernel_of[$name]}" \
				"$log" "${env_of[$name]}" || status=$?
		fi
		echo "$name $status" >"$log.ended"
	fi
	echo "$SECONDS" >"$log.end"
}

# may_repeat NAME LOG STATUS: whether a suite that has failed is to run again: a
# guest's clock goes on while a busy host lets it wait. Not where many fail. The
# first log stays beside the second.
may_repeat() {
	[ "$3" != 0 ] || grep -q '^not ok' "$2" || return 1
	[ -z "${RSTMEM_ONCE-}" ] && [ -n "${kernel_of[$1]-$1}" ] || return 1
	echo "$1" >>"$logs/repeated"
	[ "$(wc -l <"$logs/repeated")" -le "$MOST_REPEATED" ] || return 1
	mv "$2" "$2.first"
}

# run_suite FILE KERNEL LOG [NAME=VALUE]
run_suite() {
	local words=()
	[ -z "$2" ] || words+=("KERNEL=$2")
	[ -z "${4-}" ] || words+=("$4")
	if [ "$(header "$1" guest || true)" = shared ]; then
		shared_guest "$2" "$3" "$1" >"$3" 2>&1 </dev/null
	else
		env "${words[@]}" "$1" >"$3" 2>&1 </dev/null
	fi
}

# shared_guest KERNEL LOG FILE…: boots one, which runs them one after the other
shared_guest() {
	local kernel=$1 panel=build/panel-$1
	shift 2
	rm -rf "$panel"
	lab/run --kernel "$kernel" --timeout 1200 --panel "$panel" -- \
		env RSTMEM_TIER="$tier" bash /mnt/build/tests/lib/batch.sh \
		"${@#tests/}"
}

# run_shared KERNEL LOG FILE…: a log for each; those that the guest did not come
# to, as there was trouble, get a guest of their own
run_shared() {
	local kernel=$1 log=$2 file name own status=0 told=''
	shift 2
	: >"$log.ended"
	shared_guest "$kernel" "$log" "$@" >"$log" 2>&1 </dev/null || status=$?
	for file; do
		name=$(suite_name "$file")-$kernel
		own=$logs/$name.log
		part_of_log "${file#tests/}" "$log" >"$own" ||
			run_suite "$file" "$kernel" "$own" || true
		judge_panel "$file" "$kernel" "$own"
		if may_repeat "$name" "$own" 0; then
			run_suite "$file" "$kernel" "$own" || true
			judge_panel "$file" "$kernel" "$own"
		fi
		! grep -q '^not ok' "$own" || told=1
		echo "$name $(sed -n "s|^== end ${file#tests/} ||p" "$log" "$own" | tail -n 1)" \
			>>"$log.ended"
	done
	# What no suite has said: what the kernel said at the end, say.
	if [ "$status" = 125 ] && [ -z "$told" ]; then
		echo "not ok - the guest that suites share ended with status 125" >>"$log"
		echo "guest-$kernel 125" >>"$log.ended"
	fi
}

# judge_panel FILE KERNEL LOG: by the topic's program, if it has one, what the
# guest's panel got
judge_panel() {
	[ -x "${1%/*}/panel" ] || return 0
	KERNEL=$2 "${1%/*}/panel" "build/panel-$2/panel.bin" >>"$3" 2>&1 || true
}

# part_of_log FILE LOG: what the suite printed; fails if it has not begun. One
# that has begun and not ended took the guest along.
part_of_log() {
	sed -n "\\|^== begin $1\$|,\\|^== end $1 |p" "$2" | grep . || return 1
	grep -q "^== end $1 " "$2" || {
		echo "not ok - the guest died, or was stopped, in this suite"
		tail -n 12 "$2" | sed 's/^/# /'
	}
}

# report JOB LOG: what its suites, that have ended, came to
report() {
	local name status seconds ended
	ended=$(<"$2.end")
	while read -r name status seconds; do
		count "$name" "$logs/$name.log" "${status:-1}" \
			"${seconds:-$((ended - started[$1]))}"
	done <"$2.ended"
	rm -f "$2.end" "$2.ended"
}

count_lines() { grep -cE "$1" "$2" || true; }

# complaints NAME LOG: what failed, with the lines before and after that say why
# (the log may be on a machine that is gone), and what was skipped
complaints() {
	awk -v suite="[$1]" '
		function say(line) { print substr(line, 1, 160) }
		/^not ok / {
			for (i = known > 6 ? known - 6 : 0; i < known; i++) say(before[i])
			print $0, suite
			known = 0
			left = 6
			next
		}
		/^#/ { if (left-- > 0) say($0); else before[known++] = $0; next }
		/# SKIP/ { print $0, suite }
		{ known = left = 0 }' "$2"
}

count() { # NAME LOG STATUS SECONDS
	local good bad skip
	skip=$(count_lines '^ok .*# SKIP' "$2")
	good=$(($(count_lines '^ok ' "$2") - skip))
	bad=$(count_lines '^not ok ' "$2")
	if [ "$bad" -eq 0 ] && { [ "$3" != 0 ] || [ $((good + skip)) -eq 0 ]; }; then
		bad=1
		tail -n 30 "$2"
	fi
	if [ -e "$2.first" ]; then
		complaints "$1, the first time" "$2.first"
		repeated=$((repeated + 1))
	fi
	complaints "$1" "$2"
	printf '%-26s %d passed, %d failed, %d skipped in %d s (%s)\n' "$1" \
		"$good" "$bad" "$skip" "$4" "$2"
	printf '%s %s\n' "$1" "$4" >>"$logs/times"
	passed=$((passed + good))
	failed=$((failed + bad))
	skipped=$((skipped + skip))
}

# drain N: waits until fewer than N jobs are running
drain() {
	local pid name
	while [ "${#running[@]}" -ge "$1" ]; do
		wait -n -p pid "${!running[@]}" || true
		name=${running[$pid]}
		unset "running[$pid]"
		report "$name" "$logs/$name.log"
	done
}

start() {
	local most=$jobs_at_a_time
	if is_alone "$1"; then most=1; fi
	drain "$most"
	printf '== %s\n' "$1"
	started[$1]=$SECONDS
	# a group of its own, so that stop_jobs() reaches a suite's guests, too
	set -m
	run_job "$1" "$logs/$1.log" &
	set +m
	running[$!]=$1
	if is_alone "$1"; then drain 1; fi
}

stop_jobs() {
	local pid name left=''
	for pid in "${!running[@]}"; do
		kill -- "-$pid" 2>/dev/null || true
	done
	for name in "${planned[@]}"; do
		[[ " ${running[*]} ${names[*]} " != *" $name "* ]] || left+=" $name"
	done
	[ -z "$left" ] || printf 'left:%s\nGo on with --from %s\n' "$left" \
		"$(cut -d ' ' -f 2 <<<"$left")"
}

run_jobs() {
	local name
	planned=("${names[@]}")
	trap stop_jobs EXIT
	trap 'exit 130' INT TERM
	while [ ${#names[@]} -gt 0 ]; do
		name=${names[0]}
		names=("${names[@]:1}")
		start "$name"
	done
	drain 1
}

# run_one SUITE:PROGRAM[:CASE…]: in the foreground
run_one() {
	local words file topic kernel
	IFS=: read -ra words <<<"$1"
	file=$(suite_file "${words[0]}") || {
		echo "tests/run: no suite ${words[0]}; tests/run --list has them all" >&2
		exit 2
	}
	topic=${file%/*}
	topic=${topic#tests/}
	if [ "$(header "$file" guest)" = none ]; then
		"$file" "${words[@]:1}"
		return
	fi
	if [ ${#words[@]} -lt 2 ]; then
		echo "tests/run: $1 names no program" >&2
		exit 2
	fi
	kernel=${only:-$(kernels_of "$file" "$tier" | head -n 1)}
	scripts/build "${kernel:=$(lab/kernel --print list --role main)}"
	lab/run --kernel "$kernel" --timeout 900 -- env RSTMEM_TIER="$tier" bash \
		/mnt/build/tests/lib/program.sh "$topic" "${words[@]:1}"
}

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What suites there are, and what their headers say; sourced by tests/run.
#
# A suite is tests/TOPIC/suite, named TOPIC, or tests/TOPIC/suite-PART, named
# TOPIC-PART. Its header (tests/README.md):
#
#	# tier: check | test | full | debug	the smallest run that has it
#	# kernels: ROLE… | can:CAPABILITY	of lab/config/kernels; none on the host
#	# kernels-full: …			in the full tier, if it differs
#	# guest: shared | own | none		shared: the file itself runs in a guest
#	# alone					measures, or has no room for another
#	# debug: [NAME=VALUE]			on debug kernels, too, with this
#	# time: SECONDS				about; the longest start first

suite_files() { printf '%s\n' tests/*/suite tests/*/suite-*; }

# suite_file NAME, suite_name FILE
suite_file() {
	local file
	while read -r file; do
		if [ "$(suite_name "$file")" = "$1" ]; then
			printf '%s\n' "$file"
			return
		fi
	done < <(suite_files)
	return 1
}
suite_name() {
	local name=${1#tests/}
	name=${name/\/suite/}
	printf '%s\n' "$name"
}

# header FILE WORD: what stands behind it; fails if the line is not there
header() {
	local line
	line=$(grep -m 1 -E "^# $2(:|\$)" "$1") || return
	line=${line#"# $2"}
	line=${line#:}
	printf '%s\n' "${line# }"
}

# sentence FILE: its comment up to the header
sentence() {
	awk 'NR > 2 && (/^#$/ || !/^#/) { exit } NR > 2 { sub(/^# /, ""); text = text $0 " " }
	     END { sub(/[.;:] .*/, "", text); print text }' "$1"
}

# The file names of the suites that are asked for, all if none is named.
chosen_suites() {
	local file name word found
	if [ $# -eq 0 ]; then
		suite_files
		return
	fi
	for word; do
		if file=$(suite_file "$word"); then
			printf '%s\n' "$file"
			continue
		fi
		found=
		while read -r file; do
			name=$(suite_name "$file")
			if [[ $name == "$word"* ]]; then
				printf '%s\n' "$file"
				found=1
			fi
		done < <(suite_files)
		if [ -z "$found" ]; then
			echo "tests/run: no suite $word; tests/run --list has them all" >&2
			return 2
		fi
	done
}

# in_tier FILE TIER
in_tier() {
	case $(header "$1" tier)-$2 in
	check-* | test-test | test-full | full-full) return 0 ;;
	*) return 1 ;;
	esac
}

# kernels_of FILE TIER: their names
kernels_of() {
	local words word
	words=$(header "$1" kernels) || return 0
	[ "$2" != check ] || words=main
	[ "$2" != full ] || words=$(header "$1" kernels-full || echo "$words")
	for word in $words; do
		case $word in
		can:*) lab/kernel --print list --can "${word#can:}" ;;
		*) lab/kernel --print list --role "$word" ;;
		esac
	done
}

# A debug kernel can what its plain relative can.
can_run_on() { # FILE KERNEL
	local words base=${2%-debug}
	words=$(header "$1" kernels) || return 0
	case $words in
	can:*) lab/kernel --print list --can "${words#can:}" | grep -qx "$base" ;;
	esac
}

last_time() { awk -v name="$1" '$1 == name { t = $2 } END { print t }' "$logs/times" 2>/dev/null || true; }

list_suites() {
	local file name kernels shown
	printf '%-24s %-6s %-16s %6s  %s\n' NAME TIER KERNELS TIME WHAT
	while read -r file; do
		name=$(suite_name "$file")
		kernels=$(kernels_of "$file" "$tier" | paste -sd ' ')
		shown=$(last_time "$name-${kernels%% *}")
		printf '%-24s %-6s %-16s %6s  %s\n' "$name" \
			"$(header "$file" tier)" "${kernels:--}" \
			"${shown:-~$(header "$file" time)} s" "$(sentence "$file")"
	done < <(chosen_suites "$@")
}

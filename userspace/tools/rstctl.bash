# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# Completion of rstctl for bash. Commands and options are those that it prints.

_rstctl() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
	local command=${COMP_WORDS[1]} heaps='secure-video trusted-ui secure-video-record'
	local choices='' at i

	# The place among the words that are no options
	at=$COMP_CWORD
	for ((i = 2; i < COMP_CWORD; i++)); do
		[[ ${COMP_WORDS[i]} != -* ]] || at=$((at - 1))
	done

	if [ "$COMP_CWORD" = 1 ]; then
		choices="$(rstctl --help | sed -n 's/^rstctl \([a-z-]*\).*/\1/p' |
			sort -u)
			help --help --version"
	elif [ "$command" = help ]; then
		[ "$COMP_CWORD" != 2 ] || choices=$(rstctl --help |
			sed -n 's/^rstctl \([a-z-]*\).*/\1/p' | sort -u)
	elif [ "$before" = --heap ]; then
		choices=$heaps
	elif [ "$before" = --key-file ] || [ "$before" = --clearkey ]; then
		compopt -o filenames 2>/dev/null
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	elif [[ $before = --@(size|hold|wait|reserve|kid|key|remove|ask) ]]; then
		return
	elif [ "$command" = policy ] && [[ $word != -* ]]; then
		case $at in
		2) choices=$heaps ;;
		3) choices='allow deny forget allow-pages' ;;
		4) choices=$(cd /sys/bus && printf '%s\n' */devices/* |
			sed 's|/devices/|/|') ;;
		esac
	else
		choices="$(rstctl "$command" --help 2>/dev/null |
			grep -o -e '--[a-z-]*' | sort -u) --help"
	fi
	mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$word")
}
complete -F _rstctl rstctl

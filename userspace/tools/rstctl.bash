# SPDX-License-Identifier: LGPL-2.1-or-later
# shellcheck shell=bash
# Completion of rstctl for bash. Commands and options are those that it prints.

_rstctl() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
	local command=${COMP_WORDS[1]} heaps='secure-video trusted-ui secure-video-record'
	local choices=

	if [ "$COMP_CWORD" = 1 ]; then
		choices="$(rstctl --help | sed -n 's/^rstctl \([a-z-]*\).*/\1/p' |
			sort -u)
			--help --version"
	elif [ "$before" = --heap ]; then
		choices=$heaps
	elif [ "$before" = --key-file ] || [ "$before" = --clearkey ]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$word")
		return
	elif [ "$command" = policy ]; then
		case $COMP_CWORD in
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

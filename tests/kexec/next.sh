# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# Loading the next kernel, and what tells this one from it.

seconds() { cut -d' ' -f1 /proc/uptime; }

# word_of_line NAME: what the kernel's command line says after NAME=
word_of_line() { sed -n "s/.*\b$1=\([^ ]*\).*/\1/p" /proc/cmdline; }

host_folder() { # TAG PLACE
	mkdir -p "$2"
	mountpoint -q "$2" ||
		mount -t 9p -o trans=virtio,version=9p2000.L,msize=500000,ro "$1" "$2"
}

# load_next -l|-p WORDS: this very kernel, with WORDS of its own on its command
# line. No sums over the images (-i): they never leave memory, and emulated they take long.
load_next() {
	local line
	line=$(sed 's/ lab\.[a-z]*=[^ ]*//g' /proc/cmdline)
	host_folder kernel /tmp/kernel && host_folder initrd /tmp/initrd &&
		kexec -i "$1" /tmp/kernel/Image --initrd=/tmp/initrd/initrd \
			--command-line="$line $2"
}

# Jobs of the decoder since the film began.
trace=/sys/kernel/tracing
decoded() { grep -c rst_vdec_job: "$trace/trace"; }

film_goes_on() {
	local i
	echo 1 >"$trace/events/rst_vdec/rst_vdec_job/enable"
	for i in $(seq 200); do
		[ "$(decoded)" -ge 6 ] && return 0
		sleep 0.1
	done
	echo "# ${i} looks, $(decoded) jobs of the decoder"
	return 1
}

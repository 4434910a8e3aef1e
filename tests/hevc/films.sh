# SPDX-License-Identifier: GPL-2.0-only
# films.sh FILM…: plays films of HEVC from /mnt/share, one after the other.
. /mnt/build/tests/lib/guest.sh
log=/tmp/log

shown() { # FILM: as a user types it
	local line
	case $1 in
	*-clear) line='h265parse ! v4l2h265dec' ;;
	*) line=rstvideodec ;;
	esac
	# shellcheck disable=SC2086 # words
	timeout 120 gst-launch-1.0 -q filesrc location="/mnt/share/$1.mp4" ! \
		qtdemux ! queue ! $line ! kmssink driver-name=rst-disp sync=false \
		>$log 2>&1
}
says() { grep -q "$1" $log || { sed 's/^/# /' $log; false; }; }

load_key
for film; do
	check "$film plays to its end" shown "$film"
	[ ! -s $log ] || sed 's/^/# /' $log
	check "books are empty" books_empty
done
check "ten bits a sample are an error" can_not shown deep-cenc
check "with a sentence" says 'does not decode HEVC with 10 bits per sample'
check "playbin3 finds its way" timeout 120 gst-launch-1.0 -q playbin3 \
	uri=file:///mnt/share/small-cenc.mp4 \
	video-sink='kmssink driver-name=rst-disp'
check "the books are empty" books_empty
finish

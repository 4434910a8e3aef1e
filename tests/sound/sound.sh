# SPDX-License-Identifier: GPL-2.0-only
# Sound by rstcencaudio, compared with what it was before it was encrypted.
. /mnt/build/tests/lib/guest.sh
cd "$(mktemp -d)" || exit
value() { sed -n "s/^$1=//p" /mnt/share/film.key; }
A_KID=$(value sound_kid) A_KEY=$(value sound_key)
log=$PWD/log

# launch LINE…: the line, what it said in $log
launch() { timeout 60 gst-launch-1.0 -q "$@" >"$log" 2>&1; }
says() { grep -q "$1" "$log" || { sed 's/^/# /' "$log"; false; }; }
sound() { # FILM PROPERTIES: the sound alone, to sound.aac
	# shellcheck disable=SC2086
	launch filesrc location="/mnt/share/film-sound-$1.mp4" ! qtdemux name=d \
		d.audio_0 ! queue ! rstcencaudio $2 ! filesink location=sound.aac
}
is_sound() { [ -s clear.aac ] && cmp sound.aac clear.aac; }
# Pictures to the panel, each of them, and the sound beside them.
both() {
	launch filesrc location=/mnt/share/film-sound-cenc.mp4 ! qtdemux name=d \
		d.video_0 ! queue ! rstvideodec ! kmssink driver-name=rst-disp sync=false \
		d.audio_0 ! queue ! rstcencaudio ! filesink location=sound.aac sync=false
}
# The film's pictures, called sound, to pictures
disguised() {
	launch filesrc location=/mnt/share/film-sound-cenc.mp4 ! qtdemux name=d \
		d.video_0 ! queue ! capssetter replace=true \
		caps='application/x-cenc,original-media-type=audio/mpeg,cipher-mode=cenc' ! \
		rstcencaudio key-timeout=0 ! filesink location=pictures
}
wav() { # FILM NAME: by playbin3; the sound that comes out in NAME.wav
	timeout 120 gst-launch-1.0 -q playbin3 uri="file://$1" \
		video-sink='kmssink driver-name=rst-disp' \
		audio-sink="audioconvert ! audio/x-raw,format=S16LE ! wavenc ! filesink location=$2.wav" \
		>"$log" 2>&1
}
in_step() { # FILM: how late each is goes to $log
	timeout 120 /mnt/build/userspace/usr/libexec/rstmem/gst-tests/in-step \
		"playbin3 uri=file:///mnt/share/$1 \
			video-sink=\"kmssink name=pictures driver-name=rst-disp\" \
			audio-sink=\"fakesink name=sound sync=true qos=true\"" >"$log" 2>&1
	local status=$?
	sed "s/^/# $1: /" "$log"
	return $status
}
count() { sed -n "s/^$1: \([0-9]*\),.*/\1/p" "$log"; }
late_by() { sed -n "s/^$1: .*, late by \([0-9]*\),.*/\1/p" "$log"; }
# Of 72 pictures and 142 pieces of sound, in 3 s: what nobody has measured is not late. Pictures
# that are too late to be shown are not measured.
are_measured() { [ "$(count pictures)" -ge 5 ] && [ "$(count sound)" -ge 70 ]; }
# Whoever watches notices 125 ms (ITU-R BT.1359).
are_in_time() {
	are_measured && [ "$(late_by pictures)" -le 125 ] && [ "$(late_by sound)" -le 125 ]
}
# 0: they are; 1: they aren't, though the clear film's are; 2: nor are those, on a busy host
compare() {
	local clear status=2
	for _ in 1 2 3; do
		in_step film-short-sound-clear.mp4 && are_measured || return 1
		are_in_time
		clear=$?
		in_step film-sound-cenc.mp4 && are_measured || return 1
		! are_in_time || return 0
		[ $clear != 0 ] || status=1
	done
	return $status
}

launch filesrc location=/mnt/share/film-short-sound-clear.mp4 ! qtdemux name=d \
	d.audio_0 ! queue ! filesink location=clear.aac
check "without a key the sound ends with a sentence" can_not sound cenc key-timeout=0
check "which names the key" says "There is no key $A_KID"
rstctl lab-key --kid "$A_KID" --key "$A_KEY" >/dev/null
check "a key for pictures decrypts no sound" can_not sound cenc
check "and the sentence says so" says "The key $A_KID is not for sound"
check "nothing came out" test ! -s sound.aac
rstctl lab-key --audio --kid "$A_KID" --key "$A_KEY" >/dev/null
for scheme in cenc cbcs; do
	check "$scheme: the sound is the clear film's, byte by byte" \
		eval "sound $scheme && is_sound"
done

# The attack: whoever writes the caps calls pictures sound.
load_key
check "pictures that are called sound do not come out" can_not disguised
check "because of their key" says "The key $KID is not for sound"
check "nothing came out" test ! -s pictures
rstctl lab-key --audio --kid "$KID" --key "$KEY" >/dev/null
launch filesrc location=/mnt/share/film-short-sound-clear.mp4 ! qtdemux name=d \
	d.video_0 ! queue ! filesink location=clear
check "with a key for sound they would, all of them" \
	eval 'disguised && [ -s clear ] && cmp pictures clear'
check "and such a key decrypts no pictures" can_not play \
	"$(cenc_line "$FILM_DIR/film-short-cenc.mp4" sync=false)"

load_key
check "pictures and sound, each by its key" both
check "the sound is that" is_sound
check "playbin3 plays both" wav /mnt/share/film-sound-cenc.mp4 encrypted
check "and the clear film" wav /mnt/share/film-short-sound-clear.mp4 clear
check "with the same sound, sample by sample" \
	eval '[ -s clear.wav ] && cmp encrypted.wav clear.wav'
compare
case $? in
0) ok "pictures and sound are in time, and so in step" ;;
2) ok "pictures and sound are in step # SKIP this host is too busy for the clear film, too" ;;
*) not_ok "pictures and sound are in time, and so in step" ;;
esac
check "the books are empty" books_empty
finish

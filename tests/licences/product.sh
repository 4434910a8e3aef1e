# SPDX-License-Identifier: GPL-2.0-only
# The cenc application of a product, from where tee-supplicant finds it.
. /mnt/build/tests/lib/guest.sh
cd "$(mktemp -d)" || exit
KID=00000000000000000000000000000001
mkdir -p /lib/optee_armtz
cp /mnt/share/6d2f0c5e-3b1a-4f7c-9a41-0e527dc418b1.ta /lib/optee_armtz/
cat >keys.json <<EOF
{"$KID": {"key": "$KEY", "use": "video", "retain": true}}
EOF
lab_key() { SAID=$(rstctl lab-key --kid $KID --key "$KEY" 2>&1); }
check "the application is there" rstctl keys
check "a key in the clear is refused" eval '! lab_key'
check "with the reason" grep -q 'not built for a laboratory' <<<"$SAID"
check "the TEE has no key by it" eval '! rstctl keys | grep -q $KID'
check "a licence brings one" rstctl licence --kid $KID \
	--ask "python3 $HERE/licence-server.py keys.json"
check "which is there" eval 'rstctl keys | grep -q $KID'
remove() { SAID=$(rstctl keys --remove $KID 2>&1); }
check "and cannot be taken out" eval '! remove'
check "as this is no laboratory" grep -q 'not built for a laboratory' <<<"$SAID"
check "it is still there" eval 'rstctl keys | grep -q $KID'

# ClearKey is keys in the clear.
cat >film.json <<EOF
{"keys": [{"kty": "oct", "kid": "AAAAAAAAAAAAAAAAAAAAAQ", "k": "AAAAAAAAAAAAAAAAAAAAAA"}]}
EOF
says() { grep -q "$1" <<<"$SAID" || { echo "# $SAID"; false; }; }
clearkey() { SAID=$(rstctl lab-key --clearkey film.json 2>&1); }
plays() {
	SAID=$(timeout 60 gst-launch-1.0 -q filesrc location="$FILM_DIR/film-short-cenc.mp4" ! \
		qtdemux ! rstcencdec clearkey-file=film.json ! fakesink 2>&1)
}
check "nor is a ClearKey licence taken" eval '! clearkey'
check "which says what is needed" says "ClearKey needs a laboratory's TEE.*rstctl licence"
check "an element with a ClearKey file does not start" eval '! plays'
check "and says so, too" says "ClearKey needs a laboratory's TEE"
finish

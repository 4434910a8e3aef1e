# SPDX-License-Identifier: GPL-2.0-only
# What rstctl, the licence server of examples/ and the TEE make of each other.
. /mnt/build/tests/lib/guest.sh
cd "$(mktemp -d)" || exit
server="python3 $HERE/licence-server.py"
SECRET=0f1e2d3c4b5a69788796a5b4c3d2e1f0
VIDEO=00000000000000000000000000000001
SHORT=00000000000000000000000000000002
AUDIO=00000000000000000000000000000003
LATE=00000000000000000000000000000005
BRIEF=00000000000000000000000000000004
cat >keys.json <<EOF
{"$VIDEO": {"key": "$SECRET", "use": "video", "retain": true},
 "$SHORT": {"key": "$SECRET", "use": "video", "retain": true, "duration": 600},
 "$AUDIO": {"key": "$SECRET", "use": "audio", "retain": true},
 "$BRIEF": {"key": "$SECRET", "use": "video"},
 "$LATE": {"key": "$SECRET", "use": "video", "duration": 1},
 "$KID": {"key": "$KEY", "use": "video", "retain": true}}
EOF

# licence KID… : asks the server; what rstctl said is in SAID
licence() {
	local kids=() kid
	for kid; do kids+=(--kid "$kid"); done
	SAID=$(rstctl licence "${kids[@]}" --ask "${ASK:-$server keys.json}" 2>&1)
}
refused() { # SENTENCE ASK: another way to ask
	! ASK=$2 licence $VIDEO && grep -q "$1" <<<"$SAID" || { echo "# $SAID"; false; }
}
says() { grep -q "$1" <<<"$SAID" || { echo "# $SAID"; false; }; }
has_key() { rstctl keys | grep -qE "^$1 $2 +everybody"; }
lacks_key() { ! rstctl keys | grep -q "^$1"; }
same() { [ "$(rstctl device-key)" = "$(cat device.json)" ]; }

check "the TEE makes a key, and prints its public half" \
	eval 'rstctl device-key >device.json && grep -q "\"crv\":\"P-256\"" device.json'
check "and has the same one the next time" same
check "which python reads as a key, with the thumbprint that the TEE computed" \
	python3 -c '
import json
from jwcrypto import jwk
text = json.load(open("device.json"))
key = jwk.JWK(**text)
assert key.thumbprint() == text["kid"] and not key.has_private'

check "a licence is asked for, issued and taken" licence $VIDEO
check "it is told for which key" says "^Key $VIDEO for playing.$"
check "which the TEE now has" has_key $VIDEO playing
check "one for sound is told as such" eval "licence $AUDIO && has_key $AUDIO sound"
check "two keys in one licence" eval "licence $VIDEO $AUDIO && [ \$(grep -c ^Key <<<\"\$SAID\") = 2 ]"
check "a key that is not to be retained goes with its session" \
	eval "licence $BRIEF && says 'gone again' && lacks_key $BRIEF"
check "the server has no key" refused "'no-server' failed\|failed with status" no-server
check "and says so where it is asked for another" \
	eval '! licence 00000000000000000000000000000099 && says "no key for"'

check "somebody keeps a licence that is taken" \
	eval "ASK='$server keys.json | tee kept' licence $VIDEO"
check "the same licence again is refused" refused 'answers another request' 'cat kept'
check "one that was cut off" refused 'no licence, or it was cut off' \
	"$server keys.json | head -c -40"
check "one that was changed" refused 'changed on its way' \
	"$server keys.json | sed 's/......$/AAAAAA/'"
check "text that is none" refused 'no licence, or it was cut off' 'echo hello'
check "nothing" refused 'no licence, or it was cut off' true
check "one that never ends" refused 'goes on and on' 'cat /dev/zero | head -c 1000000'
check "one of 9,000 characters" refused 'too long' 'head -c 9000 /dev/zero | tr "\0" A'
check "one for another device" refused 'for another device' \
	"python3 $HERE/forge.py other keys.json"
check "one whose key is a point beside the curve" refused 'no licence' \
	"python3 $HERE/forge.py beside keys.json"
check "the TEE goes on after that" eval "same && has_key $VIDEO playing"
check "a use that nobody knows" refused 'does not know' \
	"python3 $HERE/forge.py use keys.json"

check "a licence with a time says how long" eval "licence $SHORT && says ', for [45][0-9]* s'"
check "as does the list of keys" eval "rstctl keys | grep -qE '^$SHORT playing +everybody +[45][0-9]{2}$'"
check "another licence with another key by a KID does not replace everybody's" eval \
	"sed 's/$SECRET/00000000000000000000000000000000/' keys.json >other.json &&
	ASK='$server other.json' licence $SHORT && says 'everybody has another key' &&
	has_key $SHORT playing"
check "one that is held back until its time is over" \
	eval "! ASK='$server keys.json && sleep 1' licence $LATE && says 'time is over'"

# Whoever asks may send anything: the server answers with a sentence.
not_traced() { ! grep -q Traceback "$1" || { tail -n 3 "$1" | sed 's/^/# /'; false; }; }
asked_badly() {
	local text
	while read -r text; do
		! $server keys.json <<<"$text" >answer 2>&1 && grep -q '^licence-server: ' answer &&
			not_traced answer || { echo "# $text"; return 1; }
	done
}
P256='"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"'
NONCE='"nonce":"AAAAAAAAAAAAAAAAAAAAAA"'
device=$(cat device.json)
nine=$(printf '"%s",' 1 2 3 4 5 6 7 8 9)
check "requests that are none are refused by the server, in words" asked_badly <<EOF
$(head -c 60000 /dev/zero | tr '\0' '[')
[]
{"device":1}
{"device":{"kty":"oct","k":"AAAA"},$NONCE,"kids":["x"]}
{"device":{$P256},$NONCE,"kids":["AAAAAAAAAAAAAAAAAAAAAQ"]}
{"device":$device,"nonce":7,"kids":["AAAAAAAAAAAAAAAAAAAAAQ"]}
{"device":$device,$NONCE,"kids":"AAAAAAAAAAAAAAAAAAAAAQ"}
{"device":$device,$NONCE,"kids":[["AAAAAAAAAAAAAAAAAAAAAQ"]]}
{"device":$device,$NONCE,"kids":[${nine%,}]}
EOF
check "as are bytes that are no text" eval \
	'! head -c 100 /dev/urandom | $server keys.json >answer 2>&1 && not_traced answer'
check "one key that is asked for twice comes once" licence $VIDEO $VIDEO
ip link set lo up
python3 "$HERE/licence-server.py" keys.json --listen 127.0.0.1:8081 >http.log 2>&1 &
http=$!
for _ in $(seq 100); do ! grep -q listening http.log || break; sleep 0.2; done
lengths() {
	python3 - <<EOF
import socket
for length in ("-1", "x", "", "99999999999999999999", "1e3"):
    with socket.create_connection(("127.0.0.1", 8081), 20) as s:
        s.sendall(f"POST / HTTP/1.0\r\nContent-Length: {length}\r\n\r\n{{}}".encode())
        assert b" 403 " in s.makefile("rb").readline(), length
EOF
}
check "by HTTP, too, however long a request says to be" lengths
kill $http
wait $http 2>/dev/null
check "without a sign of surprise" not_traced http.log
check "a tool that has neither input nor output of its own asks all the same" eval \
	'ASK= && (rstctl licence --kid $VIDEO --ask "$server keys.json | tee asked" <&- >&-; [ -s asked ])'

check "the film's key comes by a licence" licence "$KID"
check "and the film plays to its end" \
	play "$(cenc_line "$FILM_DIR/film-short-cenc.mp4" sync=false)"
check "the books are empty" books_empty
finish

# SPDX-License-Identifier: GPL-2.0-only
"""What rstctl prints for programs is what it prints for people: TAP."""
import json
import os
import subprocess
import sys

failed = False


def rstctl(*words):
    done = subprocess.run(["rstctl", *words], capture_output=True, text=True,
                          timeout=120, check=False)
    return done.returncode, done.stdout


def both(*words):
    """What is read, the lines for people; both with the same status."""
    status, text = rstctl(*words)
    json_status, json_text = rstctl(*words[:1], "--json", *words[1:])
    assert status == json_status, (status, json_status)
    return status, json.loads(json_text), text.splitlines()


def check(function):
    global failed
    sentence = function.__doc__
    try:
        function()
        print("ok -", sentence)
    except (AssertionError, KeyError, ValueError, IndexError) as error:
        print(f"# {error!r}\nnot ok -", sentence)
        failed = True


@check
def findings():
    """rstctl check --json has the findings of rstctl check"""
    status, found, lines = both("check")
    assert found["plays"] == (status == 0)
    made = [f"{one['verdict']:<8} {one['what']:<12} {one['text']}"
            for one in found["findings"]]
    assert len(made) >= 6
    assert made == lines[:len(made)], (made, lines)
    assert lines[-1].endswith("film can play here.")


@check
def policy():
    """rstctl policy --json has the devices of rstctl policy"""
    _, devices, lines = both("policy")
    made = []
    for one in devices:
        says = [word for word in ("driver", "administrator", "pages")
                if one[word]]
        made.append([one["heap"], "yes" if one["may"] else "no",
                     one["device"], *says])
    assert made and made == [line.split() for line in lines[1:]], (made, lines)


@check
def one_heap():
    """rstctl policy --json HEAP has those of one heap"""
    _, devices, _ = both("policy", "secure-video")
    assert {one["heap"] for one in devices} == {"secure-video"}


@check
def decisions():
    """a decision of the administrator's is in the list"""
    known = {one["device"] for one in both("policy")[1]}
    device = next(name for name in
                  ("platform/" + name
                   for name in sorted(os.listdir("/sys/bus/platform/devices")))
                  if name not in known)
    for verdict, may in ("allow", True), ("deny", False):
        rstctl("policy", "secure-video", verdict, device)
        (one,) = [one for one in both("policy")[1] if one["device"] == device]
        assert one["may"] == may and one["administrator"], one
        assert not one["driver"] and not one["pages"], one
    rstctl("policy", "secure-video", "forget", device)


@check
def buffers():
    """rstctl alloc --json and describe --json agree on a buffer"""
    with subprocess.Popen(["rstctl", "alloc", "--json", "--heap",
                           "secure-video", "--size", "5000", "--hold", "60"],
                          stdout=subprocess.PIPE, text=True) as process:
        try:
            got = json.loads(process.stdout.readline())
            assert got["pid"] == process.pid and got["heap"] == "secure-video"
            status, text = rstctl("describe", "--json",
                                  f"{got['pid']}:{got['fd']}")
            assert status == 0
            assert json.loads(text) == {
                "size": 8192, "exporter": "rstmem:secure-video",
                "restricted": True, "use_case": "secure-video"}
            assert got["size"] == 8192
            assert got["exporter"] == "rstmem:secure-video"
        finally:
            process.kill()


@check
def reservations():
    """rstctl alloc --reserve --json says what is reserved"""
    status, text = rstctl("alloc", "--json", "--heap", "secure-video",
                          "--size", "64K", "--reserve", "2")
    assert status == 0 and json.loads(text) == {
        "reserved": 2, "size": 65536, "heap": "secure-video"}


@check
def errors():
    """where it fails, nothing is printed for programs"""
    for words in (("describe", "--json", "0:999"), ("describe", "--json"),
                  ("policy", "--json", "no-heap"), ("check", "--json", "all"),
                  ("policy", "--json", "secure-video", "allow", "platform/x")):
        status, text = rstctl(*words)
        assert status in (1, 2) and not text, words


sys.exit(failed)

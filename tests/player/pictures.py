# SPDX-License-Identifier: GPL-2.0-only
"""pictures.py LOG FRAMES REFERENCE: was every picture on the panel the one that its time stamp names?

LOG is from `seeks --log`, FRAMES from `panel frames`, REFERENCE the film's. Both times are the guest's monotonic clock.
A sink shows one picture after the other: what the panel gets after one has entered the sink, and before the next has,
is that one, or once more the one of before, which the display may look at again while the new one waits for its time.
Prints how many were compared, and how long it took from a seek to its first picture on the panel.
"""
import bisect
import statistics
import sys


def read(name):
    with open(name) as file:
        return [line.split() for line in file]


log, frames, reference = map(read, sys.argv[1:])
entered = [(int(time), int(number)) for kind, time, number, *_ in log if kind == "picture"]
seeks = [int(time) for kind, time, *_ in log if kind == "seek"]
end = next(int(time) for kind, time, *_ in log if kind == "end")
# Pictures that look the same have several numbers.
numbers = {}
for number, sha, *_ in reference:
    numbers.setdefault(sha, set()).add(int(number))

times = [time for time, _ in entered]
shown, wrong, again = [], [], 0
before = None
for sha, _, _, time in frames:
    time = int(time)
    if not times or not times[0] <= time <= end:
        continue
    named = entered[bisect.bisect_right(times, time) - 1][1]
    shown.append((time, named))
    if named not in numbers.get(sha, ()) and sha == before:
        again += 1
    elif named not in numbers.get(sha, ()):
        wrong.append(f"at {time}: {named} should be there, but it is {sorted(numbers.get(sha, ['none of the film']))}")
    before = sha

# Of seeks that follow each other without a picture the last one counts.
latencies = []
panel_times = [time for time, _ in shown]
for seek, following in zip(seeks, seeks[1:] + [end]):
    at = bisect.bisect_left(times, seek)
    at = bisect.bisect_left(panel_times, times[at]) if at < len(times) else len(panel_times)
    if at < len(panel_times) and panel_times[at] < following:
        latencies.append((panel_times[at] - seek) / 1e6)

print(f"# {len(entered)} pictures entered the sink, {len(shown)} were on the panel, {again} of them still, {len(seeks)} seeks")
if latencies:
    print(f"# seek to panel: median {statistics.median(latencies):.0f} ms, worst {max(latencies):.0f} ms, of {len(latencies)}")
for line in wrong[:10]:
    print("#", line)
if wrong or not shown:
    sys.exit(f"{len(wrong)} of {len(shown)} pictures on the panel are wrong")
if again * 10 > len(shown):
    sys.exit(f"{again} of {len(shown)} times the panel had the picture of before")

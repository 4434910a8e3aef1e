# SPDX-License-Identifier: GPL-2.0-only
"""film-frames.py REFERENCE FRAMES [FROM TO]: which of a film's frames the panel showed.

REFERENCE is the film's .ref; FRAMES is what `panel frames` printed. Prints shown=, exact= (in the film's order), and lost=
(left out between the first and the last), and for the span FROM to TO in ns lost_in_span=.
"""
import sys


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        film = [line.split()[1] for line in file]
    with open(sys.argv[2], encoding="ascii") as file:
        shown = [(fields[0], int(fields[3])) for fields in map(str.split, file)]
    begin, end = map(int, sys.argv[3:5]) if len(sys.argv) > 3 else (0, 0)

    exact = lost = lost_in_span = 0
    last = None
    for sum_, time in shown:
        after = -1 if last is None else last
        number = next((at for at in range(after + 1, len(film)) if film[at] == sum_), None)
        if number is None:
            continue
        exact += 1
        left_out = 0 if last is None else number - last - 1
        lost += left_out
        if begin <= time <= end:
            lost_in_span += left_out
        last = number
    print(f"shown={len(shown)}\nexact={exact}\nlost={lost}\nlost_in_span={lost_in_span}")


main()

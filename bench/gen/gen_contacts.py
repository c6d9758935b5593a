#!/usr/bin/env python3
"""A mailing list as CSV: gen_contacts.py -n ROWS [--listed] -o FILE

--listed writes the addresses of every fifth row, and some of nobody, with reasons: what a
suppression list has.
"""
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("-n", type=int, default=1_000_000)
parser.add_argument("--listed", action="store_true")
parser.add_argument("-o", required=True)
arguments = parser.parse_args()


def address(i):
    name = "user.%d" % (i * 7919 % 10_000_019)
    return "%s@%s" % (name.title() if i % 10 == 0 else name, ("example.com", "example.org", "mail.example.net")[i % 3])


with open(arguments.o, "w", encoding="utf-8") as out:
    if arguments.listed:
        out.write("email,reason\n")
        for i in range(0, arguments.n, 5):
            out.write("%s,%s\n" % (address(i).lower(), "BOUNCE" if i % 15 else "COMPLAINT"))
        for i in range(arguments.n // 20):
            out.write("nobody.%d@example.com,BOUNCE\n" % i)
    else:
        out.write("id,email,first_name,plan,note\n")
        for i in range(arguments.n):
            note = '"Said ""hello"", then left"' if i % 9 == 0 else "since 20%02d" % (i % 26)
            out.write("c%d,%s,Name%d,%s,%s\n" % (i, address(i), i % 5000, ("free", "pro", "gold")[i % 3], note))

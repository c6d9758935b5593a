#!/usr/bin/env python3
"""Recipients of a mailing: key,email,name,plan."""
import csv, random
from common import *


def main():
    a = parser(__doc__, 20000).parse_args()
    r = random.Random(a.seed)
    f = out(a.out)
    w = csv.writer(f, lineterminator="\n")
    w.writerow(("key", "email", "name", "plan"))
    for i in range(a.rows):
        w.writerow(("k%07d" % i, "user%07d@example.com" % i, r.choice(FIRST), r.choice(("free", "pro"))))
    f.close()


main()

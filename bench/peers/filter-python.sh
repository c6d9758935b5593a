#!/bin/sh
# What a user would write: a set of small-letter addresses, and csv around it.
. "$(dirname "$0")/env.sh"; exec "$PY" -c "
import csv
with open('$DATA/listed-1m.csv',newline='') as f:
    listed={r[0] for r in csv.reader(f)}
with open('$DATA/contacts-1m.csv',newline='') as f, open('$WORK/filter-python.csv','w',newline='') as o:
    rows=csv.reader(f); out=csv.writer(o); header=next(rows); out.writerow(header); at=header.index('email')
    for r in rows:
        if r[at].strip().lower() not in listed: out.writerow(r)"

#!/bin/sh
# What a user would write: CPython's email over an mbox: subject, sender, date, and every body decoded.
. "$(dirname "$0")/env.sh"; exec "$PY" -c "
import email.header, email.utils, mailbox
parts=0
for m in mailbox.mbox('$DATA/inbound-20k.mbox'):
    for p in m.walk():
        parts+=1
        if not p.is_multipart(): p.get_payload(decode=True)
    str(email.header.make_header(email.header.decode_header(m['subject'])))
    email.utils.parseaddr(m['from'])
    email.utils.parsedate_to_datetime(m['date'])
print(parts)"

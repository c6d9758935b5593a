#!/bin/sh
# What a user would write: csv, a text with places for names, smtplib, one connection.
. "$(dirname "$0")/env.sh"; exec "$PY" -c "
import csv, smtplib
from email.message import EmailMessage
server=smtplib.SMTP('127.0.0.1',$PORT)
with open('$DATA/mail-$COUNT.csv',newline='') as f:
    for r in csv.DictReader(f):
        m=EmailMessage(); m['From']='News <news@example.com>'; m['To']=r['email']; m['Subject']='News for %s'%r['name']
        text=open('$WORK/mail.txt').read().replace('{{name}}',r['name']).replace('{{plan}}',r['plan'])
        m.set_content(text); m.add_alternative('<p>'+text+'</p>',subtype='html')
        server.send_message(m)
server.quit()"

#!/usr/bin/env python3
"""An mbox of mail that came back or in: reports of delivery, complaints, bounces in words, answers of people with parts."""
import base64, quopri, random
from email.header import Header
from common import *

HEAD = ("Return-Path: <{sender}>\nReceived: from mx.example.org (mx.example.org [192.0.2.25])\n\tby mx.example.com (Postfix) with ESMTP id {id}\n"
        "\tfor <bounce+{key}={user}=example.net@example.com>; Mon, 23 Nov 2026 15:00:09 +0000 (UTC)\nDate: Mon, 23 Nov 2026 15:00:09 +0000\n"
        "From: {name} <{who}>\nTo: bounce+{key}={user}=example.net@example.com\nSubject: {subject}\nMessage-ID: <{id}@mx.example.org>\nMIME-Version: 1.0\n")
REPORT = ("Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"{b}\"\n\nThis is a MIME-encapsulated message.\n\n--{b}\n"
          "Content-Description: Notification\nContent-Type: text/plain; charset=us-ascii\n\n<{user}@example.net>: host mail.example.net[192.0.2.25] said: 550 5.1.1\n"
          "    No such user\n\n--{b}\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n"
          "Original-Envelope-Id: due.{key}\nArrival-Date: Mon, 23 Nov 2026 15:00:05 +0000\n\nFinal-Recipient: rfc822; {user}@example.net\nAction: failed\n"
          "Status: 5.1.1\nRemote-MTA: dns; mail.example.net\nDiagnostic-Code: smtp; 550 5.1.1 No such user\n\n--{b}\nContent-Type: message/rfc822\n\n"
          "From: News <news@example.com>\nTo: {user}@example.net\nSubject: {subject}\nMessage-ID: <due.{key}@example.com>\nX-Due-Key: {key}\n"
          "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n{text}\n--{b}--\n")
COMPLAINT = ("Content-Type: multipart/report; report-type=feedback-report; boundary=\"{b}\"\n\n--{b}\nContent-Type: text/plain\n\nUnwanted.\n\n--{b}\n"
             "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\nUser-Agent: ExampleFBL/1.0\nVersion: 1\nOriginal-Rcpt-To: <{user}@example.net>\n\n"
             "--{b}\nContent-Type: text/rfc822-headers\n\nFrom: News <news@example.com>\nX-Due-Key: {key}\n\n--{b}--\n")
WORDY = ("\nThis message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\n"
         "recipients. This is a permanent error. The following address(es) failed:\n\n  {user}@example.net\n    550 5.2.2 Mailbox is full\n\n"
         "------ This is a copy of the message, including all the headers. ------\n\nX-Due-Key: {key}\n\n{text}\n")
ANSWER = ("Content-Type: multipart/mixed; boundary=\"{b}\"\n\n--{b}\nContent-Type: multipart/alternative; boundary=\"i{b}\"\n\n--i{b}\n"
          "Content-Type: text/plain; charset=iso-8859-15\nContent-Transfer-Encoding: quoted-printable\n\n{text}\n--i{b}\nContent-Type: text/html; charset=utf-8\n"
          "Content-Transfer-Encoding: base64\n\n{coded}\n--i{b}--\n--{b}\nContent-Type: application/pdf; name*=utf-8''Rechnung%20%E2%82%AC.pdf\n"
          "Content-Transfer-Encoding: base64\n\n{data}\n--{b}--\n")


def main():
    a = parser(__doc__.split("\n")[0], 20000).parse_args()
    r = random.Random(a.seed)
    with out(a.out) as f:
        for i in range(a.rows):
            text = "\n".join(" ".join(r.choice(WORDS) for _ in range(12)) for _ in range(r.randint(10, 60)))
            kind = r.choices(("report", "complaint", "wordy", "answer"), (60, 5, 15, 20))[0]
            facts = dict(key="k-%d" % i, user="u%d" % r.getrandbits(30), id=hexid(r, 16), b="B%d/mx.example.org" % i, text=quopri.encodestring(text.encode()).decode(),
                         sender="" if kind != "answer" else "kim@example.net", who="MAILER-DAEMON@mx.example.org" if kind != "answer" else "kim@example.net",
                         name=Header(r.choice(FIRST) + " " + r.choice(LAST), "utf-8").encode(), coded=base64.encodebytes(("<p>" + text + "</p>").encode()).decode(),
                         data=base64.encodebytes(r.getrandbits(8 * 6000).to_bytes(6000, "big")).decode(),
                         subject={"report": "Undelivered Mail Returned to Sender", "complaint": "FW: news", "wordy": "Mail delivery failed"}.get(kind) or Header("Grüße aus " + r.choice(FIRST), "utf-8").encode())
            body = {"report": REPORT, "complaint": COMPLAINT, "wordy": WORDY, "answer": ANSWER}[kind]
            f.write("From MAILER-DAEMON Mon Nov 23 15:00:09 2026\n" + HEAD.format(**facts) + body.format(**facts) + "\n")


main()

#!/usr/bin/env python3
"""SES events as event publishing writes them, a line each, in order of time: about 0.4 of them are Sends.

Each message has a Send, then a Delivery or a Bounce seconds later, and of some of those delivered Opens,
Clicks and Complaints on that day or the next ones. 20 identities, 6 configuration sets, 40 days."""
import heapq, json, random
from common import *

BROWSERS = ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)")
START = 1788220800000  # 2026-09-01


def main():
    p = parser(__doc__, 1000000)
    a = p.parse_args()
    r = random.Random(a.seed)
    f = out(a.out)
    waiting, written, number = [], 0, 0
    step = 40 * 86400 * 1000 * 2.5 / a.rows
    text = json.dumps
    while written < a.rows:
        at = int(START + number * step)
        while waiting and waiting[0][0] <= at and written < a.rows:
            f.write(heapq.heappop(waiting)[2])
            written += 1
        tenant, number = r.randrange(20), number + 1
        domain = "tenant%02d.example.com" % tenant
        to = "%s.%d@%s" % (r.choice(("ana", "bo", "cy", "di")), r.randrange(10 ** 6), r.choice(DOMAINS))
        name = "%s %s" % (r.choice(FIRST), r.choice(LAST))
        sender = "News of %s <news@%s>" % (domain, domain)
        subject = " ".join(r.choice(WORDS) for _ in range(6))
        message = "0107%012x-%08x-%04x-4%03x-8%03x-%012x-000000" % (at, r.getrandbits(32), r.getrandbits(16), r.getrandbits(12),
                                                                  r.getrandbits(12), r.getrandbits(48))
        tags = {"ses:source-tls-version": ["TLSv1.3"], "ses:operation": ["SendEmail"], "ses:configuration-set": ["set-%d" % r.randrange(6)],
                "ses:source-ip": ["192.0.2.%d" % r.randrange(256)], "ses:from-domain": [domain], "ses:caller-identity": ["mailer"],
                "campaign": ["cmp-%03d" % r.randrange(200)]}
        headers = [("Date", "Tue, 01 Sep 2026 08:01:00 +0000"), ("From", sender), ("To", '"%s" <%s>' % (name, to)), ("Subject", subject),
                   ("Message-ID", "<%d@%s>" % (number, domain)), ("MIME-Version", "1.0"),
                   ("Content-Type", 'multipart/alternative; boundary="----=_Part_%d"' % number if r.random() < .9 else "text/plain; charset=UTF-8")]
        start = '"mail":{"timestamp":"%s","source":%s,' % (iso(at), text(sender))
        arn = '"sourceArn":"arn:aws:ses:eu-west-1:111122223333:identity/%s",' % domain
        rest = ('"sendingAccountId":"111122223333","messageId":"%s","destination":[%s],"headersTruncated":false,"headers":%s,"commonHeaders":%s,"tags":%s}'
                % (message, text(to), text([{"name": n, "value": v} for n, v in headers], ensure_ascii=False, separators=(",", ":")),
                   text({"from": [sender], "date": headers[0][1], "to": ['"%s" <%s>' % (name, to)], "messageId": message, "subject": subject},
                        ensure_ascii=False, separators=(",", ":")), text(tags, separators=(",", ":"))))
        mail, bare = start + arn + rest, start + rest

        def event(after, kind, body, mail=mail):
            heapq.heappush(waiting, (at + after, r.random(), '{"eventType":"%s",%s,%s}\n' % (kind, mail, body)))
        event(0, "Send", '"send":{}')
        after = r.randrange(500, 20000)
        if r.random() < .04:
            kind, sub = r.choice((("Permanent", "General"), ("Permanent", "OnAccountSuppressionList"), ("Transient", "MailboxFull"), ("Undetermined", "Undetermined")))
            event(after, "Bounce", '"bounce":{"feedbackId":"%s","bounceType":"%s","bounceSubType":"%s","bouncedRecipients":[{"emailAddress":"%s","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"%s","reportingMTA":"dns; a1-1.smtp-out.eu-west-1.amazonses.com"}'
                  % (message, kind, sub, to, iso(at + after)))
            continue
        event(after, "Delivery", '"delivery":{"timestamp":"%s","processingTimeMillis":%d,"recipients":["%s"],"smtpResponse":"250 2.0.0 OK 1788220860 4f1c-20020a05 - gsmtp","reportingMTA":"a1-1.smtp-out.eu-west-1.amazonses.com"}'
              % (iso(at + after), after, to))
        for _ in range(r.choice((0, 0, 0, 0, 1, 1, 2))):
            after = int(r.expovariate(1 / 3.6e7)) + 30000
            event(after, "Open", '"open":{"ipAddress":"203.0.113.%d","timestamp":"%s","userAgent":"%s"}' % (r.randrange(256), iso(at + after), r.choice(BROWSERS)), bare)
            if r.random() < .2:
                event(after + 9000, "Click", '"click":{"ipAddress":"203.0.113.7","timestamp":"%s","userAgent":"%s","link":"https://www.example.com/offer/%d","linkTags":null}'
                      % (iso(at + after + 9000), r.choice(BROWSERS), r.randrange(100)), bare)
        if r.random() < .001:
            event(after + 60000, "Complaint", '"complaint":{"feedbackId":"%s","complaintSubType":null,"complainedRecipients":[{"emailAddress":"%s"}],"timestamp":"%s","userAgent":"ISP","complaintFeedbackType":"abuse","arrivalDate":"%s"}'
                  % (message, to, iso(at + after + 60000), iso(at + after)))
    f.close()


main()

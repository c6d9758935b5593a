#!/bin/sh
# The report in Python: orjson, and a set of messages a metric and sender.
. "$(dirname "$0")/env.sh"; exec "$PY" -c "
import collections, orjson
sender, seen = {}, collections.defaultdict(set)
with open('$DATA/ses-events-$EV.jsonl','rb') as f:
    for l in f:
        e = orjson.loads(l); m = e['mail']; i = m['messageId']
        if len(m['destination']) != 1: continue
        if 'sourceArn' in m: sender[i] = m['sourceArn'].split('identity/')[1]
        kind = e['eventType']
        if kind == 'Bounce':
            b = e['bounce']
            if b['bounceSubType'] == 'OnAccountSuppressionList': continue
            kind = b['bounceType']
        seen[kind].add(i)
for kind in sorted(seen):
    for name, n in sorted(collections.Counter(sender.get(i) for i in seen[kind]).items()): print(name, kind, n)" > "$WORK/vdm-orjson.txt"

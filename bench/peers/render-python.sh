#!/bin/sh
# ENGINE pyhandlebars or pybars3; N is how many recipients.
. "$(dirname "$0")/env.sh"; exec "$PY" "$(dirname "$0")/src/render.py" "${ENGINE:-pyhandlebars}" "$DATA/mail-people/recipients.jsonl" "$DATA/mail-people"

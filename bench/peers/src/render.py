# Each recipient -> subject, text and HTML rendered -> a JSON line with the three.  ENGINE: pyhandlebars pybars3
import os, sys, orjson
engine, people, tdir = sys.argv[1:4]
limit = int(os.environ.get("N", "0")) or 10**9
src = {k: open("%s/%s.hbs" % (tdir, k), encoding="utf-8").read() for k in ("subject", "text", "html")}
if engine == "pybars3":
    from pybars import Compiler
    comp = Compiler(); T = {k: comp.compile(s) for k, s in src.items()}
    render = lambda k, c: str(T[k](c))
else:
    from pyhandlebars import Template
    T = {k: Template(s) for k, s in src.items()}
    render = lambda k, c: T[k].format(c)
with open(people, "rb") as f:
    for n, line in enumerate(f):
        if n >= limit: break
        c = orjson.loads(line)
        sys.stdout.buffer.write(orjson.dumps({k: render(k, c) for k in src}) + b"\n")

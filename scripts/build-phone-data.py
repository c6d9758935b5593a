#!/usr/bin/env python3
"""Write data/phone-numbers.dat from the metadata of the PyPI package `phonenumbers`.

This is the only place that needs the package, and it wants exactly VERSION of it:

    python3 -m venv /tmp/phones && /tmp/phones/bin/pip install phonenumbers==9.0.43
    /tmp/phones/bin/python scripts/build-phone-data.py

The patterns of a region become one minimal automaton over digits whose states say which kinds of
number a string is; prefixes become tries whose equal branches are shared. The format is described
in data/README.md; Sources/DuePhones reads it.
"""
import argparse
import datetime
import struct
import sys

VERSION = "9.0.43"
FORMAT = 1
ALL = (1 << 10) - 1  # every digit

# The order libphonenumber tests kinds in: the lowest bit that is set wins. Must agree with
# PhoneKind in Sources/DuePhones/PhoneKind.swift.
KINDS = ["premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan",
         "voicemail", "fixed_line", "mobile"]
GENERAL = 15


# --- Patterns -------------------------------------------------------------------------------------
# A parsed pattern: ("set", mask) ("cat", [..]) ("alt", [..]) ("rep", node, least, most)
#                   ("group", index, node) ("end",)

class Parser:
    """The part of regular expressions that the metadata uses, and nothing more."""

    def __init__(self, text):
        self.text, self.at, self.groups = text, 0, 0

    def parse(self):
        node = self.alternatives()
        if self.at != len(self.text):
            raise ValueError(f"unexpected {self.text[self.at:]!r} in {self.text!r}")
        return node

    def peek(self):
        return self.text[self.at:self.at + 1]

    def alternatives(self):
        branches = [self.sequence()]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else ("alt", branches)

    def sequence(self):
        items = []
        while self.peek() not in ("", "|", ")"):
            items.append(self.repeated(self.atom()))
        return ("cat", items)

    def atom(self):
        c = self.peek()
        self.at += 1
        if c.isdigit():
            return ("set", 1 << int(c))
        if c == "\\":
            if self.peek() != "d":
                raise ValueError(f"unknown escape in {self.text!r}")
            self.at += 1
            return ("set", ALL)
        if c == "[":
            return ("set", self.digits())
        if c == "$":
            return ("end",)
        if c == "(":
            return self.group()
        raise ValueError(f"unexpected {c!r} in {self.text!r}")

    def group(self):
        index = None
        if self.text.startswith("?:", self.at):
            self.at += 2
        else:
            self.groups += 1
            index = self.groups
        node = self.alternatives()
        if self.peek() != ")":
            raise ValueError(f"unbalanced {self.text!r}")
        self.at += 1
        return node if index is None else ("group", index, node)

    def digits(self):
        mask = 0
        while self.peek() != "]":
            low = high = int(self.peek())
            self.at += 1
            if self.peek() == "-":
                high = int(self.text[self.at + 1])
                self.at += 2
            for digit in range(low, high + 1):
                mask |= 1 << digit
        self.at += 1
        return mask

    def repeated(self, node):
        c = self.peek()
        if c == "?":
            self.at += 1
            return ("rep", node, 0, 1)
        if c == "{":
            stop = self.text.index("}", self.at)
            bounds = self.text[self.at + 1:stop].split(",")
            self.at = stop + 1
            return ("rep", node, int(bounds[0]), int(bounds[-1]))
        return node


def parsed(pattern):
    return Parser(pattern).parse()


# --- Programs: patterns with groups, or that match a beginning -----------------------------------
# Read by PhonePattern.swift, which tries the branches in order as Python and Java do.
DIGITS, SPLIT, JUMP, SAVE, END, MATCH = range(6)


def program(pattern):
    code = []

    def emit(op, a=0):
        code.append([op, a])
        return len(code) - 1

    def gen(node):
        if node[0] == "set":
            emit(DIGITS, node[1])
        elif node[0] == "end":
            emit(END)
        elif node[0] == "cat":
            for item in node[1]:
                gen(item)
        elif node[0] == "group":
            emit(SAVE, 2 * node[1])
            gen(node[2])
            emit(SAVE, 2 * node[1] + 1)
        elif node[0] == "rep":
            for _ in range(node[2]):
                gen(node[1])
            splits = []
            for _ in range(node[3] - node[2]):
                splits.append(emit(SPLIT))
                gen(node[1])
            for split in splits:
                code[split][1] = len(code)
        elif node[0] == "alt":
            jumps = []
            for branch in node[1][:-1]:
                split = emit(SPLIT)
                gen(branch)
                jumps.append(emit(JUMP))
                code[split][1] = len(code)
            gen(node[1][-1])
            for jump in jumps:
                code[jump][1] = len(code)

    parser = Parser(pattern)
    gen(parser.parse())
    emit(MATCH)
    if parser.groups > 2:
        raise ValueError(f"more than two groups in {pattern!r}")
    return [op << 16 | a for op, a in code], parser.groups


# --- Automata ------------------------------------------------------------------------------------

class Nondeterministic:
    def __init__(self):
        self.edges, self.empty, self.tags = [], [], {}

    def state(self):
        self.edges.append([])
        self.empty.append([])
        return len(self.edges) - 1

    def build(self, node, start):
        """Adds `node` after `start`; returns the state it ends in."""
        if node[0] == "set":
            stop = self.state()
            self.edges[start].append((node[1], stop))
            return stop
        if node[0] == "cat":
            for item in node[1]:
                start = self.build(item, start)
            return start
        if node[0] == "group":
            return self.build(node[2], start)
        if node[0] == "alt":
            stop = self.state()
            for branch in node[1]:
                first = self.state()
                self.empty[start].append(first)
                self.empty[self.build(branch, first)].append(stop)
            return stop
        if node[0] == "rep":
            for _ in range(node[2]):
                start = self.build(node[1], start)
            stop = self.state()
            self.empty[start].append(stop)
            for _ in range(node[3] - node[2]):
                start = self.build(node[1], start)
                self.empty[start].append(stop)
            return stop
        raise ValueError(node[0])


def automaton(tagged, sticky):
    """One minimal automaton for many patterns.

    tagged: [(bit, pattern)]; a state's value holds the bits of the patterns that match what was
    read, or, where `sticky`, a beginning of it. Returns [(value, [next state of each digit])];
    state 0 is the dead one, state 1 the first.
    """
    nfa = Nondeterministic()
    first = nfa.state()
    for bit, pattern in tagged:
        start = nfa.state()
        nfa.empty[first].append(start)
        stop = nfa.build(parsed(pattern), start)
        nfa.tags[stop] = nfa.tags.get(stop, 0) | 1 << bit

    def closure(states, held):
        seen, stack = set(states), list(states)
        while stack:
            for other in nfa.empty[stack.pop()]:
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        value = held
        for state in seen:
            value |= nfa.tags.get(state, 0)
        core = frozenset(s for s in seen if nfa.edges[s])
        return core, value

    names, rows, values = {}, [], []

    def number(key):
        if key not in names:
            names[key] = len(rows)
            rows.append(None)
            values.append(key[1])
            waiting.append(key)
        return names[key]

    waiting = []
    number((frozenset(), 0))
    rows[0] = [0] * 10
    waiting.clear()
    number(closure([first], 0))
    while waiting:
        core, value = waiting.pop()
        row = []
        for digit in range(10):
            following = [t for s in core for mask, t in nfa.edges[s] if mask >> digit & 1]
            row.append(number(closure(following, value if sticky else 0)))
        rows[names[(core, value)]] = row
    return minimal(rows, values)


def minimal(rows, values):
    """Moore's partition refinement; keeps state 0 dead and state 1 first."""
    block = {}
    part = [block.setdefault(value, len(block)) for value in values]
    while True:
        block = {}
        refined = [block.setdefault((part[s], tuple(part[t] for t in rows[s])), len(block))
                   for s in range(len(rows))]
        if len(block) == len(set(part)):
            break
        part = refined
    order, new = {}, []
    for start in (0, 1):
        order.setdefault(refined[start], len(order))
    if len(order) == 1:  # the first state is dead: nothing matches
        return [(0, [0] * 10), (0, [0] * 10)]
    chosen = {}
    for state, p in enumerate(refined):
        chosen.setdefault(p, state)
    queue = [refined[0], refined[1]]
    while queue:
        p = queue.pop(0)
        row = []
        for t in rows[chosen[p]]:
            q = refined[t]
            if q not in order:
                order[q] = len(order)
                queue.append(q)
            row.append(order[q])
        new.append((order[p], values[chosen[p]], row))
    new.sort()
    return [(value, row) for _, value, row in new]


# --- The file ------------------------------------------------------------------------------------

class Pool:
    """Texts, each once: two bytes of length, then the bytes. Text 0 is the empty one."""

    def __init__(self):
        self.data, self.seen = bytearray(b"\0\0"), {b"": 0}

    def add(self, text):
        raw = text if isinstance(text, bytes) else text.encode()
        if raw not in self.seen:
            self.seen[raw] = len(self.data)
            self.data += struct.pack("<H", len(raw)) + raw
        return self.seen[raw]


class Trie:
    """Prefixes with a text each. A node: 10 bits of children, 22 bits of value, then where its
    children begin; equal runs of children are stored once. Value 0 is no value."""

    def __init__(self, pool):
        self.pool, self.values, self.index = pool, [0], {}
        self.nodes, self.runs = [], {}

    def value(self, text):
        if text not in self.index:
            self.index[text] = len(self.values)
            self.values.append(self.pool.add(text))
        return self.index[text]

    def build(self, prefixes):
        root = {}
        for prefix, text in prefixes.items():
            node = root
            for digit in prefix:
                node = node.setdefault(int(digit), {})
            node["v"] = self.value(text)
        self.nodes.append((0, 0))
        self.nodes[0] = self.packed(root)
        return self

    def packed(self, node):
        children = [(d, node[d]) for d in range(10) if d in node]
        run = tuple(self.packed(child) for _, child in children)
        mask = sum(1 << d for d, _ in children)
        if not run:
            return (node.get("v", 0) << 10, 0)
        if run not in self.runs:
            self.runs[run] = len(self.nodes)
            self.nodes.extend(run)
        return (node.get("v", 0) << 10 | mask, self.runs[run])


class File:
    def __init__(self):
        self.pool = Pool()
        self.steps, self.accepts = [], []  # automata: ten u16 a state, and a u32 a state
        self.programs = [MATCH << 16]  # program 0 is not used
        self.made, self.coded = {}, {}
        self.regions, self.formats, self.codes = [], [], []

    def automaton(self, tagged, sticky):
        """Where the automaton begins, in states."""
        key = (tuple(tagged), sticky)
        if key not in self.made:
            self.made[key] = len(self.accepts)
            states = automaton(tagged, sticky)
            if len(states) > 65535:
                raise ValueError("an automaton has too many states")
            for value, row in states:
                self.steps.extend(row)
                self.accepts.append(value)
        return self.made[key]

    def program(self, pattern):
        """Where the program begins, with its number of groups in the upper bits; 0 for none."""
        if not pattern:
            return 0
        if pattern not in self.coded:
            code, groups = program(pattern)
            self.coded[pattern] = groups << 28 | len(self.programs)
            self.programs.extend(code)
        return self.coded[pattern]


def lengths(values):
    """A bit for each length; none given means any. -1 stands for "no such number"."""
    return sum(1 << n for n in values if n > 0) if values else 0xFFFFFFFF


def template(text):
    """A rewriting rule: bytes 1 to 9 stand for groups."""
    out = bytearray()
    at = 0
    while at < len(text):
        if text[at] == "\\":
            out.append(int(text[at + 1]))
            at += 2
        else:
            out += text[at].encode()
            at += 1
    return bytes(out)


def national_template(rule):
    """The format with its national prefix rule put around its first group."""
    text = rule.format
    prefix = rule.national_prefix_formatting_rule
    if prefix:
        at = text.index("\\")
        text = text[:at] + prefix.replace("\\1", text[at:at + 2]) + text[at + 2:]
    return template(text)


def group_sizes(pattern):
    """[(least, most)] of a format's groups, each of which is a run of any digits."""
    sizes = []
    for node in parsed(pattern)[1]:
        if node[0] != "group":
            raise ValueError(f"not a plain group in {pattern!r}")
        (inner,) = node[2][1]
        if inner == ("set", ALL):
            sizes.append((1, 1))
        elif inner[0] == "rep" and inner[1] == ("set", ALL):
            sizes.append((inner[2], inner[3]))
        else:
            raise ValueError(f"not a plain group in {pattern!r}")
    if len(sizes) > 6:
        raise ValueError(f"too many groups in {pattern!r}")
    return sizes


def number_formats(file, rules, national):
    """Adds the formats; returns (first, count, automaton of their leading digits)."""
    first = len(file.formats)
    tagged = []
    for bit, rule in enumerate(rules):
        sizes = group_sizes(rule.pattern)
        least, most = sum(a for a, _ in sizes), sum(b for _, b in sizes)
        mask = sum(1 << n for n in range(least, most + 1))
        text = national_template(rule) if national else template(rule.format)
        flat = [x for size in sizes for x in size]
        file.formats.append(
            struct.pack("<IIB15s", mask, file.pool.add(text), len(sizes), bytes(flat)))
        leading = rule.leading_digits_pattern
        tagged.append((bit, leading[-1] if leading else "\\d?"))
    if len(rules) > 32:
        raise ValueError("too many formats in a region")
    return first, len(rules), file.automaton(tagged, True) if rules else 0


def region_record(file, region, metadata, name, leading_bit):
    tagged, masks = [], [0] * 18
    for bit, kind in list(enumerate(KINDS)) + [(GENERAL, "general_desc")]:
        desc = getattr(metadata, kind)
        if desc is None or not desc.national_number_pattern:
            continue
        tagged.append((bit, desc.national_number_pattern))
        for n in range(18):
            if lengths(desc.possible_length) >> n & 1:
                masks[n] |= 1 << bit
    general = metadata.general_desc
    local = general.possible_length_local_only
    national = number_formats(file, metadata.number_format, True)
    international = number_formats(
        file, metadata.intl_number_format or metadata.number_format, False)
    extension = metadata.preferred_extn_prefix
    flags = 1 if metadata.same_mobile_and_fixed_line_pattern else 0
    return struct.pack(
        "<4sHBBIIIIIIIIIIIHHHH18H",
        region.encode(), metadata.country_code, flags,
        0xFF if leading_bit is None else leading_bit,
        file.automaton(tagged, False),
        lengths(general.possible_length),
        lengths(local) if local else 0,
        file.program(metadata.national_prefix_for_parsing),
        file.pool.add(template(metadata.national_prefix_transform_rule or "")),
        file.program(metadata.international_prefix),
        file.pool.add(" ext. " if extension is None else extension),
        file.pool.add(name),
        national[2], international[2], 0,
        national[0], national[1], international[0], international[1],
        *masks)


def country_name(locale, region):
    name = locale.get(region, {}).get("en", "")
    return locale[region].get(name[1:], "") if name.startswith("*") else name


def add_codes(file, phonenumbers, locale):
    from phonenumbers.phonemetadata import PhoneMetadata
    codes = phonenumbers.COUNTRY_CODE_TO_REGION_CODE
    for code in sorted(codes):
        first, leading = len(file.regions), []
        for region in codes[code]:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            bit = None
            if metadata.leading_digits is not None:
                bit = len(leading)
                leading.append((bit, metadata.leading_digits))
            file.regions.append(
                region_record(file, region, metadata, country_name(locale, region), bit))
        start = file.automaton(leading, True) if leading else 0
        file.codes.append(struct.pack("<HHHHI", code, first, len(codes[code]), 0, start))


def words(values, form):
    return struct.pack(f"<{len(values)}{form}", *values)


def checksum(data):
    """Over 64-bit words; the same loop as PhoneTables.checksum."""
    h = 0xCBF29CE484222325
    for (word,) in struct.iter_unpack("<Q", data):
        h = ((h ^ word) * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF
        h ^= h >> 32
    return h


def write(path, file, tries, notice):
    sections = [
        notice.encode(), bytes(file.pool.data), words(file.steps, "H"), words(file.accepts, "I"),
        words(file.programs, "I"), b"".join(file.codes), b"".join(file.regions),
        b"".join(file.formats),
    ]
    for trie in tries:
        sections.append(words([x for node in trie.nodes for x in node], "I"))
        sections.append(words(trie.values, "I"))
    head = 32 + 8 * len(sections)
    body, table = bytearray(), []
    for section in sections:
        table.append((head + len(body), len(section)))
        body += section + bytes(-len(section) % 8)
    index = b"".join(struct.pack("<II", *entry) for entry in table)
    rest = index + bytes(body)
    with open(path, "wb") as out:
        out.write(struct.pack("<8sIIQQ", b"DUEPHONE", FORMAT, len(sections), 32 + len(rest),
                              checksum(rest)))
        out.write(rest)
    return [len(s) for s in sections]


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("-o", default="data/phone-numbers.dat", metavar="FILE")
    options.add_argument("--date", default=datetime.date.today().isoformat(),
                         help="the date the file bears, such as 2026-11-23")
    arguments = options.parse_args()

    import phonenumbers
    if phonenumbers.__version__ != VERSION:
        sys.exit(f"build-phone-data: needs phonenumbers {VERSION}, "
                 f"found {phonenumbers.__version__}")
    from phonenumbers.carrierdata import CARRIER_DATA
    from phonenumbers.geodata import GEOCODE_DATA
    from phonenumbers.geodata.locale import LOCALE_DATA
    from phonenumbers.tzdata import TIMEZONE_DATA

    file = File()
    add_codes(file, phonenumbers, LOCALE_DATA)
    english = [{p: names["en"] for p, names in table.items() if "en" in names}
               for table in (CARRIER_DATA, GEOCODE_DATA)]
    zones = {p: ";".join(names) for p, names in TIMEZONE_DATA.items()}
    tries = [Trie(file.pool).build(table) for table in english + [zones]]
    notice = (
        f"libphonenumber metadata {VERSION}\n{arguments.date}\n"
        "Copyright (C) The Libphonenumber Authors. Licensed under the Apache License, "
        "Version 2.0; changed in form, not in content, by scripts/build-phone-data.py of due.\n")
    sizes = write(arguments.o, file, tries, notice)
    print(f"{arguments.o}: {len(file.regions)} regions, {len(file.accepts)} states, "
          f"sections {sizes}", file=sys.stderr)


main()

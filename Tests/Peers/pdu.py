"""Messages as modems take and give them: PDUs of 3GPP TS 23.040, written and read for the tests."""
import time

BASIC = ("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
         "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENSION = {0x0a: "\f", 0x14: "^", 0x28: "{", 0x29: "}", 0x2f: "\\", 0x3c: "[", 0x3d: "~", 0x3e: "]", 0x40: "|", 0x65: "€"}


def digits(data):
    return "".join("%x%x" % (byte & 15, byte >> 4) for byte in data).rstrip("f")


def swapped(number):
    number += "F" * (len(number) % 2)
    return "".join(number[i + 1] + number[i] for i in range(0, len(number), 2))


def address(number):
    return "%02X91" % len(number) + swapped(number)


def stamp(moment):
    return swapped(time.strftime("%y%m%d%H%M%S", time.gmtime(moment))) + "00"


def report(reference, number, status):
    """A status report: the carrier's word on the message with that reference."""
    now = stamp(time.time())
    return "0006%02X" % reference + address(number) + now + now + "%02X" % status


def deliver(number, text):
    """A message that somebody sent to us, in UCS-2."""
    body = text.encode("utf-16-be")
    return "0004" + address(number) + "0008" + stamp(time.time()) + "%02X" % len(body) + body.hex().upper()


def septets(data, count, skip):
    bits = int.from_bytes(data, "little") >> skip
    return [bits >> 7 * i & 127 for i in range(count)]


def gsm(codes):
    out, escaped = "", False
    for code in codes:
        if escaped:
            out, escaped = out + EXTENSION[code], False
        elif code == 0x1b:
            escaped = True
        else:
            out += BASIC[code]
    assert not escaped, "an escape pair was split"
    return out


class Submit:
    """What is handed to a carrier: SMS-SUBMIT, with the length of the centre's address before it."""

    def __init__(self, line):
        data = bytes.fromhex(line)
        data = data[1 + data[0]:]
        first, length = data[0], data[2]
        assert first & 3 == 1, "SMS-SUBMIT"
        self.wants_report = bool(first & 0x20)
        rest = data[4 + (length + 1) // 2:]
        self.number = digits(data[4:4 + (length + 1) // 2])
        coding, rest = rest[1], rest[2 + {0: 0, 2: 1, 1: 7, 3: 7}[first >> 3 & 3]:]
        count, body = rest[0], rest[1:]
        self.header = body[:body[0] + 1] if first & 0x40 else b""
        head = len(self.header)
        if coding & 0x0c == 0x08:
            self.units = body[head:count]
        else:
            skip = (head * 8 + 6) // 7
            self.units = gsm(septets(body, count, 0)[skip:])
        self.part = (self.header[-2], self.header[-1]) if head else (1, 1)
        self.reference = self.header[-3] if head else None


class Message:
    def __init__(self, parts):
        first = parts[0]
        self.number, self.wants_report, self.parts = first.number, any(p.wants_report for p in parts), len(parts)
        units = [p.units for p in parts]
        self.text = "".join(units) if isinstance(units[0], str) else b"".join(units).decode("utf-16-be")

    def __repr__(self):
        return f"{self.number} {self.parts} {self.text!r}"


def join(submits):
    """The messages that parts are of."""
    messages, open_parts = [], {}
    for submit in submits:
        parts = open_parts.setdefault((submit.number, submit.reference), {})
        assert submit.part[1] not in parts, "a part came twice"
        parts[submit.part[1]] = submit
        if len(parts) == submit.part[0]:
            messages.append(Message([parts[i] for i in sorted(parts)]))
            del open_parts[(submit.number, submit.reference)]
    assert not open_parts, "a part is missing"
    return messages

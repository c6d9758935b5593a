#!/usr/bin/env python3
"""Compare our verdicts on phone numbers with those of Python `phonenumbers` 9.0.43.

    swift build -c release --product phone-facts
    /tmp/phones/bin/python scripts/compare-phones.py --seed 1 --rounds 20

Numbers of every region: the example numbers of each kind, valid and mutated, random digits, in many
notations, with letters, extensions and junk; with the region at home, another one, or none. Prints
each difference (the first 40), then counts; ends with 1 when there was one.
"""
import argparse
import random
import subprocess
import sys

import phonenumbers as P
from phonenumbers import carrier, geocoder, timezone
from phonenumbers.phonemetadata import PhoneMetadata

KINDS = ["general_desc", "fixed_line", "mobile", "toll_free", "premium_rate", "shared_cost",
         "personal_number", "voip", "pager", "uan", "voicemail", "no_international_dialling"]
FAULTS = {0: "invalidCountryCode", 1: "notANumber", 2: "tooShortAfterInternationalPrefix",
          3: "tooShort", 4: "tooLong"}
JUNK = ["", "n/a", "unknown", "-", "000000000", "123", "1-800-FLOWERS", "+", "++44 20", "+0",
        "user@example.com", "+999123456789", "call me", "+1 (555) 01", "12345678901234567890",
        "٠١٢٣٤٥٦٧٨٩", "555-0100", "#31#", "+44", "0800 REVERSE", "N°12", "tel:", "1", "12", "1x2",
        "00", "0", "+1", "011", "(", "+ +1 2025550123", "2025550123 ", "911", "999", "*123#",
        "20255501232025550123", "1 800 ſſſ ıııı", "٢٠٢٥٥٥٠١٢٣", "+１２０２５５５０１２３", "x" * 251,
        "1" * 251, "+" + "1 " * 130, "1800MICROSOFT", "+1 800 MICRO soft", "0044 20 7946 0018",
        "+0044 20 7946 0018", "011 44 20 7946 0018", "+011 44 20 7946 0018"]
LABELS = ["x", "X", " x", "ext", " ext. ", "extn", " extension ", "EXT:", " xtn ", ",", ",,", ", ,",
          ";", ";ext=", " #", "#", "~", " int ", "int.", " доб. ", " ДОБ ", "anexo ", " Anexo: ",
          "ｅｘｔｎ", "ｘ", "＃", "～", " - ", "  ", "extensión ", "extensio\u0301n ", " e x t ",
          "ext.,-", ",,,", ",,:", ", :", ",:", ";:", "; ", ";, ", " , x", ", x ", "xx", " ,,-",
          "\u00a0x\u00a0", "\tx", "xt", "ſ", "exten\u017fion", "e\u212a", "/x", "/ x", "\\x", "/X"]
SPACES = [" ", "-", ".", "/", "(", ")", "\u00a0", "\u2010", "\uff0d", "\u3000", "~", "\u200b", "*",
          "x", "X", "\u30fc", "[", "]", "\u00ad", "\u2212", "\uff0f", "\uff0e", "  ", ") (", " / "]
NOISE = ["a", "B", "é", "٣", "５", "²", "!", "@", ":", ";", ",", "_", "#", "&", "+", "＋", "\u0301",
         "Ｘ", "п", "中", "\U0001d7d8", "=", "'", '"', "\t", "§", "\u2053", "x2303", "tel:", "½"]


def groups(r, digits):
    out, at = [], 0
    while at < len(digits):
        n = r.randrange(1, 6)
        out.append(digits[at:at + n])
        at += n
    return out


def mutated(r, digits):
    digits = list(digits)
    for _ in range(r.choice([0, 0, 1, 1, 2, 4])):
        what, at = r.randrange(3), r.randrange(len(digits) + 1)
        if what == 0 and at < len(digits):
            digits[at] = str(r.randrange(10))
        elif what == 1:
            digits.insert(at, str(r.randrange(10)))
        elif digits and at < len(digits):
            del digits[at]
    return "".join(digits)


def extended(r):
    digits = "".join(str(r.randrange(10)) for _ in range(r.choice([1, 2, 3, 4, 6, 7, 9, 10, 15, 16,
                                                                   20, 21])))
    return r.choice(LABELS) + digits + r.choice(["", "", "", "#", ".", " "])


def written(r, digits, m):
    code = str(m.country_code)
    way = r.randrange(16)
    if way < 4:
        text = "+" + code + digits
    elif way < 6:
        text = "+" + code + " " + r.choice(SPACES).join(groups(r, digits))
    elif way == 6:
        text = (m.national_prefix or "") + r.choice(SPACES).join(groups(r, digits))
    elif way == 7:
        text = (m.national_prefix or "0") + digits
    elif way == 8:
        text = r.choice(["00", "011", "0011", "810", "8~10", "010", "001", "00 "]) + code + digits
    elif way == 9:
        text = code + digits
    elif way == 10:
        text = "tel:" + r.choice([digits, "+" + code + digits]) + r.choice(
            ["", ";phone-context=+" + code, ";phone-context=example.com", ";phone-context=",
             ";isub=12", ";ext=7;phone-context=+" + code, ";phone-context=+" + code + ";isub=1",
             ";phone-context=a-.b", ";phone-context=1.2", ";phone-context=+(1)", ";phone-context=+"])
    elif way == 11:
        text = "+%s (%s) %s" % (code, r.choice(["0", m.national_prefix or ""]), digits)
    elif way == 12:
        text = "".join(chr(ord("０") + int(d)) for d in code + digits)
        text = r.choice(["＋", "+", ""]) + text
    elif way == 13:
        letters = "".join(r.choice("ABCdefXxz") if r.random() < .4 else d for d in digits)
        text = r.choice(["+" + code, "", m.national_prefix or ""]) + letters
    else:
        text = digits
    if r.random() < .15:
        text += extended(r)
    if r.random() < .08:
        text += extended(r)
    if r.random() < .08:
        at = r.randrange(len(text) + 1)
        text = text[:at] + r.choice(NOISE) + text[at:]
    if r.random() < .05:
        text = r.choice(["Tel: ", "(", "fax ", " ", "++", "☎ ", "é", "x"]) + text
    if r.random() < .05:
        text += r.choice([" home", ".", ")", " _", "!", "#", " #", "x", " é", "；"])
    return text


def random_number(r, m):
    """Digits that fit one of the region's leading digits and lengths more often than chance."""
    kind = getattr(m, r.choice(KINDS)) or m.general_desc
    lengths = [n for n in kind.possible_length if n > 0] or [8, 9, 10]
    example = kind.example_number or ""
    keep = r.randrange(0, min(7, len(example)) + 1)
    length = r.choice(lengths)
    return (example[:keep] + "".join(str(r.randrange(10)) for _ in range(20)))[:length]


def cases(r, rounds):
    regions = [(region, code) for code, codes in P.COUNTRY_CODE_TO_REGION_CODE.items()
               for region in codes]
    for region, code in regions:
        m = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
        examples = [getattr(m, k).example_number for k in KINDS
                    if getattr(m, k) is not None and getattr(m, k).example_number]
        home = region if region != "001" else "US"
        for _ in range(rounds):
            for example in examples:
                digits = mutated(r, example)
                for text in ("+" + str(code) + digits, written(r, digits, m)):
                    yield r.choice([home, home, home, "US", "GB", "AR", "BR", "IT", "ZZ"]), text
            for _ in range(8):
                digits = random_number(r, m)
                yield home, "+" + str(code) + digits
                yield r.choice([home, home, r.choice(regions)[0]]), written(r, digits, m)
    for text in JUNK:
        for region in ("US", "GB", "ZZ"):
            yield region, text
    for _ in range(rounds * 500):
        text = "".join(r.choice("0123456789" * 3 + "+-() x#,;.e" + "".join(NOISE[:12]))
                       for _ in range(r.randrange(1, 24)))
        yield r.choice(["US", "DE", "CN", "ZZ"]), text


def judged(region, text):
    try:
        n = P.parse(text, region)
    except P.NumberParseException as e:
        return FAULTS[e.error_type]
    return "\t".join([
        P.format_number(n, P.PhoneNumberFormat.E164), str(P.is_valid_number(n)).lower(),
        P.PhoneNumberType.to_string(P.number_type(n)), P.region_code_for_number(n) or "",
        carrier.name_for_number(n, "en"), geocoder.description_for_number(n, "en"),
        ";".join(timezone.time_zones_for_number(n)).replace("Etc/Unknown", ""),
        ascii_digits(P.format_number(n, P.PhoneNumberFormat.NATIONAL)),
        ascii_digits(P.format_number(n, P.PhoneNumberFormat.INTERNATIONAL)),
        geocoder.country_name_for_number(n, "en")])


def ascii_digits(text):
    """We keep extensions in ASCII digits; the judge keeps them as they were written."""
    return "".join(str(P.unicode_util.digit(c, -1)) if c.isdecimal() else c for c in text)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--seed", type=int, default=random.randrange(1 << 30))
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--tool", default=".build/release/phone-facts")
    options.add_argument("--file", help="compare these instead: lines of REGION, tab, number")
    a = options.parse_args()
    print(f"seed {a.seed}, rounds {a.rounds}")
    if a.file:
        with open(a.file, encoding="utf-8") as lines:
            numbers = [tuple(line.rstrip("\n").split("\t", 1)) for line in lines]
    else:
        numbers = [(region, text) for region, text in cases(random.Random(a.seed), a.rounds)
                   if "\n" not in text]
    given = "".join(f"{region}\t{text}\n" for region, text in numbers)
    run = subprocess.run([a.tool], input=given.encode(), capture_output=True, check=True)
    ours = run.stdout.decode().split("\n")[:-1]
    if len(ours) != len(numbers):
        sys.exit(f"{len(numbers)} numbers in, {len(ours)} verdicts out")
    different = valid = 0
    for (region, text), our in zip(numbers, ours):
        theirs = judged(region, text)
        valid += "\ttrue\t" in theirs
        if our != theirs:
            different += 1
            if different <= 40:
                print(f"{region} {text!r}\n  ours   {our!r}\n  judge  {theirs!r}")
    print(f"{len(numbers)} numbers compared ({valid} valid), {different} differences")
    sys.exit(1 if different else 0)


main()

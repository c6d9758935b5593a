#!/usr/bin/env python3
"""The campaigns, journeys and the template that the events of gen_archive.py name, as saved from
Pinpoint: the texts of gen_mail.py, whose variables are the endpoint's user attributes."""
import argparse, json, re
import gen_mail


def ours(text):
    """{{Name}} -> {{User.UserAttributes.Name}}; names of list items and blocks stay."""
    return re.sub(r"(\{\{\{?(?:#if |#each )?)(?!this\b|else\b|/)([A-Z]\w*)", r"\1User.UserAttributes.\2", text)


def main():
    a = argparse.ArgumentParser(description=__doc__)
    a.add_argument("events")
    a.add_argument("-o", "--out", required=True)
    a = a.parse_args()
    campaigns, journeys = set(), {}
    with open(a.events, encoding="utf-8") as events:
        for line in events:
            at = json.loads(line)["attributes"]
            if "campaign_id" in at:
                campaigns.add(at["campaign_id"])
            else:
                journeys.setdefault(at["journey_id"], set()).add(at["journey_activity_id"])
    with open(a.out, "w", encoding="utf-8") as f:
        def put(value):
            f.write(json.dumps(value, separators=(",", ":")) + "\n")
        put({"EmailTemplateResponse": {"TemplateName": "bench", "TemplateType": "EMAIL", "Version": "1",
             "CreationDate": "2020-01-01T00:00:00Z", "Subject": ours(gen_mail.SUBJECT), "TextPart": ours(gen_mail.TEXT), "HtmlPart": ours(gen_mail.html())}})
        for id in sorted(campaigns):
            put({"CampaignResponse": {"Id": id, "Name": id, "TemplateConfiguration": {"EmailTemplate": {"Name": "bench"}}}})
        for id in sorted(journeys):
            put({"JourneyResponse": {"Id": id, "Name": id, "Activities": {
                activity: {"EMAIL": {"TemplateName": "bench"}} for activity in sorted(journeys[id])}}})


main()

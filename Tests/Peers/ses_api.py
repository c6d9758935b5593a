#!/usr/bin/env python3
"""A stand-in for the SES API v2, for tests: mail, the suppression list and export jobs, on loopback.

ses_api.py DIR writes its port into DIR/port, one line of JSON for each request into DIR/requests,
and serves until it is killed. Which calls there are, and what they take, says botocore's model;
every request is validated against it, and signatures are made again by botocore with the key
AKIDEXAMPLE. A new call is one method of Service, named as the model names it.

DIR/script, where it is, is a JSON object that says how to answer:

  {"CreateExportJob": [{"status": 429, "code": "TooManyRequestsException", "message": "Slow"}, {}],
   "PutSuppressedDestination": ["drop", {}, "lose", {}],
   "GetExportJob": [{"JobStatus": "PROCESSING"}, {"JobStatus": "COMPLETED"}], "file": "a,b\\n1,2\\n"}

Each request of an operation takes the next item of its list, and the last one again and again.
"drop" closes the connection and does nothing, "lose" does it and closes the connection, "page" answers
200 with a page of somebody else; "every" n
beside "status" answers so every n-th time and does what was asked for otherwise; "page" is the
most that a list has on a page; "download" is asked for each time the file is. State lives in DIR,
so that it outlives a restart.
"""
import datetime
import http.server
import json
import os
import re
import sys
import threading
import time
import urllib.parse

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.validate import ParamValidator

ACCESS, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
MODEL = botocore.session.get_session().get_service_model("sesv2")
AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, "
    r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})")


class Refused(Exception):
    def __init__(self, status, code, message):
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


class Routes:
    """From a method and a path to an operation of the model, and the values in the path."""

    def __init__(self):
        self.routes = []
        for name in MODEL.operation_names:
            http_part = MODEL.operation_model(name).http
            pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(http_part["requestUri"]))
            self.routes.append((http_part["method"], re.compile(pattern), name))

    def find(self, method, path):
        for known, pattern, name in self.routes:
            found = pattern.fullmatch(path)
            if known == method and found and hasattr(Service, name):
                return name, {k: urllib.parse.unquote(v) for k, v in found.groupdict().items()}
        raise Refused(404, "UnknownOperationException", "no such call")


def parameters(operation, in_path, query, body):
    """The parameters of a call as botocore's caller would have given them, validated."""
    shape = MODEL.operation_model(operation).input_shape
    given = dict(in_path)
    try:
        given.update(json.loads(body or b"{}"))
    except ValueError:
        raise Refused(400, "SerializationException", "the body is not JSON")
    pairs = urllib.parse.parse_qs(query, keep_blank_values=True, strict_parsing=bool(query))
    names = {}
    for member, of in shape.members.items():
        if of.serialization.get("location") == "querystring":
            names[of.serialization["name"]] = (member, of)
    for name, values in pairs.items():
        if name not in names:
            raise Refused(400, "BadRequestException", "unknown parameter %s" % name)
        member, of = names[name]
        given[member] = converted(values, of)
    report = ParamValidator().validate(given, shape)
    if report.has_errors():
        raise Refused(400, "BadRequestException", report.generate_report())
    enumerations(given, shape, operation)
    return given


def converted(values, shape):
    if shape.type_name == "list":
        return [converted([value], shape.member) for value in values]
    if len(values) != 1:
        raise Refused(400, "BadRequestException", "a parameter that comes twice")
    if shape.type_name == "integer":
        return int(values[0])
    if shape.type_name == "timestamp":
        return datetime.datetime.strptime(values[0], "%Y-%m-%dT%H:%M:%SZ")
    return values[0]


def enumerations(value, shape, name):
    """Raises for a value that the model does not list, or whose pattern is another; botocore leaves
    that to the service."""
    if shape.type_name == "structure":
        for member, inner in value.items():
            enumerations(inner, shape.members[member], member)
    elif shape.type_name == "list":
        for inner in value:
            enumerations(inner, shape.member, name)
    elif shape.type_name == "map":
        for key, inner in value.items():
            enumerations(key, shape.key, name)
            enumerations(inner, shape.value, name)
    elif getattr(shape, "enum", None) and value not in shape.enum:
        raise Refused(400, "BadRequestException", "%s of %s" % (value, name))
    elif shape.type_name == "string" and not re.fullmatch(shape.metadata.get("pattern", ".*"), value, re.DOTALL):
        raise Refused(400, "BadRequestException", "%s of %s" % (value, name))


class Service:
    """What the calls do. Each takes its parameters and the item of the script."""

    def __init__(self, directory):
        self.directory = directory
        self.lock = threading.Lock()

    def read(self, name, default):
        try:
            with open(os.path.join(self.directory, name)) as file:
                return json.load(file)
        except FileNotFoundError:
            return default

    def keep(self, name, value):
        path = os.path.join(self.directory, name)
        with open(path + ".new", "w") as file:
            json.dump(value, file)
        os.replace(path + ".new", path)

    def note(self, request):
        with open(os.path.join(self.directory, "requests"), "a") as file:
            file.write(json.dumps(request) + "\n")

    def scripted(self, operation):
        items = self.read("script", {}).get(operation)
        if not items:
            return {}
        turns = self.read("turns", {})
        turn = turns.get(operation, 0)
        turns[operation] = turn + 1
        self.keep("turns", turns)
        item = items[min(turn, len(items) - 1)]
        if isinstance(item, dict) and "every" in item:
            return {} if (turn + 1) % item["every"] else item
        return item

    # Export jobs

    def CreateExportJob(self, given, item, host):
        jobs = self.read("jobs", {})
        job = "33333333-0000-4000-8000-%012d" % (len(jobs) + 1)
        jobs[job] = given
        self.keep("jobs", jobs)
        return {"JobId": job}

    def GetExportJob(self, given, item, host):
        job = self.read("jobs", {}).get(given["JobId"])
        if job is None:
            raise Refused(404, "NotFoundException", "Job %s does not exist." % given["JobId"])
        found = {
            "JobId": given["JobId"], "ExportSourceType": self.kind(job),
            "CreatedTimestamp": 1788220860.5, "JobStatus": "COMPLETED",
            "ExportDestination": {"DataFormat": job["ExportDestination"]["DataFormat"]},
            "ExportDataSource": job["ExportDataSource"]}
        found.update(item)
        if found["JobStatus"] == "COMPLETED":
            found["ExportDestination"]["S3Url"] = (
                "http://%s/file?X-Amz-Expires=900&X-Amz-Signature=EXAMPLE" % host)
            found["CompletedTimestamp"] = 1788220930.1
        return found

    @staticmethod
    def kind(job):
        return "MESSAGE_INSIGHTS" if "MessageInsightsDataSource" in job["ExportDataSource"] else "METRICS_DATA"

    def ListExportJobs(self, given, item, host):
        kept = self.read("jobs", {})
        kind = given.get("ExportSourceType")
        jobs = sorted(job for job in kept if kind in (None, self.kind(kept[job])))
        first, size = int(given.get("NextToken") or 0), min(given.get("PageSize", 10), item.get("page", 10))
        page = {"ExportJobs": [
            {"JobId": job, "ExportSourceType": self.kind(kept[job]), "JobStatus": "PROCESSING", "CreatedTimestamp": time.time()}
            for job in jobs[first:first + size]]}
        return dict(page, NextToken=str(first + size)) if first + size < len(jobs) else page

    def CancelExportJob(self, given, item, host):
        return {}

    def BatchGetMetricData(self, given, item, host):
        """Two days of each question: as many messages as the name of its metric has letters, and
        on the second day one more for each letter of the identity."""
        if len(given["Queries"]) > 10:
            raise Refused(400, "BadRequestException", "more than 10 queries")
        results = [
            {"Id": query["Id"], "Timestamps": [query["StartDate"], query["StartDate"] + 86400],
             "Values": [len(query["Metric"]),
                        len(query["Metric"]) + len(query["Dimensions"].get("EMAIL_IDENTITY", ""))]}
            for query in given["Queries"]]
        return dict({"Results": results, "Errors": []}, **item)

    # Mail

    def SendEmail(self, given, item, host):
        sent = self.read("sent", [])
        given["MessageId"] = "0100019a%08d-33333333-0000-4000-8000-%012d-000000" % (
            len(sent), len(sent))
        # botocore's model has bytes here; the body has them in base64.
        sent.append(given)
        self.keep("sent", sent)
        return {"MessageId": given["MessageId"]}

    def SendBulkEmail(self, given, item, host):
        """Each entry is sent, but for those that the item's "results" say other of, by place."""
        template = given["DefaultContent"]["Template"]
        if len(given["BulkEmailEntries"]) > 50:
            raise Refused(400, "BadRequestException", "more than 50 destinations")
        json.loads(template["TemplateData"])
        sent = self.read("sent", [])
        results = []
        for place, entry in enumerate(given["BulkEmailEntries"]):
            json.loads(entry["ReplacementEmailContent"]["ReplacementTemplate"]["ReplacementTemplateData"])
            other = item.get("results", {}).get(str(place))
            if other:
                results.append(other)
                continue
            name = "0100019b%08d-33333333-0000-4000-8000-%012d-000000" % (len(sent), len(sent))
            results.append({"Status": "SUCCESS", "MessageId": name})
            shared = {key: value for key, value in given.items() if key != "BulkEmailEntries"}
            sent.append(dict(entry, MessageId=name, shared=shared, entries=len(given["BulkEmailEntries"])))
        self.keep("sent", sent)
        return {"BulkEmailEntryResults": results[:item.get("only", len(results))]}

    def GetAccount(self, given, item, host):
        return dict({"SendingEnabled": True, "ProductionAccessEnabled": True}, **item)

    # The suppression list: address to reason, and the time of the last change in seconds.

    @staticmethod
    def entry(found):
        return found if isinstance(found, list) else [found, 1788220860.5]

    def missing(self, address):
        return Refused(
            404, "NotFoundException",
            "Email address %s does not exist on your suppression list." % address)

    def PutSuppressedDestination(self, given, item, host):
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", given["EmailAddress"]):
            raise Refused(400, "BadRequestException", "Email address is not valid.")
        listed = self.read("listed", {})
        listed[given["EmailAddress"]] = [given["Reason"], round(time.time(), 3)]
        self.keep("listed", listed)
        return {}

    def GetSuppressedDestination(self, given, item, host):
        address = given["EmailAddress"]
        found = self.read("listed", {}).get(address)
        if found is None:
            raise self.missing(address)
        reason, at = self.entry(found)
        return {"SuppressedDestination": {
            "EmailAddress": address, "Reason": reason, "LastUpdateTime": at}}

    def DeleteSuppressedDestination(self, given, item, host):
        listed = self.read("listed", {})
        if listed.pop(given["EmailAddress"], None) is None:
            raise self.missing(given["EmailAddress"])
        self.keep("listed", listed)
        return {}

    def ListSuppressedDestinations(self, given, item, host):
        def seconds(name, default):
            moment = given.get(name)
            return moment.replace(tzinfo=datetime.timezone.utc).timestamp() if moment else default

        reasons = given.get("Reasons", ["BOUNCE", "COMPLAINT"])
        first, last = seconds("StartDate", 0), seconds("EndDate", 1e12)
        found = []
        for address, stored in sorted(self.read("listed", {}).items()):
            reason, at = self.entry(stored)
            if reason in reasons and first <= at <= last:
                found.append({"EmailAddress": address, "Reason": reason, "LastUpdateTime": at})
        token = given.get("NextToken", "t0")
        if not re.fullmatch(r"t\d+", token):
            raise Refused(400, "InvalidNextTokenException", "The specified token is not valid.")
        start, size = int(token[1:]), given.get("PageSize", 1000)
        if not 1 <= size <= 1000:
            raise Refused(400, "BadRequestException", "PageSize is 1 to 1000.")
        size = min(size, self.read("script", {}).get("page", size))
        page = {"SuppressedDestinationSummaries": found[start:start + size]}
        return dict(page, NextToken="t%d" % (start + size)) if start + size < len(found) else page


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # An answer is two writes: without this each waits for the other side's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, status, body, kind="application/json", code=None):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        if code:
            self.send_header("x-amzn-ErrorType", code + ":http://internal.amazon.com/coral/")
        self.end_headers()
        self.wfile.write(raw)

    def check_signature(self, body):
        """Raises where the request is not signed as botocore would sign it."""
        found = AUTHORIZATION.fullmatch(self.headers.get("Authorization", ""))
        if not found:
            raise Refused(
                403, "MissingAuthenticationTokenException", "Missing Authentication Token")
        access, day, region, service, names, signature = found.groups()
        if access != ACCESS:
            raise Refused(
                403, "UnrecognizedClientException",
                "The security token included in the request is invalid.")
        stamp = self.headers["X-Amz-Date"]
        sent = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ")
        skew = abs(sent.replace(tzinfo=datetime.timezone.utc).timestamp() - time.time())
        if skew > 300 or service != "ses" or not stamp.startswith(day):
            raise Refused(403, "InvalidSignatureException", "Signature expired: %s" % stamp)
        names = names.split(";")
        if "host" not in names or "x-amz-date" not in names or (body and "content-type" not in names):
            raise Refused(403, "SignatureDoesNotMatch", "a header that is not signed")
        path, _, query = self.path.partition("?")
        request = AWSRequest(
            self.command, "http://%s%s" % (self.headers["Host"], path), data=body,
            headers={name: self.headers[name] for name in names if name != "host"},
            params=urllib.parse.parse_qsl(query, keep_blank_values=True))
        request.context["timestamp"] = stamp
        auth = SigV4Auth(Credentials(ACCESS, SECRET), service, region)
        text = auth.string_to_sign(request, auth.canonical_request(request))
        if auth.signature(text, request) != signature:
            raise Refused(403, "SignatureDoesNotMatch", "botocore signs otherwise.")

    def handle_one(self):
        service = self.server.service
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path, _, query = self.path.partition("?")
        with service.lock:
            service.note({
                "method": self.command, "path": self.path,
                "signed": "Authorization" in self.headers,
                "body": json.loads(body) if body else None})
            if path == "/file":
                return self.file()
            try:
                operation, in_path = self.server.routes.find(self.command, path)
                self.check_signature(body)
                given = parameters(operation, in_path, query, body)
                item = service.scripted(operation)
                if item == "drop":
                    self.close_connection = True
                    return None
                if isinstance(item, dict) and "status" in item:
                    raise Refused(item["status"], item["code"], item.get("message", ""))
                facts = item if isinstance(item, dict) else {}
                answer = getattr(service, operation)(given, facts, self.headers["Host"])
                if item == "lose":
                    self.close_connection = True
                    return None
                if item == "page":
                    return self.answer(200, b"<html>Sign in to this network</html>", "text/html")
                self.answer(200, answer)
            except Refused as refused:
                self.answer(refused.status, {"message": refused.message}, code=refused.code)

    def file(self):
        """What an export job made: at an address that needs no signature, and refuses one."""
        if "Authorization" in self.headers:
            error = b"<Error><Code>InvalidArgument</Code></Error>"
            return self.answer(400, error, "application/xml")
        item = self.server.service.scripted("download")
        if "status" in item:
            return self.answer(item["status"], b"<Error><Code>AccessDenied</Code></Error>", "application/xml")
        content = self.server.service.read("script", {}).get("file", "a,b\n1,2\n")
        self.answer(200, content.encode(), "text/csv")

    do_GET = do_POST = do_PUT = do_DELETE = handle_one


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        # A client that is killed is what tests do.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def main(directory):
    server = Server(("127.0.0.1", 0), Handler)
    server.service = Service(directory)
    server.routes = Routes()
    path = os.path.join(directory, "port")
    with open(path + ".new", "w") as file:
        file.write("%d\n" % server.server_port)
    os.replace(path + ".new", path)
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])

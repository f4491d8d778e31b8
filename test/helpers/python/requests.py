"""Replaces the Python package `requests` on machines without the package. Has only the functions that the SDK uses."""

import http.cookiejar
import json
import urllib.error
import urllib.request


class HTTPError(IOError):
    pass


class Response:
    def __init__(self, url, status, reason, body):
        self.url, self.status_code, self.reason, self.body = url, status, reason, body

    def raise_for_status(self):
        if self.status_code >= 400:
            kind = 'Client' if self.status_code < 500 else 'Server'
            raise HTTPError(f'{self.status_code} {kind} Error: {self.reason} for url: {self.url}')

    def json(self):
        return json.loads(self.body)


class Session:
    def __init__(self):
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, urllib.request.ProxyHandler({}))

    def request(self, method, url, headers, json):
        # Like the real package: if there is no data, the request has no body.
        data = None if json is None else to_json(json).encode()
        asked = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            reply = self.opener.open(asked)
        except urllib.error.HTTPError as error:
            reply = error
        with reply:
            return Response(url, reply.status, reply.reason, reply.read())


to_json = json.dumps

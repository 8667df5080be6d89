"""A person at a browser, as far as a server can tell: one kept connection, cookies, the form's token."""

import http.client
import re
from http.cookies import SimpleCookie
from urllib.parse import quote, urlencode

from server.demo.people import PASSWORD

TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


class Browser:
    """One signed-in person."""

    def __init__(self, port: int, login: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._learn(self.get("/login")[1])
        status, _ = self.post("/login", {"login": login, "password": PASSWORD, "next": "/me"})
        if status != http.client.SEE_OTHER:
            raise PermissionError(f"{login} cannot sign in: {status}")
        self._learn(self.get("/me")[1])

    def close(self) -> None:
        """Close the browser."""
        self.connection.close()

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and content of a page."""
        return self._ask("GET", quote(path, safe="/?=&"), None)

    def post(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        """Status and content after sending a form."""
        return self._ask("POST", path, urlencode({"csrf_token": self.token, **form}))

    def _learn(self, page: bytes) -> None:
        found = TOKEN.search(page)
        if found:
            self.token = found[1].decode()

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer.status, content

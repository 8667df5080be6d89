"""Forms sent past the page that shows them: twice, late, or by people it is not meant for."""

from typing import Any

from werkzeug.test import TestResponse

from tests.server.pages.desk import Browser


def post(browser: Browser, action: str, **given: Any) -> TestResponse:
    """A form with a valid token and these values, whether or not a page offers it."""
    token = browser.see("/me").xpath("//input[@name='csrf_token']/@value")[0]
    data = {"csrf_token": token, **given}
    return browser.client.post(action, data=data, content_type="multipart/form-data")

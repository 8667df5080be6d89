"""Refusals and faults become a page, or a problem document (RFC 9457) under /api/, in the user's words."""

from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from server.cases.incidents import keep_incident
from server.cases.refusal import Failed, Refusal
from server.clock import now
from server.database import db
from server.imports.refusal import ImportRefused

TITLES = {
    400: "请求有误",
    401: "请先登录",
    403: "不能这样办",
    404: "没有找到",
    405: "不能这样访问",
    409: "情况已有变化",
    413: "文件太大",
    415: "文件类型不对",
    422: "需要改一下",
    429: "请稍后再试",
    500: "系统出错",
    503: "暂时不能服务",
}
WORDS = {
    400: "请求的内容看不懂,请返回上一页重试。",
    401: "请先登录再继续。",
    403: "您没有这项权限。",
    404: "没有这个页面,或者这一件不归您办理。",
    405: "这个地址不能这样访问。",
    413: "上传的内容超过 32 MB,请压缩或分几次上传。",
    415: "这种文件不能上传。",
    422: "有几项需要改一下。",
    429: "操作太频繁,请稍后再试。",
}


def register(app: Flask) -> None:
    """Let every refusal and fault be told in words."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(ImportRefused, refused)
    app.register_error_handler(Failed, failed)
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(HTTPException, http)
    app.register_error_handler(DBAPIError, database)
    app.register_error_handler(Exception, fault)


def answer(status: int, message: str, errors: Any = None) -> ResponseReturnValue:
    """The same refusal for a person and for a program."""
    if request.path.startswith("/api/"):
        return problem(status, message, errors)
    page = render_template(
        "error.html",
        status=status,
        title=TITLES.get(status, "出错了"),
        message=message,
        errors=errors,
        typed={} if status == 413 else typed(),
    )
    return page, status


def typed() -> dict[str, list[str]]:
    """What the form held, so that nobody types it twice; one that is too large cannot be read again."""
    unshown = ("csrf_token", "submission", "password")
    return {name: values for name, values in request.form.lists() if name not in unshown}


def problem(status: int, message: str, errors: Any = None) -> Response:
    """A problem document (RFC 9457)."""
    body = {"type": "about:blank", "title": TITLES.get(status, "出错了"), "status": status, "detail": message}
    if errors:
        body["errors"] = errors
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def refused(refusal: Any) -> ResponseReturnValue:
    """A use case said no: nothing was changed."""
    db.session.rollback()
    return answer(refusal.status, refusal.message, getattr(refusal, "errors", None))


def failed(failure: Failed) -> ResponseReturnValue:
    """An automatic step raised: rolled back, kept as an incident with what was typed."""
    db.session.rollback()
    keep_incident(failure, current_user.id, now())
    db.session.commit()
    return answer(failure.status, failure.message)


def expired(_: CSRFError) -> ResponseReturnValue:
    """The form is older than the session: nothing was done, what was typed is shown."""
    db.session.rollback()
    return answer(400, "页面已过期(可能重新登录过),请返回上一页刷新后再提交。")


def http(error: HTTPException) -> ResponseReturnValue:
    """Flask's own refusals, in our words."""
    db.session.rollback()
    status = error.code or 500
    if status < 400:
        return error.get_response()
    errors = getattr(error, "data", {}).get("messages") if hasattr(error, "data") else None
    response = make_response(answer(status, WORDS.get(status, error.description or ""), errors))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def database(error: DBAPIError) -> ResponseReturnValue:
    """The database is away or a row is held too long: said in words, tried again later."""
    db.session.rollback()
    if isinstance(error, DataError):
        return unthinkable()
    if isinstance(error, OperationalError):
        return answer(503, "别人正在办理同一件,或数据库暂时连不上,请稍后再试;填写的内容没有丢。")
    return fault(error)


def unthinkable() -> ResponseReturnValue:
    """A number no row can bear or a sign no text can hold: asked for, it is not there; sent, it cannot be kept."""
    if request.method == "GET":
        return answer(404, WORDS[404])
    return answer(422, "有的内容存不下(数字太大,或有不能保存的字符),请检查后重试。")


def fault(error: Exception) -> ResponseReturnValue:
    """Something we did not foresee: logged with its trace, told without it."""
    db.session.rollback()
    current_app.logger.error("unforeseen error", exc_info=error)
    return answer(500, "系统出错了,这一步没有生效,请返回上一页重试;再出错请告诉系统管理员。")

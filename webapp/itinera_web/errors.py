"""The app's one place where errors become answers: problem+json, or a page for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, json, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from itinera.errors import ItineraError, UnknownNameError
from itinera_web.limits import TooManyError
from itinera_web.pages import page_language

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.wrappers import Response as BaseResponse

__all__ = ["install", "to_the_end"]

RETRY_AFTER_S = 5
PROBLEM = "application/problem+json"  # RFC 9457
TITLES = {404: "not_found", 503: "not_ready"}

_log = logging.getLogger("itinera.web")


def install(app: Flask) -> None:
    """Let every error of the app end here."""
    app.register_error_handler(ItineraError, _itinera_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)


def _itinera_error(error: ItineraError) -> BaseResponse:
    """Answer an error that was raised on purpose."""
    response = _answer(error.http_status, error)
    if isinstance(error, TooManyError):
        response.headers["Retry-After"] = str(error.retry_after_s)
    return response


def _http_error(error: HTTPException) -> BaseResponse:
    """Answer what the framework refuses: an unknown address, a wrong method."""
    if error.code is None or error.code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    if isinstance(error, NotFound):
        told: ItineraError = UnknownNameError(
            f"There is nothing at {request.path}.", remedy="See /api/v1/openapi.json."
        )
    elif isinstance(error, MethodNotAllowed):
        methods = ", ".join(sorted(error.valid_methods or ()))
        told = ItineraError(
            f"{request.path} does not take {request.method}.", remedy=f"Use {methods}."
        )
    else:
        told = ItineraError(str(error.description or error.name), remedy="")
    response = _answer(error.code, told)
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _unexpected(error: Exception) -> BaseResponse:
    """Answer a fault of ours."""
    return _answer(*_unforeseen(error))


def to_the_end(documents: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield documents, and what goes wrong between them as one more, a problem."""
    try:
        yield from documents
    except ItineraError as error:
        yield _problem_body(error.http_status, error)
    except Exception as error:  # noqa: BLE001  as any other answer's, see `install`
        yield _problem_body(*_unforeseen(error))


def _unforeseen(error: Exception) -> tuple[int, ItineraError]:
    """Return what is said of a fault of ours without showing it; the log has it whole."""
    _log.error("%s %s failed", request.method, request.full_path, exc_info=error)
    told = ItineraError("The service failed on this request.", remedy="Report it, with its time.")
    return HTTPStatus.INTERNAL_SERVER_ERROR, told


def _answer(status: int, error: ItineraError) -> Response:
    """Say it as problem+json, or as a page to a person at a page's address."""
    machine = request.path.startswith(("/api/", "/basemap/", "/healthz"))
    response = _problem(status, error) if machine else _page(status, error)
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _problem_body(status: int, error: ItineraError) -> dict[str, Any]:
    """Return the JSON of RFC 9457, with the contract's own members."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": f"{error.problem} {error.remedy}".strip(),
        **error.told(),
    }
    return {name: said for name, said in body.items() if said is not None}


def _problem(status: int, error: ItineraError) -> Response:
    """Make an answer for programs."""
    return Response(json.dumps(_problem_body(status, error)), mimetype=PROBLEM)


def _page(status: int, error: ItineraError) -> Response:
    """Make a page that says what went wrong and what to do."""
    t = page_language()
    title = t(TITLES.get(status, "failed"))
    shown = {"title": title, "said": t.named(f"problem.{error.code}"), "detail": str(error)}
    return Response(render_template("error.html", error=shown), mimetype="text/html")

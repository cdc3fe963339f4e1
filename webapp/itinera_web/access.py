"""The service of the app that answers this request."""

from __future__ import annotations

from flask import current_app

from itinera_web.service import Service


def service() -> Service:
    """Return the service that `create_app` made."""
    found = current_app.extensions["itinera"]
    if not isinstance(found, Service):
        raise TypeError("This app was not made by create_app.")
    return found

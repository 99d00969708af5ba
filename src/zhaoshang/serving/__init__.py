"""A local page and a JSON API over one pipeline; needs the extra ``serve``."""

from .errors import ServingError
from .limits import Limits
from .server import run

__all__ = ["Limits", "ServingError", "run"]

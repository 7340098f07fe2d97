"""The one place from which the operator hears: notices, a banner, questions."""

from causeloop_desktop.desktop.widgets.notices.banner import Banner
from causeloop_desktop.desktop.widgets.notices.questions import (
    ConfirmDialog,
    Question,
    TextDialog,
    asked,
    asked_text,
)
from causeloop_desktop.desktop.widgets.notices.toasts import Notice, Notices

__all__ = [
    "Banner",
    "ConfirmDialog",
    "Notice",
    "Notices",
    "Question",
    "TextDialog",
    "asked",
    "asked_text",
]

"""The one style sheet: what the native style cannot be told by its palette alone."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

from causeloop_desktop.desktop.theme.spacing import CONTROL, RADIUS

if TYPE_CHECKING:
    from causeloop_desktop.desktop.theme.tokens import Tokens

_TEMPLATE = Template("""
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit, QPlainTextEdit, QTextEdit {
    background: $surface; border: 1px solid $control_line; border-radius: ${radius}px;
    padding: 0 9px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QDateEdit { min-height: ${inner}px; }
QSpinBox, QDoubleSpinBox, QDateEdit { max-height: ${inner}px; }
SearchField { padding: 0 9px 0 2px; }
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QDateEdit:focus,
QPlainTextEdit:focus, QTextEdit:focus { border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled { background: $sunken; }
QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url($chevron); width: 12px; height: 12px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $line; padding: 4px; outline: 0;
    selection-background-color: $accent_ground; selection-color: $text;
}
QListWidget {
    background: $surface; border: 1px solid $control_line; border-radius: ${radius}px;
    padding: 4px; outline: 0;
}
QListWidget:focus { border-color: $accent; }
QListWidget::item { padding: 3px 4px; border-radius: 4px; color: $text; }
QListWidget::item:selected { background: $accent_ground; color: $text; }
QListWidget::indicator, QCheckBox::indicator {
    width: 14px; height: 14px; border: 1px solid $muted; border-radius: 4px;
    background: $surface;
}
QListWidget::indicator:checked, QCheckBox::indicator:checked {
    border-color: $accent; background: $accent; image: url($check);
}
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_ground; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QToolTip {
    background: $tip; color: $tip_text; border: 1px solid $line; padding: 4px 8px;
}
QAbstractScrollArea::corner { background: transparent; border: 0; }
QScrollArea { border: 0; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle {
    background: $control_line; border-radius: 3px; border: 3px solid transparent;
    margin: 3px; min-height: 32px; min-width: 32px;
}
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSlider::groove:horizontal { background: $sunken; border-radius: 2px; height: 4px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $surface; border: 2px solid $accent; border-radius: 8px;
    width: 12px; height: 12px; margin: -6px 0;
}
QSlider::handle:horizontal:focus { background: $accent; }
QProgressBar {
    background: $sunken; border: 0; border-radius: 2px; max-height: 4px; min-height: 4px;
}
QProgressBar::chunk { background: $accent; border-radius: 2px; }
""")


def make_stylesheet(tokens: Tokens, chevron: str, check: str) -> str:
    """Fill the template with colours and with the paths of what style sheets draw as pictures."""
    tip, tip_text = (tokens.sunken, tokens.text) if tokens.dark else (tokens.text, tokens.surface)
    return _TEMPLATE.substitute(
        vars(tokens),
        radius=RADIUS,
        inner=CONTROL - 2,
        chevron=chevron,
        check=check,
        tip=tip,
        tip_text=tip_text,
    )

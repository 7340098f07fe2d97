"""Stack traces of several languages, and what makes two crashes the same."""

import pytest

from causeloop_desktop.engine.domain.text.frames import errors_in, trace_of, without_frames

JAVA = """The job died:
java.lang.NullPointerException: no cart
\tat com.shop.cart.CartService$$Lambda$14.total(CartService.java:{line})
\tat com.shop.cart.CartView.render(CartView.java:12)
\tat com.shop.web.Page.show(Page.java:3)
\tat java.lang.Thread.run(Thread.java:745)
"""
PYTHON = """Traceback (most recent call last):
  File "/srv/shop/views.py", line 41, in pay
    charge(order)
  File "/srv/shop/psp.py", line 99, in charge
    raise GatewayTimeoutError("no answer")
shop.errors.GatewayTimeoutError: no answer
"""
SCRIPT = """TypeError: Cannot read properties of undefined
    at Cart.render (webpack:///src/cart.js:41:9)
    at async /srv/app/index.js:10:2
"""
NATIVE = """#0  0x00007f3 in raise () from /lib/libc.so
#1  0x0805 in gtk_widget_show (widget=0x0) at gtk.c:10
#2  main (argc=1) at main.c:20
"""


def test_a_java_trace_loses_lines_and_synthetic_names() -> None:
    trace = trace_of(JAVA.format(line=10))
    assert trace is not None
    assert trace.error == "NullPointerException"
    assert trace.frames[1:] == ("CartView.render", "Page.show", "Thread.run")
    assert trace.own == trace.frames[:3]


def test_the_same_crash_at_another_line_has_the_same_key() -> None:
    one, other = trace_of(JAVA.format(line=10)), trace_of(JAVA.format(line=11))
    assert one is not None
    assert other is not None
    assert one.key == other.key is not None


def test_a_python_trace_is_read_innermost_first() -> None:
    trace = trace_of(PYTHON)
    assert trace is not None
    assert trace.error == "GatewayTimeoutError"
    assert trace.frames == ("psp.py:charge", "views.py:pay")


def test_the_source_that_python_shows_belongs_to_its_frame() -> None:
    marked = PYTHON.replace("charge(order)\n", "charge(order)\n    ^^^^^^~~~~~\n")
    for text in (PYTHON, marked):
        left = [line for line in without_frames(text).splitlines() if line]
        assert left == [
            "Traceback (most recent call last):",
            "shop.errors.GatewayTimeoutError: no answer",
        ]


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        (SCRIPT, ("cart.js:Cart.render", "index.js")),
        (NATIVE, ("raise", "gtk_widget_show", "main")),
        (
            "user.rb:10:in `save!'\n\tfrom app/x.rb:3:in `run'\n",
            ("user.rb:save!", "x.rb:run"),
        ),
    ],
)
def test_other_languages(text: str, frames: tuple[str, ...]) -> None:
    trace = trace_of(text)
    assert trace is not None
    assert trace.frames == frames


def test_too_few_own_frames_make_no_key() -> None:
    trace = trace_of(PYTHON)
    assert trace is not None
    assert trace.key is None


def test_prose_is_no_trace() -> None:
    assert trace_of("We met at the office\nat noon, and it failed.") is None


def test_frames_can_be_taken_out() -> None:
    assert "CartView" not in without_frames(JAVA)
    assert "The job died" in without_frames(JAVA)


def test_errors_are_named_once_without_packages() -> None:
    text = "java.io.IOException, then IOException and TimeoutError"
    assert errors_in(text) == ("IOException", "TimeoutError")

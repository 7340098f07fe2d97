"""What engine and worker say to each other."""

import io
import json

from causeloop_desktop.engine.worker.protocol import PIECE, Outbox, Spec, read_spec


def test_a_specification_is_read_from_one_line() -> None:
    fields = {"kind": "import", "database": "sqlite:///x", "workspace_key": 3, "params": {"a": 1}}
    assert read_spec(json.dumps(fields)) == Spec("import", "sqlite:///x", 3, {"a": 1})


def test_every_answer_is_one_line() -> None:
    out = io.StringIO()
    outbox = Outbox(out)
    outbox.rows(records=[["zwei\nZeilen"]])
    outbox.progress(0.5, "Reading", done=1, total=2)
    outbox.done({"rows": 1})
    outbox.error("Too bad.")
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"type": "rows", "records": [["zwei\nZeilen"]]},
        {"type": "progress", "progress": 0.5, "message": "Reading", "done": 1, "total": 2},
        {"type": "done", "result": {"rows": 1}},
        {"type": "error", "message": "Too bad."},
    ]


def test_an_answer_longer_than_a_line_goes_on_in_the_next() -> None:
    out = io.StringIO()
    Outbox(out).rows(text="x" * (2 * PIECE))
    lines = out.getvalue().splitlines()
    assert [line[0] for line in lines] == ["+", "+", "x"]
    whole = "".join(line.removeprefix("+") for line in lines)
    assert json.loads(whole) == {"type": "rows", "text": "x" * (2 * PIECE)}

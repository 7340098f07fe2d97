"""Taking a document apart."""

import pytest

from causeloop_desktop.engine.domain.documents import Document
from causeloop_desktop.engine.domain.text.tokens import (
    PERIODS,
    Shape,
    View,
    exact_key,
    features,
    terms_of,
    words,
)

CRASH = "java.io.IOException: x\n" + "".join(
    f"\tat com.shop.Part{letter}.run(Part.java:{n})\n" for n, letter in enumerate("ABCD")
)


def test_words_drop_numbers_and_stop_words_but_keep_negations() -> None:
    assert words("The payment 4711 was not sent") == ["payment", "not", "sent"]


def test_camel_case_also_gives_its_parts() -> None:
    assert words("DataNode") == ["datanode", "data", "node"]


def test_the_title_view_holds_words_and_pairs() -> None:
    terms = terms_of(Document(1, "Payment gateway timeout 30 s"))
    assert set(terms.views[View.TITLE]) == {
        "payment",
        "gateway",
        "timeout",
        "payment gateway",
        "gateway timeout",
    }


def test_the_parts_of_an_identifier_are_no_neighbours_of_their_own() -> None:
    title = terms_of(Document(1, "DataNode stops")).views[View.TITLE]
    assert set(title) == {"datanode", "data", "node", "stops", "datanode stops"}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("See https://track.example/browse/PAY-17?focused=comment&page=tabpanel#comment", {"pay"}),
        ("(from http://builds.example/job/nightly/report.html)", {"report", "html"}),
        ("[log|https://builds.example/]", {"log"}),
        ("No address: a ratio of 1://2", {"no", "address", "ratio"}),
    ],
)
def test_of_an_address_only_the_end_of_its_path_is_read(body: str, found: set[str]) -> None:
    read = set(terms_of(Document(1, "17", body)).views[View.TEXT]) - {"see"}
    assert read == found


def test_frames_count_with_their_callers_and_most_where_it_happened() -> None:
    read = terms_of(Document(1, "Crash", CRASH)).views[View.TEXT]
    assert [read[f"at Part{letter}.run"] for letter in "ABCD"] == [4, 2, 1, 1]
    assert read["at PartA.run called by PartB.run"] == 4


def test_machinery_does_not_count_where_own_frames_tell() -> None:
    crash = f"java.io.IOException: x\n\tat java.util.List.get(List.java:1)\n{CRASH[23:]}"
    assert "at List.get" not in terms_of(Document(1, "Crash", crash)).views[View.TEXT]


def test_a_title_alone_never_decides_about_a_crash() -> None:
    title = "java.lang.AssertionError: expected:<0> but was:<1>"
    machinery = "".join(f"\n\tat org.junit.Runner.run{n}(Runner.java:{n})" for n in range(9))
    document = Document(1, title, f"{title}{machinery}\n\tat shop.CartTest.sum(CartTest.java:9)")
    assert terms_of(document).shape == "trace"
    assert exact_key(document, terms_of(document)) is None


def test_a_title_that_names_another_ticket_decides_nothing() -> None:
    document = Document(1, "Backport PAY-17 to the last release", "It is wanted there, too.")
    assert exact_key(document, terms_of(document)) is None


def test_crashes_at_one_place_under_different_titles_have_different_keys() -> None:
    def key(title: str) -> object:
        document = Document(1, title, CRASH)
        return exact_key(document, terms_of(document))

    assert key("Crash of shop 17") == key("Crash of shop 18")
    assert key("Crash of shop 17") != key("Cannot print invoices")


def test_fields_become_terms_of_their_own() -> None:
    terms = terms_of(Document(1, "Down", fields={"service": "Pay-API", "colour": "red"}))
    assert terms.views[View.FIELD] == {"service=pay-api": 1}


@pytest.mark.parametrize(
    ("title", "body", "shape"),
    [
        ("Disk full", "", "line"),
        ("Disk full", "Disk full ", "line"),
        ("Crash", CRASH, "trace"),
        ("Crash", "We see this whenever a customer pays by card. " * 20 + CRASH, "prose"),
        ("Slow", "It takes long since Monday.", "prose"),
    ],
)
def test_shapes(title: str, body: str, shape: Shape) -> None:
    assert terms_of(Document(1, title, body)).shape == shape


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        (Document(1, "Anything", fingerprint="pay-1"), "fingerprint"),
        (Document(1, "Crash", CRASH), "trace"),
        (Document(1, "Disk full"), "template"),
        (Document(1, "Payment provider timed out", "Since noon."), "template"),
    ],
)
def test_exact_keys(document: Document, kind: str) -> None:
    key = exact_key(document, terms_of(document))
    assert key is not None
    assert key[0] == kind


def test_long_lines_are_cut_elsewhere_and_have_one_key() -> None:
    lines = [f"lost {' '.join(map(str, range(n, n + 90)))} of it" for n in (1, 950)]
    read = [Document(1, line[:300].rstrip(), line) for line in lines]
    keys = [exact_key(document, terms_of(document)) for document in read]
    assert keys == [("template", "lost <*> of it")] * 2


def test_an_alarm_and_the_ticket_about_it_have_one_key() -> None:
    alarm = Document(1, "Payment gateway timed out after 3000 ms on checkout")
    ticket = Document(2, "Payment gateway timed out after 4500 ms on checkout", "Since noon.")
    keys = {exact_key(document, terms_of(document)) for document in (alarm, ticket)}
    assert keys == {("template", "payment gateway timed out after <*> on checkout")}


@pytest.mark.parametrize("title", ["12345", "???", "10.0.0.1", "2026-11-01 12:00"])
def test_what_says_no_word_is_like_nothing(title: str) -> None:
    document = Document(1, title, fields={"service": "pay"}, occurred_us=1_700_000_000_000_000)
    terms = terms_of(document)
    assert not any(terms.views)
    assert exact_key(document, terms) is None


def test_a_vague_title_over_prose_is_no_key() -> None:
    document = Document(1, "Build failed", "The tests of the cart are red.")
    assert exact_key(document, terms_of(document)) is None


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("数据库连接超时 请重试", "支付服务数据库连接超时"),
        ("データベース接続がタイムアウト", "決済でデータベース接続エラー"),
        ("ฐานข้อมูลไม่ตอบสนอง", "การเชื่อมต่อฐานข้อมูลล้มเหลว"),
        ("डेटाबेस कनेक्शन विफल", "भुगतान में डेटाबेस विफल"),
        ("Cafe\u0301 offline", "Caf\u00e9 is closed"),
        ("Ошибка базы данных", "нет базы данных"),
    ],
)
def test_every_script_has_words(left: str, right: str) -> None:
    one, other = (set(terms_of(Document(1, title)).views[View.TITLE]) for title in (left, right))
    shared = one & other
    assert shared
    assert shared < one


def test_views_never_share_numbers() -> None:
    numbers = {number for view in View for number in features(view, ["timeout"])}
    assert len(numbers) == len(View)
    assert max(numbers) < 2**32


def test_nobody_s_word_for_the_time_gives_no_periods() -> None:
    moment = 1_700_000_000_000_000
    assert terms_of(Document(1, "x", occurred_us=moment, time_known=False)).views[View.TIME] == {}
    assert terms_of(Document(1, "x")).views[View.TIME] == {}


def test_the_closer_in_time_the_more_periods_are_shared() -> None:
    def periods(days: int) -> set[str]:
        moment = 1_700_000_000_000_000 + days * 86_400_000_000
        return set(terms_of(Document(1, "Down", occurred_us=moment)).views[View.TIME])

    shared = [len(periods(0) & periods(days)) for days in (0, 1, 8, 60, 500, 5_000)]
    assert shared == sorted(shared, reverse=True)
    assert (shared[0], shared[-1]) == (2 * len(PERIODS), 0)

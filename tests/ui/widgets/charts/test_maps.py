"""Matrix and bubbles lead to patterns, by mouse and by keyboard."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from causeloop_desktop.desktop.widgets.charts.bubbles import Bubble, BubbleMap
from causeloop_desktop.desktop.widgets.charts.matrix import Dot, RiskMatrix


def test_a_click_on_a_bubble_tells_its_pattern(qtbot: QtBot) -> None:
    bubbles = BubbleMap()
    qtbot.addWidget(bubbles)
    bubbles.resize(600, 240)
    bubbles.set_bubbles([Bubble("a", "Payments time out", 90, 82), Bubble("b", "Disk", 9, 12)])
    place = bubbles._places(QRectF(bubbles.rect()))[1][1].toPoint()
    with qtbot.waitSignal(bubbles.clicked) as clicked:
        QTest.mouseClick(bubbles, Qt.MouseButton.LeftButton, pos=place)

    assert clicked.args == ["b"]


def test_bubbles_stay_inside_their_room(qtbot: QtBot) -> None:
    bubbles = BubbleMap()
    qtbot.addWidget(bubbles)
    bubbles.set_bubbles([Bubble(str(n), f"Pattern {n}", 1 + n, n) for n in range(40)])
    room = QRectF(0, 0, 500, 200)
    for _bubble, centre, radius in bubbles._places(room):
        circle = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        assert room.contains(circle)


def test_arrows_walk_from_dot_to_dot(qtbot: QtBot) -> None:
    matrix = RiskMatrix()
    qtbot.addWidget(matrix)
    matrix.set_dots([Dot("a", "Payments", 4, 5), Dot("b", "Disk", 1, 2)])
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert matrix.accessibleDescription() == "Payments: likely, severe"

    QTest.keyClick(matrix, Qt.Key.Key_Right)
    with qtbot.waitSignal(matrix.clicked) as clicked:
        QTest.keyClick(matrix, Qt.Key.Key_Return)
    assert clicked.args == ["b"]


def test_a_crowded_field_says_how_many_more(qtbot: QtBot) -> None:
    matrix = RiskMatrix()
    qtbot.addWidget(matrix)
    matrix.set_dots([Dot(str(n), "Same", 3, 3) for n in range(30)])

    assert matrix._hidden_counts() == {(3, 3): 27}
    assert not matrix.grab().isNull()

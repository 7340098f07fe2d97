"""The Review screen: one question at a time, answered by a key."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from causeloop_desktop.contract.base import ChangeKind
from causeloop_desktop.contract.reviews import ReviewKind, Verdict
from causeloop_desktop.desktop.actions import Action, Menu
from causeloop_desktop.desktop.presenters.base import Phase
from causeloop_desktop.desktop.presenters.reviews import EVERY_KIND, ReviewsPresenter
from causeloop_desktop.desktop.theme.spacing import BETWEEN, column, row
from causeloop_desktop.desktop.theme.words import count_text, mark, score_text
from causeloop_desktop.desktop.views.base import View
from causeloop_desktop.desktop.views.reviews.question import Question
from causeloop_desktop.desktop.views.reviews.sides import Side
from causeloop_desktop.desktop.views.reviews.texts import marking_of
from causeloop_desktop.desktop.views.reviews.verdicts import Verdicts
from causeloop_desktop.desktop.widgets.buttons import Segmented
from causeloop_desktop.desktop.widgets.page import Page
from causeloop_desktop.desktop.widgets.states import EmptyState, StateStack

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from causeloop_desktop.contract.reviews import LearnedThreshold
    from causeloop_desktop.desktop.actions import Commands
    from causeloop_desktop.desktop.presenters.reviews import ReviewsState
    from causeloop_desktop.desktop.views.base import Desk

DECIDE = ("POST", "/v1/reviews/{id}/decision")
CANDIDATES = (
    mark("Compare with the first candidate"),
    mark("Compare with the second candidate"),
    mark("Compare with the third candidate"),
    mark("Compare with the fourth candidate"),
    mark("Compare with the fifth candidate"),
)


class ReviewsView(View):
    """The question, the two issues side by side, and the answers."""

    kinds: ClassVar[frozenset[ChangeKind]] = frozenset({ChangeKind.REVIEWS, ChangeKind.PATTERNS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.presenter = ReviewsPresenter(desk.session)
        self.kind = Segmented(
            [
                (EVERY_KIND, self.tr("All")),
                (ReviewKind.CANDIDATE.value, self.tr("In no pattern")),
                (ReviewKind.MEMBER.value, self.tr("Unsure members")),
            ]
        )
        self.question = Question()
        self.left = Side(self.tr("This issue"), desk.now)
        self.right = Side(self.tr("Most alike in the pattern"), desk.now)
        self.verdicts = Verdicts()
        self.states = StateStack(self._make_content())
        self.empty = EmptyState()
        self._page = self._make_page()
        self.fill(self._page)
        self._connect()
        self.presenter.subscribe(self._draw)
        self.own_actions = self._actions()

    async def load(self) -> None:
        """Show the questions of another place or moment."""
        self.presenter.forget()
        await self.presenter.load()

    async def refresh(self) -> None:
        """Bring the queue up to date under the question that is asked."""
        await self.presenter.load()

    def take_keyboard(self) -> None:
        """Let the keys of the screen work at once."""
        self.states.take_keyboard(self.verdicts.same)

    def search(self) -> None:
        """Put the keyboard on the questions; there is no field to narrow them by."""
        self.take_keyboard()

    def undo(self) -> bool:
        """Take back the last answer that was given here."""
        if not self.presenter.state.answers:
            return False
        self._spawn(self.presenter.undo(), "undo")
        return True

    # putting together

    def _make_page(self) -> Page:
        page = Page(self.tr("Review"))
        self.kind.setAccessibleName(self.tr("Which questions"))
        page.add_action(self.kind)
        page.add(self.states, 1)
        return page

    def _make_content(self) -> QWidget:
        sides = row(gap=BETWEEN)
        sides.addWidget(self.left, 1)
        sides.addWidget(self.right, 1)
        content = QWidget()
        layout = column(self.question, gap=BETWEEN)
        layout.addLayout(sides, 1)
        layout.addWidget(self.verdicts)
        content.setLayout(layout)
        return content

    def _connect(self) -> None:
        presenter, navigator = self.presenter, self.desk.navigator
        self.kind.changed.connect(lambda key: self._spawn(presenter.show_kind(key), "kind"))
        self.question.pattern_opened.connect(lambda id_: navigator.go("patterns", id_))
        self.question.candidate_chosen.connect(self.choose)
        for side in (self.left, self.right):
            side.opened.connect(lambda id_: navigator.go("issues", id_))
        self.verdicts.given.connect(lambda said: self.decide(Verdict(said)))
        self.verdicts.moved.connect(self.go_on)
        self.verdicts.undone.connect(self.undo)
        self.empty.action_clicked.connect(self._help_out)
        self.states.retry_clicked.connect(lambda: self._spawn(self.load(), "queue"))
        scrolls = self.left.text.verticalScrollBar(), self.right.text.verticalScrollBar()
        scrolls[0].valueChanged.connect(scrolls[1].setValue)
        scrolls[1].valueChanged.connect(scrolls[0].setValue)
        self.show_if(self.verdicts, *DECIDE)

    def _actions(self) -> tuple[Action, ...]:
        verdicts = (
            ("review.same", mark("Same failure"), "Y", Verdict.SAME, "check"),
            ("review.different", mark("Not the same"), "N", Verdict.DIFFERENT, "close"),
            ("review.skip", mark("Skip this question"), "S", Verdict.SKIP, ""),
        )
        answers = (
            _action(id_, title, key, partial(self.decide, said), icon)
            for id_, title, key, said, icon in verdicts
        )
        choices = (
            _action(
                f"review.candidate.{number + 1}",
                words,
                str(number + 1),
                partial(self.choose, number),
            )
            for number, words in enumerate(CANDIDATES)
        )
        return (
            *answers,
            _action("review.next", mark("Next question"), "J", partial(self.go_on, 1)),
            _action("review.before", mark("Question before"), "K", partial(self.go_on, -1)),
            _action("review.undo", mark("Undo the last answer"), "U", self.undo, "undo"),
            *choices,
        )

    # drawing

    def _draw(self, state: ReviewsState) -> None:
        self.kind.set_current(state.kind)
        self._page.set_subtitle(self._progress(state))
        match state.phase:
            case Phase.LOADING:
                self.states.show_loading()
            case Phase.FAILED if not state.queue and state.problem:
                self.states.show_error(state.problem.title, str(state.problem))
            case Phase.EMPTY | Phase.NO_MATCH:
                self._draw_empty(state)
            case _:
                self._draw_question(state)
                self.states.show_content()

    def _draw_question(self, state: ReviewsState) -> None:
        self.question.draw(state)
        self.verdicts.draw(state)
        shape = state.current.shape if state.current else ""
        sides = state.sides
        if sides is None:
            self.left.show_side(None)
            self.right.show_side(None)
            return
        marking = marking_of((*sides.left.title, *sides.left.body))
        self.left.show_side(sides.left, shape, marking)
        self.right.show_side(sides.right, shape, marking)

    def _draw_empty(self, state: ReviewsState) -> None:
        if state.answers:
            headline = self.tr("That was all")
            action = self.tr("Undo the last answer")
        else:
            headline, action = self.tr("Nothing to review"), ""
        if self.desk.session.as_of is not None:
            action = self.tr("Look at now")
        self.empty.set(headline, self._nothing(state), action, "review")
        self.states.show_empty(self.empty)

    def _nothing(self, state: ReviewsState) -> str:
        sentence = self.tr(
            "No issue is in doubt. Those that may or may not belong to a pattern wait here for "
            "your word."
        )
        learned = [self._learned(one) for one in state.thresholds if one.accepted + one.rejected]
        return " ".join((sentence, *learned))

    def _learned(self, one: LearnedThreshold) -> str:
        words = self.tr("From {n} answers about {shape}: attached unasked from {score} on.")
        names = {
            "prose": self.tr("texts"),
            "trace": self.tr("stack traces"),
            "line": self.tr("single lines"),
        }
        count = count_text(one.accepted + one.rejected)
        name = names.get(one.shape, one.shape)
        return words.format(n=count, shape=name, score=score_text(one.learned))

    def _progress(self, state: ReviewsState) -> str:
        if state.phase is Phase.LOADING:
            return ""
        left = self.tr("{n} to review").format(n=count_text(state.total))
        if not state.answers:
            return left
        done = self.tr("{n} answered just now").format(n=count_text(len(state.answers)))
        return f"{left} · {done}"

    # gestures

    def decide(self, verdict: Verdict) -> None:
        """Answer what is asked."""
        if self.desk.session.can(*DECIDE):
            self.tasks.spawn(self.presenter.decide(verdict), name="decide")

    def go_on(self, step: int) -> None:
        """Look at another question."""
        self._spawn(self.presenter.move(step), "move")

    def choose(self, number: int) -> None:
        """Look at another candidate."""
        self._spawn(self.presenter.choose(number), "candidate")

    def _help_out(self) -> None:
        if self.desk.session.as_of is not None:
            self.desk.session.set_as_of(None)
        else:
            self.undo()

    def _spawn(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self.tasks.spawn_latest(work, name=name)


def _action(id_: str, title: str, key: str, run: Callable[[], object], icon: str = "") -> Action:
    def obey(_commands: Commands) -> None:
        run()

    return Action(id_, title, Menu.PATTERNS, obey, (key,), icon, DECIDE)

"""The services that find patterns in issues, look ahead, and say why."""

from functools import cached_property

from causeloop_desktop.engine.context.foundation import Foundation
from causeloop_desktop.engine.services.backtests import BACKTESTED, BacktestService
from causeloop_desktop.engine.services.dashboard.service import DashboardService
from causeloop_desktop.engine.services.detections.preview import PreviewService
from causeloop_desktop.engine.services.detections.service import DetectionService
from causeloop_desktop.engine.services.duplicates.service import DuplicateService
from causeloop_desktop.engine.services.forecasts.keeper import ForecastKeeper
from causeloop_desktop.engine.services.forecasts.service import ForecastService
from causeloop_desktop.engine.services.issues.editor import IssueEditor
from causeloop_desktop.engine.services.issues.service import IssueService
from causeloop_desktop.engine.services.jobs.row_files import RowFiles
from causeloop_desktop.engine.services.jobs.rows import JobRows
from causeloop_desktop.engine.services.matching.matchers import Matchers
from causeloop_desktop.engine.services.matching.service import MatchingService
from causeloop_desktop.engine.services.novelty.service import NoveltyService
from causeloop_desktop.engine.services.patterns.marks import MarkService
from causeloop_desktop.engine.services.patterns.service import PatternService
from causeloop_desktop.engine.services.predictions.service import PredictionService
from causeloop_desktop.engine.services.reviews.service import ReviewService
from causeloop_desktop.engine.services.texts.service import TextService
from causeloop_desktop.engine.services.why.service import WhyService
from causeloop_desktop.engine.services.why.together import PatternWhyService
from causeloop_desktop.engine.store.columns.catalog import IssueCatalog


class Insight(Foundation):
    """What is made of issues."""

    @cached_property
    def catalog(self) -> IssueCatalog:
        """The columns of all issues, in memory."""
        return IssueCatalog(self.database, self.settings.directory / "columns")

    @cached_property
    def issues(self) -> IssueService:
        """Lists of issues, and each one."""
        return IssueService(self.database, self.catalog, self.patterns, self.cursors)

    @cached_property
    def issue_editor(self) -> IssueEditor:
        """What people change of issues."""
        return IssueEditor(self.database, self.issues, self.patterns, self.operations)

    @cached_property
    def patterns(self) -> PatternService:
        """Issues that are the same failure."""
        return PatternService(self.database, self.operations, self.cursors, self.clock)

    @cached_property
    def pattern_why(self) -> PatternWhyService:
        """Why issues of a pattern are together."""
        return PatternWhyService(self.database, self.patterns, self.matchers)

    @cached_property
    def marks(self) -> MarkService:
        """Stage and risk of issues, in step with their patterns."""
        return MarkService(self.database, self.patterns)

    @cached_property
    def matchers(self) -> Matchers:
        """The numbers that detections left, ready to compare texts."""
        return Matchers(self.database, self.models)

    @cached_property
    def matching(self) -> MatchingService:
        """Puts new issues into known patterns."""
        return MatchingService(self.database, self.jobs)

    @cached_property
    def detections(self) -> DetectionService:
        """Full runs, and when they are due."""
        return DetectionService(
            self.database, self.jobs, self.operations, self.cursors, self.clock, self.models
        )

    @cached_property
    def previews(self) -> PreviewService:
        """What other settings would find."""
        return PreviewService(self.database, self.jobs)

    @cached_property
    def duplicates(self) -> DuplicateService:
        """What several tools tell of one occurrence."""
        return DuplicateService(self.database, self.jobs, self.operations, self.cursors)

    @cached_property
    def novelty(self) -> NoveltyService:
        """What is new."""
        return NoveltyService(self.database, self.catalog, self.patterns, self.matchers, self.clock)

    @cached_property
    def reviews(self) -> ReviewService:
        """What is doubtful, and what people decide of it."""
        return ReviewService(self.database, self.patterns, self.operations, self.cursors)

    @cached_property
    def texts(self) -> TextService:
        """What would be made of a pasted text."""
        return TextService(self.database, self.patterns, self.matchers)

    @cached_property
    def why(self) -> WhyService:
        """Why issues are where they are."""
        return WhyService(self.database, self.patterns, self.matchers)

    @cached_property
    def predictions(self) -> PredictionService:
        """What will come back."""
        return PredictionService(self.database, self.patterns, self.operations, self.cursors)

    @cached_property
    def forecast_keeper(self) -> ForecastKeeper:
        """Fits forecasts, keeps one a week, settles what has ended."""
        return ForecastKeeper(self.database, self.jobs, self.patterns, self.clock)

    @cached_property
    def forecasts(self) -> ForecastService:
        """How accurate forecasts were."""
        return ForecastService(self.database, self.patterns, self.forecast_keeper, self.clock)

    @cached_property
    def backtest_files(self) -> RowFiles:
        """Where backtests leave their rows."""
        return RowFiles(self.settings.directory / "backtests", "backtest")

    @cached_property
    def backtests(self) -> BacktestService:
        """What the forecasts would have said."""
        rows = JobRows(self.database, self.backtest_files, self.cursors, BACKTESTED)
        return BacktestService(self.jobs, rows, self.clock)

    @cached_property
    def dashboard(self) -> DashboardService:
        """The first screen's numbers."""
        return DashboardService(
            self.database, self.catalog, self.patterns, self.predictions, self.clock
        )

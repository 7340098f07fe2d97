"""What many pairs of rows have in common, numerically the same as ``Question`` says one by one."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from causeloop_desktop.engine.domain.detection.arrays import Features, Floats, Integers
from causeloop_desktop.engine.domain.detection.reading.matrix import Matrix
from causeloop_desktop.engine.domain.scoring.features import EVIDENCE, Evidence, views_of
from causeloop_desktop.engine.domain.scoring.latent import Latent
from causeloop_desktop.engine.domain.text.tokens import HASH_BITS, View
from causeloop_desktop.engine.domain.text.vectors import Rarity

_TO_TEXT = np.uint32((View.TEXT - View.TITLE) << HASH_BITS)


def renumbered(matrix: Matrix, columns: Integers, width: int) -> Matrix:
    """The entries whose column has a number in ``columns``, under that number."""
    found = columns[matrix.indices]
    kept = found >= 0
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(kept)))[matrix.indptr]
    return sparse.csr_array((matrix.data[kept], found[kept], starts), (matrix.shape[0], width))


def _sums(matrix: Matrix) -> Evidence:
    return np.asarray(matrix.sum(axis=1), np.float64).ravel()


def _over(values: Evidence, lengths: Evidence) -> Evidence:
    return np.where(lengths > 0, values / np.where(lengths > 0, lengths, 1), 0.0)


@dataclass(frozen=True, slots=True)
class Witness:
    """Tells what pairs of rows have in common.

    Attributes:
        views: The view of each column.
        in_text: The column of a title's word as a word of the text; -1 for other columns.
        rareness: How rare each word of the text is, against one never seen; 0 elsewhere.
        meant: The row of ``places`` for each column, -1 without one.
        places: Where terms lie among meanings.
    """

    views: npt.NDArray[np.intp]
    in_text: Integers
    rareness: Floats
    meant: Integers
    places: Floats

    @classmethod
    def of(cls, features: Features, rarity: Rarity, latent: Latent) -> "Witness":
        """A witness for rows whose columns are ``features``, weighed by ``rarity``."""
        views = views_of(features)
        order = np.argsort(features, kind="stable")
        in_text = np.full(len(features), -1, np.int64)
        titles = np.flatnonzero(views == View.TITLE)
        in_text[titles] = _places_of(features[titles] + _TO_TEXT, features, order)
        meant = np.full(len(features), -1, np.int64)
        known = _places_of(latent.ids, features, order)
        meant[known[known >= 0]] = np.flatnonzero(known >= 0)
        rare = np.where(views == View.TEXT, rarity.of(features) / rarity.unseen, 0)
        return cls(views, in_text, rare.astype(np.float32), meant, latent.places.astype(np.float32))

    def evidence(self, earlier: Matrix, later: Matrix) -> Evidence:
        """One row for each pair, one column for each of ``EVIDENCE``.

        Args:
            earlier: Rows of one side.
            later: Rows of the other side, which is the one in question.
        """
        shared = sparse.csr_array(earlier.multiply(later))
        lengths = self._lengths(earlier), self._lengths(later)
        cosines = _over(self._by_view(shared), lengths[0] * lengths[1])
        said = lengths[0] * lengths[1] > 0
        rare, title = self._rare_title(later), self._title(earlier)
        by_rarity = np.sqrt(_sums(rare.multiply(rare)))
        found = np.empty((len(EVIDENCE), earlier.shape[0]))
        found[0] = cosines[:, View.TITLE]
        found[1] = cosines[:, View.TEXT]
        found[2] = _over(_sums(rare.multiply(earlier)), by_rarity * lengths[0][:, View.TEXT])
        own = lengths[0][:, View.TITLE] * lengths[1][:, View.TEXT]
        found[3] = _over(_sums(title.multiply(later)), own)
        found[4] = self._meaning(earlier, later)
        found[5] = self._rarest(shared)
        found[6] = np.where(said[:, View.TIME], cosines[:, View.TIME], np.nan)
        found[7] = np.where(said[:, View.FIELD], cosines[:, View.FIELD], np.nan)
        return found.T

    def breadth(self, earlier: Matrix, later: Matrix) -> Evidence:
        """Likeness of words that each pair keeps without the one word that counts most for it.

        Two strangers who share one rare name (a class, a call, a script) keep next to nothing.
        """
        shared = sparse.csr_array(earlier.multiply(later))
        words = renumbered(shared, self._said(), shared.shape[1])
        words.sum_duplicates()
        most = np.asarray(words.max(axis=1).toarray(), np.float64).ravel()
        return _sums(words) - most

    def _said(self) -> Integers:
        """The column of each word, one for title and text; -1 for fields and times."""
        columns = np.where(self.in_text >= 0, self.in_text, np.arange(len(self.views)))
        return np.where((self.views == View.TITLE) | (self.views == View.TEXT), columns, -1)

    def _by_view(self, matrix: Matrix) -> Evidence:
        """The sum of each row's entries in each view."""
        rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
        cells = rows * len(View) + self.views[matrix.indices]
        sums = np.bincount(cells, matrix.data, minlength=matrix.shape[0] * len(View))
        return sums.astype(np.float64).reshape(-1, len(View))

    def _lengths(self, matrix: Matrix) -> Evidence:
        squares = sparse.csr_array((matrix.data**2, matrix.indices, matrix.indptr), matrix.shape)
        return np.sqrt(self._by_view(squares))

    def _title(self, matrix: Matrix) -> Matrix:
        """The words of titles as words of a text."""
        return renumbered(matrix, self.in_text, matrix.shape[1])

    def _rare_title(self, matrix: Matrix) -> Matrix:
        """The same by their rarity alone."""
        titles = self._title(matrix)
        titles.data = self.rareness[titles.indices]
        return titles

    def _meaning(self, earlier: Matrix, later: Matrix) -> Evidence:
        first, second = self._placed(earlier), self._placed(later)
        known = first.any(axis=1) & second.any(axis=1)
        near = np.einsum("rd,rd->r", first, second).astype(np.float64)
        return np.where(known, near, np.nan)

    def _placed(self, matrix: Matrix) -> Floats:
        some = renumbered(matrix, self.meant, len(self.places))
        found = np.asarray(some @ self.places, np.float32)
        lengths = np.sqrt(np.einsum("rd,rd->r", found, found))[:, None]
        return (found / np.where(lengths > 0, lengths, 1)).astype(np.float32)

    def _rarest(self, shared: Matrix) -> Evidence:
        rare = sparse.csr_array(shared, copy=True)
        rare.data = self.rareness[rare.indices]
        return np.asarray(rare.max(axis=1).toarray(), np.float64).ravel()


def _places_of(wanted: Features, features: Features, order: Integers) -> Integers:
    """Where each of ``wanted`` stands among ``features``, -1 if nowhere."""
    if not len(features):
        return np.full(len(wanted), -1, np.int64)
    at = order[np.minimum(np.searchsorted(features, wanted, sorter=order), len(order) - 1)]
    return np.where(features[at] == wanted, at, -1)

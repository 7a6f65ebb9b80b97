"""How much the linear model hangs on single tracks and on single artists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import linalg

from reportgen.aggregates.block import Floats
from reportgen.aggregates.influence import ChosenClusters, ClusterParts, RowInfluence
from reportgen.analysis.coefficients import explained_terms, term_label
from reportgen.analysis.covariance import Covariance
from reportgen.analysis.linear import Fit
from reportgen.analysis.rows import Rows
from reportgen.results import Influence, InfluentialArtist

FAR_OFF = 3.0
INFLUENTIAL = 1.0
LEVERAGE_TIMES = 3.0
CANDIDATES = 5


def influence(
    rows: Rows, fit: Fit, covariance: Covariance, sd: Floats, artists: Sequence[str]
) -> Influence:
    """Return the influence of tracks, exactly, and of the artist that moves an effect most.

    Parameters
    ----------
    rows : Rows
        Rows with the ``residual`` of the fit.
    fit, covariance : Fit, Covariance
        The linear model and the robust covariance of its slopes.
    sd : ndarray of float, shape (m,)
        Standard deviations of the regressors, in units of the design.
    artists : sequence of str
        Names by cluster code; empty where they are not known, and longer than there are
        clusters where several artists share one: then none is looked at by itself.
    """
    bound = LEVERAGE_TIMES * fit.parameters / fit.n
    weight = 1.0 / np.maximum(fit.n_by_group, 1.0)
    (found,) = rows.engine.run(
        RowInfluence(
            fit.design, fit.centre, "residual", fit.inverse, weight,
            fit.variance, fit.parameters, fit.freedom, (bound, FAR_OFF, INFLUENTIAL),
        )
    )  # fmt: skip
    moves = None if len(artists) > rows.clusters else _first_order(fit, covariance)
    return Influence(
        leverage=found.leverage,
        leverage_bound=bound,
        high_leverage=found.high_leverage,
        studentised=found.studentised,
        far_off=found.far_off,
        cook=found.cook,
        influential=found.influential,
        artists_moving=None if moves is None else int(np.count_nonzero(moves > 1.0)),
        artist=None if moves is None else _artist(rows, fit, covariance, sd, moves, artists),
    )


def _first_order(fit: Fit, covariance: Covariance) -> Floats | None:
    """Largest move of an effect without each cluster, in its standard errors; shape (C,).

    Moves of large clusters are exact, those of small ones to first order.  As in DFBETAS
    (Belsley, Kuh & Welsch 1980) the standard error is the one without the cluster: with it,
    no cluster could move an effect by more than one.
    """
    shown = list(explained_terms(fit))
    if covariance.moves is None or not shown:
        return None
    moves = np.abs(covariance.moves[:, shown])
    return np.asarray((moves / _errors_without(covariance, moves, shown)).max(axis=1))


def _errors_without(covariance: Covariance, moves: Floats, shown: list[int]) -> Floats:
    """Clustered standard errors without each cluster's own term, shape (C, terms shown)."""
    whole = covariance.errors[shown] ** 2
    rest = whole - covariance.small * moves**2
    return np.asarray(np.sqrt(np.maximum(rest, 1e-12 * np.maximum(whole, 1e-300))))


def _artist(
    rows: Rows, fit: Fit, covariance: Covariance, sd: Floats, moves: Floats, artists: Sequence[str]
) -> InfluentialArtist | None:
    """Take the likeliest artists out exactly, and return the one that moves an effect most."""
    scores, shown = covariance.scores, list(explained_terms(fit))
    if scores is None or covariance.moves is None:
        return None
    chosen = np.argsort(-moves, kind="stable")[:CANDIDATES]
    chosen = chosen[moves[chosen] > 0]
    if not len(chosen):
        return None
    (parts,) = rows.engine.run(
        ChosenClusters(fit.design, fit.centre, "residual", "cluster", chosen)
    )
    change = np.stack([without_cluster(fit, parts, t, scores[c]) for t, c in enumerate(chosen)])
    first = np.abs(covariance.moves[chosen][:, shown])
    sizes = np.abs(change[:, shown]) / _errors_without(covariance, first, shown)
    t, k = np.unravel_index(int(np.argmax(sizes)), sizes.shape)
    j = shown[int(k)]
    name, level = fit.design.terms[j]
    return InfluentialArtist(
        artist=artists[chosen[t]] if artists else "",
        n=int(parts.n[t].sum()),
        name=name,
        label=term_label(rows, name, level),
        per_sd=float(fit.slopes[j] * sd[j]),
        without=float((fit.slopes[j] - change[t, j]) * sd[j]),
        errors=float(sizes[t, k]),
    )


def without_cluster(fit: Fit, parts: ClusterParts, t: int, score: Floats) -> Floats:
    """Return by how much the slopes exceed those fitted without one cluster, exactly.

    The difference is (X'X − X_c'X_c)⁻¹ X_c'e_c, where X holds the regressors, centred
    within groups, and one column for each group of which the cluster has rows; a group
    that has no others goes with the cluster.

    Parameters
    ----------
    parts, t
        Cross-products of chosen clusters, and which of them.
    score : ndarray of float, shape (m,)
        Sum of the cluster's scores X_c'e_c.
    """
    m = fit.design.width
    left: NDArray[np.float64] = fit.n_by_group - parts.n[t]
    groups = np.flatnonzero((parts.n[t] > 0) & (left > 0))
    total = parts.total[t][groups]
    normal = np.zeros((m + len(groups), m + len(groups)))
    normal[:m, :m] = linalg.inv(fit.inverse) - parts.products[t]
    normal[:m, m:], normal[m:, :m] = -total[:, :m].T, -total[:, :m]
    normal[m:, m:] = np.diag(left[groups])
    scale = np.sqrt(np.maximum(np.diag(normal), 1e-300))
    moment = np.concatenate([score, total[:, m]]) / scale
    solved = linalg.lstsq(normal / np.outer(scale, scale), moment)[0] / scale
    return np.asarray(solved[:m])

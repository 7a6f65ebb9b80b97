"""The jackknife over clusters by plain refits."""

from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from numpy.typing import NDArray


def jackknifed(x: pd.DataFrame, y: NDArray[np.float64], groups: NDArray[np.int32]) -> pd.DataFrame:
    """Covariance from refits by statsmodels that leave out one cluster each."""
    everybody = sm.OLS(y, x).fit().params
    codes = np.unique(groups)
    moved = [sm.OLS(y[groups != c], x[groups != c]).fit().params - everybody for c in codes]
    products = np.array(moved).T @ np.array(moved)
    return pd.DataFrame(products, x.columns, x.columns) * (len(codes) - 1) / len(codes)

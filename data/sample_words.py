"""Words that the sample's titles and artists are put together from.

All combinations are invented; a likeness to a real artist or track is chance.
"""

from __future__ import annotations

import numpy as np

_BAND_FIRST = (
    "Amber Brass Calico Cobalt Copper Crooked Damson Dapper Drowsy Ember Fallow Feral Flannel "
    "Gilded Ginger Granite Hollow Indigo Ivory Jasper Juniper Lantern Linen Lopsided Lucid Maple "
    "Marble Meridian Mossy Nettle Northbound Ochre Opal Overcast Paper Pewter Pocket Quartz Quiet "
    "Ragged Restless Russet Saffron Salted Sideways Slate Sleepless Tangled Teal Tin Tumbledown "
    "Umber Velveteen Wandering Wicker Winter Wooden"
).split()
_BAND_LAST = (
    "Abacus Almanac Antlers Atlas Badgers Beacons Bicycle Bramble Brigade Cartographers Cellar "
    "Chimneys Compass Corridor Cuckoos Dominoes Embankment Ferries Fishmongers Foxgloves Gantry "
    "Gardeners Gazette Greenhouse Harbour Herons Hinges Kettles Kites Ladders Lamplighters Ledger "
    "Locksmiths Magpies Meadow Metronomes Milliners Orchard Otters Parlour Pelicans Pianola "
    "Postcards Quarry Rooks Sextant Signalmen Skylights Sparrows Staircase Teacups Thimbles "
    "Timetables Umbrellas Viaduct Weathervanes Windmills"
).split()
_GIVEN = (
    "Adélie Aino Anselm Bastian Berit Brannoc Calla Cosmo Dagny Delphine Edda Elio Emeric Fenna "
    "Florian Gaël Greta Halle Idris Ilse Inés Joaquín Jorun Kaisa Kerensa Leocadia Linus Maëlle "
    "Marisol Nadja Nils Oriel Ottilie Pascoe Perrin Quill Ramón Rosalba Saoirse Sören Tamsin "
    "Thibault Ulla Vesna Wren Xanthe Yannick Zélie"
).split()
_FAMILY = (
    "Abernoth Alderwick Bellcombe Birkensen Castelvane Corrigard Dunmarrow Eastergaard Fennimoor "
    "Garrowby Hollinde Iversholt Jarrowin Kestermann Lindqvale Marchetto Nørlund Oakhanger "
    "Pellissard Quennedy Rasmolen Sandoval-Reyes Tolvanen Underhay Vantongeren Yarrowdale "
    "Zabrinski"
).split()
_TITLE_FIRST = (
    "After Almost Another Before Beneath Beyond Borrowed Broken Careful Distant Early Empty "
    "Evening Every Faded Falling First Forgotten Golden Half Hidden Last Late Little Lonely Long "
    "Lost Midnight Morning Never No Old Open Paper Quiet Red Second Silent Silver Simple Slow "
    "Small Some Still Stolen Summer Sunday Tender This Three Tomorrow's Under Unsent White Wild "
    "Winter Yellow"
).split()
_TITLE_LAST = (
    "Afternoon Alphabet Anchor Answer Arithmetic Arrow August Avenue Balcony Bells Birds Bridge "
    "Candle Carousel Chalk Circles Clouds Coastline Colours Corner Dancefloor Daylight Distance "
    "Doorway Echo Engine Evening Fever Fire Flowers Garden Ghost Gravity Harbour Heart Highway "
    "Horizon Houses Island Kitchen Ladder Letter Light Machine Maps Mirror Moon Motion Ocean "
    "Parade Photograph Promise Rain Rhythm River Rooftop Shadow Signal Skyline Snow Song Station "
    "Stranger Street Summer Telephone Thunder Tide Train Traveller Water Weather Window Wire"
).split()
_TITLE_TAILS = ("", "", "", "", "", " (Live)", " - Acoustic", ", Pt. 2", " (Remix)", ' "Reprise"')
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def artist_names(rng: np.random.Generator, count: int) -> list[str]:
    """Return ``count`` different names: half bands, half people."""
    bands = [f"{first} {last}" for first in _BAND_FIRST for last in _BAND_LAST]
    people = [f"{given} {family}" for given in _GIVEN for family in _FAMILY]
    half = count // 2
    chosen = _without_repeats(rng, bands, half) + _without_repeats(rng, people, count - half)
    return [chosen[i] for i in rng.permutation(count)]


def titles(rng: np.random.Generator, count: int) -> list[str]:
    """Return ``count`` titles; some occur more than once, by different artists."""
    firsts = rng.integers(len(_TITLE_FIRST), size=count)
    lasts = rng.integers(len(_TITLE_LAST), size=count)
    tails = rng.integers(len(_TITLE_TAILS), size=count)
    return [
        f"{_TITLE_FIRST[first]} {_TITLE_LAST[last]}{_TITLE_TAILS[tail]}"
        for first, last, tail in zip(firsts, lasts, tails, strict=True)
    ]


def identifiers(rng: np.random.Generator, count: int, length: int = 12) -> list[str]:
    """Return ``count`` different track ids of letters and digits."""
    letters = rng.integers(len(_ALPHABET), size=(count, length))
    found = ["".join(_ALPHABET[i] for i in row) for row in letters]
    if len(set(found)) != count:
        raise RuntimeError("two tracks drew the same id; take another seed")
    return found


def _without_repeats(rng: np.random.Generator, names: list[str], count: int) -> list[str]:
    return [names[i] for i in rng.choice(len(names), size=count, replace=False)]

"""The names in index nodes of many folders at once: those in use, and what the space behind them still holds.

Which bytes count as a name, and in which order names come, is the kit's way of reading a node (sleuthkit, ntfs_dent.cpp):
it steps through the whole node and takes what looks like a name also behind the end of its list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evidence_desk.source.filesystems.ntfs.columns import Block

if TYPE_CHECKING:
    from evidence_desk.source.filesystems.ntfs.columns import Flags, Places

ENTRY, STREAM, NAME = 16, 16, 82
"""Bytes of an entry before its $FILE_NAME; where that begins; where its characters begin."""
LEAST = 83
"""The kit takes nothing for a name that begins less than so many bytes before the end of a node."""
FIRST_TIME, LAST_TIME = 116_444_736, 132_217_920
"""Hundreds of seconds since 1601 between which the kit takes a time for one, in what is behind the end of a list."""
DOS, LAST_SPACE = 2, 3
FOLDER_NAME = 0x10000000
"""The flag of a name that is a folder's."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes of index trees, a value a node: the folder's place among those that were asked about, its number, and where the
    list of names begins, ends, and where the node ends. Each lies in a row of its own of the block: first one row of
    `first` bytes for each root, then rows of `further` bytes, those of one folder in their order."""

    owner: Places
    folder: Places
    begin: Places
    used: Places
    end: Places
    roots: int
    first: int
    further: int


@dataclass(frozen=True, slots=True)
class Names:
    """Names in the order of their nodes and places. `live` is in use; the others are what is left behind."""

    owner: Places
    at: Places
    live: Flags


def names(block: Block, nodes: Nodes, last: int) -> tuple[Names, Places]:
    """All names, and the owners of nodes in which the kit would find something else. `last` is the highest number of a file."""
    live_node, live_at, tail, odd = _live(block, nodes, last)
    left_node, left_at = _left(block, nodes, tail, last)
    node, at = np.concatenate([live_node, left_node]), np.concatenate([live_at, left_at])
    live = np.arange(len(node)) < len(live_node)
    keep = block.one(at + STREAM + 65) != DOS
    order = np.lexsort((at[keep], nodes.owner[node[keep]]))
    return Names(nodes.owner[node[keep][order]], at[keep][order], live[keep][order]), np.unique(nodes.owner[odd])


def _live(block: Block, nodes: Nodes, last: int) -> tuple[Places, Places, Places, Places]:
    """Node and place of each name in use, where each list has its end, and the nodes in which something is wrong."""
    node, at = np.arange(len(nodes.begin)), nodes.begin.copy()
    tail = nodes.used.copy()
    found, odd = [(node[:0], at[:0])], [node[:0]]
    while len(node):
        inside = at + ENTRY <= nodes.used[node]
        odd.append(node[~inside])
        node, at = node[inside], at[inside]
        length, key = block.two(at + 8), block.two(at + 10)
        ending = key == 0
        tail[node[ending]] = at[ending]
        odd.append(node[ending & (at + length != nodes.used[node])])
        node, at, length, key = node[~ending], at[~ending], length[~ending], key[~ending]
        fits = (length % 8 == 0) & (length > key) & (at + length + ENTRY <= nodes.used[node]) & (key >= 68)
        odd.append(node[~fits])
        node, at, length, key = node[fits], at[fits], length[fits], key[fits]
        fits = (block.six(at) < last) & (block.six(at + STREAM) == nodes.folder[node])
        fits &= (block.one(at + STREAM + 64) > 0) & (66 + 2 * block.one(at + STREAM + 64) <= key)
        odd.append(node[~fits])
        node, at, length = node[fits], at[fits], length[fits]
        found.append((node, at))
        at = at + length
    return np.concatenate([one for one, _ in found]), np.concatenate([one for _, one in found]), tail, np.concatenate(odd)


def _left(block: Block, nodes: Nodes, tail: Places, last: int) -> tuple[Places, Places]:
    """Node and place of each name behind the ends of lists."""
    node, at = _mentions(block, nodes, tail)
    length, key = block.two(at + 8), block.two(at + 10)
    fits = (block.six(at) <= last) & (length > key) & (length % 4 == 0) & (length <= nodes.end[node] - nodes.begin[node])
    fits &= block.six(at + STREAM) == nodes.folder[node]
    node, at = node[fits], at[fits]
    stream = at + STREAM
    fits = (block.one(stream + 65) <= LAST_SPACE) & (block.one(stream + 64) > 0) & (block.one(stream + 66) > 0)
    fits &= _long(block, stream + 40) >= _long(block, stream + 48)
    for place in (8, 16, 32):  # created, modified, accessed
        hundreds = _long(block, stream + place) // np.uint64(1_000_000_000)
        fits &= (hundreds >= FIRST_TIME) & (hundreds <= LAST_TIME)
    node, at = node[fits], at[fits]
    return _stepped(block, node, at, nodes)


def _mentions(block: Block, nodes: Nodes, tail: Places) -> tuple[Places, Places]:
    """Every place behind the end of a list where the number of the folder itself would stand in a name."""
    halves, found = block.halves(), []
    border = nodes.roots * nodes.first // 4
    for part, width, first in ((halves[:border], nodes.first, 0), (halves[border:], nodes.further, nodes.roots)):
        rows = part.reshape(-1, width // 4)
        node, column = np.nonzero(rows == (nodes.folder[first : first + len(rows), None] & 0xFFFFFFFF))
        found.append((node + first, first * nodes.first + node * width + column * 4 - STREAM))
    node, at = (np.concatenate([one[part] for one in found]) for part in (0, 1))
    inside = (at >= tail[node]) & (at < nodes.end[node] - LEAST)
    return node[inside], at[inside]


def _stepped(block: Block, node: Places, at: Places, nodes: Nodes) -> tuple[Places, Places]:
    """Without what lies inside another: after a name the kit goes on behind it."""
    keys, lengths, characters = block.two(at + 10).tolist(), block.two(at + 8).tolist(), block.one(at + STREAM + 64).tolist()
    kept, current, free = [], -1, 0
    for number, (one, place) in enumerate(zip(node.tolist(), at.tolist(), strict=True)):
        if one != current:
            current, free = one, 0
        if place < free:
            continue
        free = place + (lengths[number] if keys[number] else (NAME + 2 * characters[number] + 3) // 4 * 4)
        if NAME + 2 * characters[number] < int(nodes.end[one]) - place:
            kept.append(number)
    return node[kept], at[kept]


def _long(block: Block, at: Places) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    return block.four(at).astype(np.uint64) | block.four(at + 4).astype(np.uint64) << np.uint64(32)

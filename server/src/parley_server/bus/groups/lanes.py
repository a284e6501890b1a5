"""Order by key: of each ordering key only the first item may be given out."""

from __future__ import annotations

from parley_server.bus.groups.items import Item


class Lanes:
    """A lane for each ordering key in hand. Items without a key are in none."""

    __slots__ = ("_lanes",)

    def __init__(self) -> None:
        self._lanes: dict[str, list[Item]] = {}

    def enter(self, item: Item) -> None:
        """Put an item where its sequence belongs, but never before the first one: that may be given out."""
        lane = self._lanes.setdefault(item.key, [])
        place = len(lane)
        while place > 1 and lane[place - 1].sequence > item.sequence:
            place -= 1
        lane.insert(place, item)

    def is_first(self, item: Item) -> bool:
        """Tell whether nothing of its key is before it."""
        lane = self._lanes.get(item.key)
        return lane is None or lane[0] is item

    def leave(self, item: Item) -> Item | None:
        """Take an item out; return who is first now, if that changed."""
        lane = self._lanes.get(item.key)
        if lane is None:
            return None
        if lane[0] is not item:
            if item in lane:
                lane.remove(item)
            return None
        if len(lane) == 1:
            del self._lanes[item.key]
            return None
        del lane[0]
        return lane[0]

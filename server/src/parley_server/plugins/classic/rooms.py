"""Where the conversations of all agents and rooms stand: the most recently used ones, in memory alone."""

from collections import OrderedDict

from parley_server.domain.clock import Clock
from parley_server.plugins.classic.engine import Conversation

Key = tuple[int, str]
"""The number of an agent within this plugin, and a room id."""


class Rooms:
    """Keeps at most `size` conversations, none that was left alone for more than `max_age` seconds.

    A room that was pushed out begins anew. An empty room id names no room: nothing is kept for it.
    """

    def __init__(self, *, size: int, max_age: float, clock: Clock) -> None:
        """Start empty."""
        self._size = size
        self._max_age = max_age
        self._clock = clock
        self._kept: OrderedDict[Key, tuple[float, Conversation]] = OrderedDict()

    def __len__(self) -> int:
        """Return how many conversations are kept: the cache's metric."""
        return len(self._kept)

    def get(self, key: Key) -> Conversation:
        """Return where a conversation stands; a new one where nothing is known."""
        used, conversation = self._kept.get(key, (0.0, None))
        if conversation is None or self._clock.monotonic() - used > self._max_age:
            return Conversation()
        return conversation

    def put(self, key: Key, conversation: Conversation) -> None:
        """Keep where a conversation stands; what was not used for the longest time goes when there is no room."""
        if not key[1]:
            return
        self._kept[key] = (self._clock.monotonic(), conversation)
        self._kept.move_to_end(key)
        if len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def forget(self, key: Key) -> None:
        """Let a conversation begin anew."""
        self._kept.pop(key, None)

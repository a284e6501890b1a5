"""Segments: some neighbouring events of the log, and what readers of them share."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, repeat
from operator import itemgetter
from weakref import ref

from parley_server.bus.cursor import Entry
from parley_server.bus.events import Draft, EventEncoder
from parley_server.bus.filters import CompiledFilter
from parley_server.bus.store import ReadRow

# A reader's batch has 100 events by default: a whole segment then is one batch, encoded once for all.
SEGMENT_EVENTS = 100
SEGMENT_BYTES = 256 * 1024

# What an event costs beside its bytes: the tuple, its texts, its places in lists.
_OVERHEAD = 600

# Read without the interpreter's help: these go over every event that is published.
_DATA = itemgetter(Draft._fields.index("data"))
_TYPE = itemgetter(Draft._fields.index("type"))

# A place in an event, and the event in a frame.
_SEAL = 24


class ViewCache:
    """Bounds what views keep beside the events: the oldest views forget it first. It keeps no view alive."""

    def __init__(self, most_bytes: int) -> None:
        """Bound it by bytes."""
        self._most = most_bytes
        self._size = 0
        self._views: deque[tuple[ref[View], int]] = deque()

    def add(self, view: View, size: int) -> None:
        """Count what a view keeps from now on."""
        self._views.append((ref(view), size))
        self._size += size
        while self._size > self._most and len(self._views) > 1:
            oldest, its_size = self._views.popleft()
            self._size -= its_size
            old = oldest()
            if old is not None:
                old.forget()


class Segment:
    """Neighbouring events. `last` belongs to it, wanted or not; `first` is 0 when they are transient.

    `damaged`: these sequences cannot be read, and there are no events here.
    """

    __slots__ = (
        *("_cache", "_counts", "_encoder", "_sealed", "_views"),
        *("bound", "damaged", "drafts", "first", "last", "sequences", "size"),
    )

    def __init__(
        self,
        drafts: Sequence[Draft],
        sequences: Sequence[int],
        encoder: EventEncoder,
        cache: ViewCache,
        size: int | None = None,
    ) -> None:
        """Hold events and their places; `sequences` are all 0 when they are transient, `size` their bytes together."""
        self.drafts = drafts
        self.sequences = sequences
        self.first = sequences[0]
        self.last = sequences[-1]
        self.damaged = False
        if size is None:
            size = size_of(drafts)
        # What the sealed events have at the most.
        self.bound = size + _SEAL * len(drafts)
        # Twice, since they are sealed sooner or later.
        self.size = 2 * size + _OVERHEAD * len(drafts)
        self._encoder = encoder
        self._cache = cache
        self._sealed: list[bytes] | None = None
        self._counts: Mapping[str, int] | None = None
        self._views: dict[CompiledFilter, View] = {}

    def sealed(self) -> list[bytes]:
        """Return the bytes of the events with their places in them; made once."""
        if self._sealed is None:
            data = list(map(_DATA, self.drafts))
            self._sealed = self._encoder.seal(data, self.sequences) if self.first else data
        return self._sealed

    def view(self, compiled: CompiledFilter) -> View:
        """Return what a filter leaves of it, the same object for all who ask."""
        view = self._views.get(compiled)
        if view is None:
            view = self._views[compiled] = View(self, compiled)
            self._cache.add(view, 200 + 8 * len(view.hits))
        return view

    def counts(self) -> Mapping[str, int]:
        """Return how many events there are of each type."""
        if self._counts is None:
            self._counts = count_types(self.drafts)
        return self._counts

    def release(self) -> None:
        """Let go of the views, which hold the segment in turn."""
        self._views.clear()

    def drop(self, view: View) -> None:
        """Forget a view, and with it the filter."""
        self._views.pop(view.compiled, None)

    def entry(self, sequence: int) -> Entry | None:
        """Return one event."""
        index = bisect_right(self.sequences, sequence) - 1
        if index < 0 or self.sequences[index] != sequence or self.damaged:
            return None
        return Entry(sequence, self.drafts[index], self.sealed()[index])

    def join(self, sealed: Sequence[bytes]) -> bytes:
        """Return sealed events in one piece."""
        return self._encoder.join(sealed)

    def keep(self, view: View, size: int) -> None:
        """Let the cache know that a view keeps more."""
        self._cache.add(view, size)


class View:
    """The events of a segment that a filter wants, and their joined bytes for all readers that are in step."""

    __slots__ = ("__weakref__", "_blobs", "_counts", "_entries", "compiled", "hits", "segment", "sequences")

    def __init__(self, segment: Segment, compiled: CompiledFilter) -> None:
        """Match the events, once."""
        self.segment = segment
        self.compiled = compiled
        self.hits: Sequence[int]
        self.sequences: Sequence[int]
        drafts = segment.drafts
        if compiled.everything or _wants_every_type(compiled, segment):
            self.hits = range(len(drafts))
            self.sequences = segment.sequences
        else:
            match = compiled.match
            self.hits = [index for index, draft in enumerate(drafts) if match(draft)]
            self.sequences = [segment.sequences[index] for index in self.hits]
        self._blobs: dict[tuple[int, int], bytes] = {}
        self._counts: dict[tuple[int, int], Mapping[str, int]] = {}
        self._entries: list[Entry] | None = None

    def __len__(self) -> int:
        """Return how many events the filter wants."""
        return len(self.hits)

    def behind(self, position: int) -> int:
        """Return the index of the first wanted event behind a position."""
        if position < self.segment.first:
            return 0
        return bisect_right(self.sequences, position)

    def blob(self, low: int, high: int) -> bytes:
        """Return some of the wanted events joined, the same bytes for all who ask for the same."""
        blob = self._blobs.get((low, high))
        if blob is None:
            sealed = self._wanted()
            blob = self.segment.join(sealed if high - low == len(sealed) else sealed[low:high])
            self._blobs[low, high] = blob
            self.segment.keep(self, len(blob) + 200)
        return blob

    def counts(self, low: int, high: int) -> Mapping[str, int]:
        """Return how many of these events there are of each type."""
        if high - low == len(self.segment.drafts):
            return self.segment.counts()
        counts = self._counts.get((low, high))
        if counts is None:
            drafts = self.segment.drafts
            counts = self._counts[low, high] = count_types([drafts[index] for index in self.hits[low:high]])
        return counts

    def within(self, low: int, high: int, size: int) -> int:
        """Return up to which index events fit into so many bytes: the first one always does."""
        sealed = self._wanted()
        for index in range(low, high):
            size -= len(sealed[index])
            if size < 0 and index > low:
                return index
        return high

    def entries(self) -> list[Entry]:
        """Return the wanted events one by one."""
        entries = self._entries
        if entries is None:
            drafts = self.segment.drafts
            sealed = self.segment.sealed()
            places = self.segment.sequences
            if len(self.hits) == len(sealed):
                columns: Iterable[tuple[int, Draft, bytes]] = zip(places, drafts, sealed, strict=True)
            else:
                columns = ((places[index], drafts[index], sealed[index]) for index in self.hits)
            # What Entry(...) does, without a function of Python's own for each.
            self._entries = entries = list(map(tuple.__new__, repeat(Entry), columns))
            # To make room for this, the cache may let this very view forget.
            self.segment.keep(self, 100 * len(self.hits))
        return entries

    def forget(self) -> None:
        """Let go of what can be made again; whoever asks the segment next gets a new view."""
        self.segment.drop(self)
        self._blobs.clear()
        self._counts.clear()
        self._entries = None

    def _wanted(self) -> list[bytes]:
        sealed = self.segment.sealed()
        return sealed if len(self.hits) == len(sealed) else [sealed[index] for index in self.hits]


class Damage(Segment):
    """A stretch of the log that cannot be read any more."""

    __slots__ = ()

    def __init__(self, first: int, last: int, encoder: EventEncoder, cache: ViewCache) -> None:
        """Stand for the sequences between these two."""
        super().__init__((), (first, last), encoder, cache)
        self.damaged = True


def _wants_every_type(compiled: CompiledFilter, segment: Segment) -> bool:
    """Tell whether the types of the events are enough to know that all of them are wanted."""
    match = compiled.match_type
    return match is not None and all(map(match, segment.counts()))


def count_types(drafts: Iterable[Draft]) -> Mapping[str, int]:
    """Return how many events there are of each type."""
    return Counter(map(_TYPE, drafts))


def size_of(drafts: Iterable[Draft]) -> int:
    """Return how many bytes events have together."""
    return sum(map(len, map(_DATA, drafts)))


def split(drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    """Part events into lots of the size of a segment."""
    if len(drafts) <= SEGMENT_EVENTS and size_of(drafts) <= SEGMENT_BYTES:
        yield drafts
        return
    start = size = 0
    for index, draft in enumerate(drafts):
        size += len(draft.data)
        if index > start and (index - start == SEGMENT_EVENTS or size > SEGMENT_BYTES):
            yield drafts[start:index]
            start, size = index, len(draft.data)
    yield drafts[start:]


def from_rows(rows: Iterable[ReadRow], encoder: EventEncoder, cache: ViewCache) -> list[Segment]:
    """Return segments with what was read, parted where something is damaged."""
    segments: list[Segment] = []
    for row in rows:
        bad = list(row.damaged)
        events = iter(row.events)
        rest = len(row.events)
        while bad or rest:
            good = rest - sum(1 for sequence, _ in row.events if bad and sequence > bad[0])
            segments += _good(list(islice(events, good)), encoder, cache)
            rest -= good
            if bad:
                end = 1
                while end < len(bad) and bad[end] == bad[end - 1] + 1:
                    end += 1
                segments.append(Damage(bad[0], bad[end - 1], encoder, cache))
                del bad[:end]
    return segments


def _good(events: Sequence[tuple[int, Draft]], encoder: EventEncoder, cache: ViewCache) -> Iterator[Segment]:
    done = 0
    for lot in split([draft for _, draft in events]) if events else ():
        yield Segment(lot, [sequence for sequence, _ in events[done : done + len(lot)]], encoder, cache)
        done += len(lot)

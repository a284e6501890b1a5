"""What people see: plain text, as it comes; prompts and colours on a terminal only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console

# Whatever a model says, it must not steer a terminal. Line ends and tabs are harmless.
_CONTROLS: Final = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}


class Screen:
    """Shows a conversation: what is said on `out`, all else on `err`. Every write is flushed."""

    def __init__(self, *, out: TextIO, err: TextIO, interactive: bool) -> None:
        """Write to these; `interactive` means that a person types."""
        self.interactive = interactive
        self._out = out
        self._err = err
        self._console = _console(out) if interactive and out.isatty() else None
        self._open = False

    def header(self, text: str) -> None:
        """Say who answers."""
        self._show(text, "bold")
        self._open = True
        self.end_line()

    def note(self, text: str) -> None:
        """Say something in passing."""
        self.end_line()
        if self._console is None:
            self._err.write(f"{text}\n")
            self._err.flush()
        else:
            self._show(f"{text}\n", "dim")

    def error(self, text: str) -> None:
        """Say what went wrong."""
        self.end_line()
        self._err.write(f"parley: {self._clean(text)}\n")
        self._err.flush()

    def prompt(self) -> None:
        """Ask for a line, if anybody is there to type it."""
        if self.interactive:
            self._show("You: ", "bold cyan")
            self._open = True

    def typed(self) -> None:
        """Note that the user's own Enter has ended the line of the prompt."""
        self._open = self._open and not self.interactive

    def speaker(self, name: str) -> None:
        """Begin a message."""
        self.end_line()
        self._show(f"{name}: ", "bold green")
        self._open = True

    def piece(self, text: str) -> None:
        """Show a piece of a message as it comes."""
        text = self._clean(text)
        if text:
            self._out.write(text)
            self._out.flush()
            self._open = not text.endswith("\n")

    def end_line(self) -> None:
        """End the line if something stands on it."""
        if self._open:
            self._open = False
            self._out.write("\n")
            self._out.flush()

    def _show(self, text: str, style: str) -> None:
        if self._console is None:
            self._out.write(text)
        else:
            self._console.print(self._clean(text), style=style, end="", markup=False, soft_wrap=True)
        self._out.flush()

    def _clean(self, text: str) -> str:
        return text if self._console is None else text.translate(_CONTROLS)


def _console(out: TextIO) -> Console:
    from rich.console import Console

    return Console(file=out, highlight=False, emoji=False)

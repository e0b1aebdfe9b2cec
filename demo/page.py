"""What a person reads of the demo: chapters, paragraphs, tables, and while one waits, a line that says for what.

Plain text of ASCII characters; bold and colours on a terminal only, and not when NO_COLOR says so (https://no-color.org/).
"""
import contextlib
import dataclasses
import os
import shutil
import sys
import textwrap

TEXT_WIDTH = 96    # longer lines are hard to read
LEAST_WIDTH = 40   # what is narrower has to wrap by itself
LEAST_COLUMN = 8   # no column is cut down further
STYLES = {"bold": "1", "alarm": "31", "doubt": "33", "well": "32", "faint": "2"}


@dataclasses.dataclass
class Column:
    title: str
    right: bool = False    # aligned to the right, as figures are
    shrinks: bool = False  # cut when the terminal is too narrow for those that cannot be left out
    spare: int = 0         # left out when there is no room: the highest number first, 0 never


class Page:
    def __init__(self, out=None, verbose=False):
        self.out = out or sys.stdout
        self.verbose = verbose
        terminal = self.out.isatty()
        self.moves = terminal and os.environ.get("TERM", "dumb") != "dumb"
        self.colors = self.moves and not os.environ.get("NO_COLOR")
        self.passing = ""  # the line on the screen, when it is one that goes away

    @property
    def width(self):
        return max(LEAST_WIDTH, shutil.get_terminal_size((80, 24)).columns)

    def styled(self, text, style):
        return f"\033[{STYLES[style]}m{text}\033[0m" if style and self.colors else text

    def line(self, text="", style=None):
        self.settle()
        print(self.styled(text, style), file=self.out, flush=True)

    def chapter(self, number, title):
        self.line()
        for each in textwrap.wrap(f"== {number}. {title}", self.width):
            self.line(each, "bold")

    def text(self, text, first="", later=""):
        """A paragraph; `first` and `later` begin its first and its other lines."""
        for each in textwrap.wrap(text, min(self.width, TEXT_WIDTH), initial_indent=first, subsequent_indent=later,
                                  break_long_words=False, break_on_hyphens=False):
            self.line(each)

    def point(self, text):
        self.text(text, "- ", "  ")

    def source(self, path):
        """In which file of the folder the figures above stand."""
        self.line(f"  from {path}", "faint")
        self.line()

    def command(self, text):
        """One that is to be copied, so it is never wrapped."""
        self.line("  " + text)

    def raw(self, text):
        """Requests and answers, for those who asked to see them."""
        if self.verbose:
            self.line()
            self.line(text.rstrip("\n"))

    def table(self, columns, rows):
        """A row is a cell a column: a text, or (text, style)."""
        cells = [[each if isinstance(each, tuple) else (each, None) for each in row] for row in rows]
        kept = self.fitting(columns, cells)
        self.line("  " + self.row([(columns[at].title, "faint") for at, _ in kept], columns, kept))
        for row in cells:
            self.line("  " + self.row([row[at] for at, _ in kept], columns, kept))

    def row(self, cells, columns, kept):
        shown = []
        for (text, style), (at, width) in zip(cells, kept):
            text = cut(text, width)
            shown.append(self.styled(text.rjust(width) if columns[at].right else text.ljust(width), style))
        return "  ".join(shown).rstrip()

    def fitting(self, columns, cells):
        """(number, width) of the columns that there is room for."""
        widths = [max([len(column.title), *(len(row[at][0]) for row in cells)]) for at, column in enumerate(columns)]
        kept = list(range(len(columns)))

        def missing():
            return 2 + sum(widths[at] for at in kept) + 2 * (len(kept) - 1) - self.width

        for at in sorted((at for at in kept if columns[at].spare), key=lambda at: -columns[at].spare):
            if missing() > 0:
                kept.remove(at)
        while missing() > 0:
            widest = max((at for at in kept if columns[at].shrinks), key=lambda at: widths[at], default=None)
            if widest is None or widths[widest] <= LEAST_COLUMN:
                break
            widths[widest] -= 1
        return [(at, widths[at]) for at in kept]

    def status(self, text):
        """What is being waited for; the next line takes its place. Nothing where lines cannot be taken back."""
        if self.moves and text != self.passing:
            self.out.write("\r\033[K" + self.styled(cut("  " + text + " ...", self.width - 1), "faint"))
            self.out.flush()
            self.passing = text

    def settle(self):
        if self.passing:
            self.out.write("\r\033[K")
            self.passing = ""

    def mute(self):
        """The reader is gone (`| head`); what is still to be said goes nowhere."""
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.out.fileno())


def clock(moment):
    """The time of day of 2026-11-24T16:00:00Z."""
    return moment[11:19]


def cut(text, width):
    return text if len(text) <= width else text[:max(0, width - 3)] + "..."

# SPDX-License-Identifier: BSD-2-Clause
"""A VT100 screen: bytes in; characters, colours and cursor out.

Knows what firmware, loaders and Linux send to a serial terminal (ECMA-48
cursor movement, erase, insert and delete, SGR colours); ignores the rest.
Beside the picture it keeps a transcript: all printed characters in the order
of their arrival, so that text which was overwritten can still be found.
"""

import codecs
import re

CSI = re.compile(r"\x1b\[([<=>?]?)([0-9;]*)([ -/]*)([@-~])")
PLAIN = {"fg": 7, "bg": 0, "bold": False, "reverse": False}


class Screen:
    def __init__(self, columns=80, rows=25):
        self.columns = columns
        self.rows = rows
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.pending = ""
        self.transcript = []
        self.reset()

    def reset(self):
        self.attr = dict(PLAIN)
        self.cells = [self._blank() for _ in range(self.rows)]
        self.row = self.col = 0
        self.wrap = False
        self.saved = (0, 0)

    def _blank(self):
        return [(" ", dict(PLAIN)) for _ in range(self.columns)]

    # What tests look at

    def line(self, row):
        return "".join(c for c, _ in self.cells[row]).rstrip()

    def text(self):
        return "\n".join(self.line(r) for r in range(self.rows)).rstrip()

    def find(self, needle):
        """Row of the first line that contains (needle), or None."""
        for row in range(self.rows):
            if needle in self.line(row):
                return row
        return None

    def background(self, row, col):
        attr = self.cells[row][col][1]
        return attr["fg"] if attr["reverse"] else attr["bg"]

    def colour_of(self, needle):
        """(background, bold) under the first character of (needle), or None."""
        row = self.find(needle)
        if row is None:
            return None
        col = self.line(row).index(needle)
        return self.background(row, col), self.cells[row][col][1]["bold"]

    # Bytes in

    def feed(self, data):
        text = self.pending + self.decoder.decode(data)
        self.pending = ""
        at = 0
        while at < len(text):
            if text[at] != "\x1b":
                self._char(text[at])
                at += 1
                continue
            used = self._escape(text[at:])
            if used == 0:
                self.pending = text[at:]
                return
            at += used

    def _escape(self, text):
        """Handle the escape sequence (text) begins with; its length, 0 if incomplete."""
        if len(text) < 2:
            return 0
        if text[1] == "[":
            match = CSI.match(text)
            if match:
                self._csi(*match.group(1, 2, 4))
                return match.end()
            return 0 if len(text) < 32 else 1
        if text[1] in "()*+#":
            return 3 if len(text) >= 3 else 0
        if text[1] == "]":
            end = re.search(r"\x07|\x1b\\", text)
            return end.end() if end else (0 if len(text) < 512 else 1)
        if text[1] == "c":
            self.reset()
        elif text[1] == "7":
            self.saved = (self.row, self.col)
        elif text[1] == "8":
            self._move(*self.saved)
        elif text[1] == "M":
            self._reverse_line_feed()
        return 2

    def _char(self, char):
        if char == "\n":
            self.transcript.append("\n")
            self._line_feed()
        elif char == "\r":
            self.col, self.wrap = 0, False
        elif char == "\b":
            self.col, self.wrap = max(0, self.col - 1), False
        elif char == "\t":
            self.transcript.append(" ")
            self.col = min(self.columns - 1, (self.col // 8 + 1) * 8)
        elif char >= " ":
            self._put(char)

    def _put(self, char):
        if self.wrap:
            self.col, self.wrap = 0, False
            self._line_feed()
        self.cells[self.row][self.col] = (char, dict(self.attr))
        self.transcript.append(char)
        if self.col == self.columns - 1:
            self.wrap = True
        else:
            self.col += 1

    def _line_feed(self):
        self.wrap = False
        if self.row < self.rows - 1:
            self.row += 1
            return
        self.cells.pop(0)
        self.cells.append(self._blank())

    def _reverse_line_feed(self):
        if self.row > 0:
            self.row -= 1
            return
        self.cells.pop()
        self.cells.insert(0, self._blank())

    def _move(self, row, col):
        row = min(max(row, 0), self.rows - 1)
        self.transcript.append("\n" if row != self.row else " ")
        self.row, self.col = row, min(max(col, 0), self.columns - 1)
        self.wrap = False

    def _csi(self, private, params, final):
        if private:
            return
        numbers = [int(p) if p else 0 for p in params.split(";")]
        first = numbers[0]
        step = max(first, 1)
        if final in "Hf":
            self._move(step - 1, max(numbers[1], 1) - 1 if len(numbers) > 1 else 0)
        elif final in "ABCD":
            rows, cols = {"A": (-1, 0), "B": (1, 0), "C": (0, 1), "D": (0, -1)}[final]
            self._move(self.row + rows * step, self.col + cols * step)
        elif final in "Gd":
            self._move(*((self.row, step - 1) if final == "G" else (step - 1, self.col)))
        elif final == "J":
            self._erase_display(first)
        elif final == "K":
            self._erase_line(self.row, first)
        elif final in "LM":
            self._lines(final == "L", step)
        elif final in "@PX":
            self._cells(final, step)
        elif final in "su":
            self._save(final == "s")
        elif final == "m":
            self._sgr(numbers)

    def _save(self, save):
        if save:
            self.saved = (self.row, self.col)
        else:
            self._move(*self.saved)

    def _erase_display(self, how):
        start, end = {0: (self.row + 1, self.rows), 1: (0, self.row)}.get(how, (0, self.rows))
        if how in (0, 1):
            self._erase_line(self.row, how)
        for row in range(start, end):
            self._erase_line(row, 2)
        self.transcript.append("\n")

    def _erase_line(self, row, how):
        start, end = {0: (self.col, self.columns), 1: (0, self.col + 1)}.get(
            how, (0, self.columns))
        for col in range(start, end):
            self.cells[row][col] = (" ", dict(self.attr))

    def _lines(self, insert, count):
        for _ in range(min(count, self.rows - self.row)):
            if insert:
                self.cells.pop()
                self.cells.insert(self.row, self._blank())
            else:
                self.cells.pop(self.row)
                self.cells.append(self._blank())

    def _cells(self, final, count):
        line, blank = self.cells[self.row], (" ", dict(self.attr))
        count = min(count, self.columns - self.col)
        if final == "X":
            line[self.col:self.col + count] = [blank] * count
        elif final == "P":
            self.cells[self.row] = line[:self.col] + line[self.col + count:] + [blank] * count
        else:
            self.cells[self.row] = (line[:self.col] + [blank] * count + line[self.col:]
                                    )[:self.columns]

    def _sgr(self, numbers):
        for n in numbers:
            if n == 0:
                self.attr = dict(PLAIN)
            elif n in (1, 22):
                self.attr["bold"] = n == 1
            elif n in (7, 27):
                self.attr["reverse"] = n == 7
            elif 30 <= n <= 37 or 90 <= n <= 97:
                self.attr["fg"] = n % 10
            elif 40 <= n <= 47 or 100 <= n <= 107:
                self.attr["bg"] = n % 10
            elif n in (39, 49):
                self.attr["fg" if n == 39 else "bg"] = PLAIN["fg" if n == 39 else "bg"]

#!/usr/bin/env python3
"""docs.py finds marked examples and nothing else, and sees when a document says what is not printed."""
import pathlib
import tempfile
import unittest

import docs

PAGE = """# A page
<!-- compile: small -->
```cpp
int main() {}
```

```cpp
not marked
```

<!-- run -->

```console
$ echo one; echo two
one
two
$ seq 5
1
...
5
```
"""


class DocsTest(unittest.TestCase):
    def test_only_marked_blocks_are_examples(self):
        self.assertEqual({"small": (4, "int main() {}\n")}, docs.examples(PAGE))

    def test_commands_come_with_what_they_print(self):
        self.assertEqual([(14, "echo one; echo two", ["one", "two"]), (17, "seq 5", ["1", "...", "5"])], list(docs.commands(PAGE)))

    def test_dots_stand_for_lines_and_an_ellipsis_for_text(self):
        self.assertTrue(docs.matches(["a", "...", "z"], ["a", "z"]))
        self.assertTrue(docs.matches(["took … ms"], ["took 12 ms"]))
        self.assertFalse(docs.matches(["took … ms"], ["took 12 s"]))
        self.assertFalse(docs.matches(["a"], ["a", "b"]))
        self.assertFalse(docs.matches(["a.c"], ["abc"]))

    def test_paths_that_are_not_there_are_found_and_others_left_alone(self):
        self.assertEqual([], list(docs.missing_paths("`src/core/cidr.hpp`, `core/cidr`, `tests/scenarios`, `src/core/`, `docs/*.md`")))
        self.assertEqual([], list(docs.missing_paths("`src/cli/command_NAME.cpp`, `a/b`, `/readyz`, `text/csv`, `build/debug`, src/no.cpp")))
        self.assertEqual([], list(docs.missing_paths("```\n`src/core/no.cpp`\n```")))
        self.assertEqual([(2, "src/core/no.cpp"), (2, "core/no")], list(docs.missing_paths("one\n`src/core/no.cpp` `core/no`")))

    def run_page(self, page):
        with tempfile.NamedTemporaryFile("w", suffix=".md", encoding="utf-8") as file:
            file.write(page)
            file.flush()
            return docs.run(pathlib.Path(file.name), "")

    def test_a_true_page_passes_and_a_false_one_fails(self):
        self.assertEqual(0, self.run_page(PAGE))
        self.assertEqual(1, self.run_page(PAGE.replace("\ntwo\n", "\nthree\n")))


if __name__ == "__main__":
    unittest.main()

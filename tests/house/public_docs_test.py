#!/usr/bin/env python3
"""public_docs.py sees each kind of public name that nobody explains, at its line, and doxygen_filter.py keeps lines."""
import pathlib
import tempfile
import unittest

import doxygen_filter
import public_docs

HEADER = """// sample.hpp: what it is for.
//
// Values only; safe from any thread.
#pragma once
/// The sample library.
namespace sample {
/// One of two.
enum class choice {
    first,   ///< this
    second,  ///< that
};
/// Holds a number.
struct box {
    int number = 0;  ///< in metres
    /// Twice as much.
    [[nodiscard]] int twice() const { return 2 * number; }
private:
    int own_ = 0;  // nobody's business
};
/// The largest number.
inline constexpr int most = 7;
/// Another name.
using boxes = box*;
/// A box made.
box make();
}  // namespace sample
"""


class PublicDocsTest(unittest.TestCase):
    def findings(self, text):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "sample.hpp").write_text(text, encoding="utf-8")
            return public_docs.findings(pathlib.Path(folder))

    def test_what_is_explained_passes(self):
        self.assertEqual([], self.findings(HEADER))

    def test_each_kind_of_name_needs_its_explanation(self):
        for name, comment in {
                "first": "///< this", "choice": "/// One of two.", "number": "///< in metres", "twice": "/// Twice as much.",
                "box": "/// Holds a number.", "most": "/// The largest number.", "boxes": "/// Another name.",
                "make": "/// A box made."}.items():
            with self.subTest(name):
                found = self.findings(HEADER.replace(comment, ""))
                self.assertTrue(any(name in line and "not documented" in line for line in found), found)

    def test_a_finding_tells_the_line(self):
        self.assertIn("sample.hpp:25: ", "".join(self.findings(HEADER.replace("/// A box made.", ""))))

    def test_a_folder_without_headers_is_no_success(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertNotEqual([], public_docs.findings(pathlib.Path(folder)))

    def test_the_filter_keeps_lines_and_says_the_purpose(self):
        lines = doxygen_filter.filtered(HEADER).splitlines()
        self.assertEqual(["//! \\file sample.hpp", "//! what it is for.", "//!", "//! Values only; safe from any thread."], lines[:4])
        self.assertEqual(HEADER.splitlines()[4:], lines[4:])

    def test_the_filter_leaves_other_files_alone(self):
        for text in ("", "#pragma once\n", "// no opening\n#pragma once\n", "// a.hpp: x\nint y;\n#pragma once\n"):
            self.assertEqual(text, doxygen_filter.filtered(text))


if __name__ == "__main__":
    unittest.main()

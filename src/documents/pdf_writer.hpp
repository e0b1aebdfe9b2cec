// pdf_writer.hpp: a document as PDF, set by Pango in any script that the machine has a font for.
//
// Safe from any thread, since each call has a font map of its own; it takes milliseconds, so not on a thread that must
// answer at once.
#pragma once
#include <offlist/problem.hpp>
#include <string>

#include "documents/document.hpp"

namespace offlist::documents {

/// A4, as many pages as it takes. The same document is the same octets, as long as fonts and libraries are the same.
/// Problem: cairo says what it lacks (memory, a font).
[[nodiscard]] parsed<std::string> pdf_of(const document& d);

}  // namespace offlist::documents

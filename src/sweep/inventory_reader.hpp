// inventory_reader.hpp: the subjects of a file, for sweeps, checks and imports alike: one parser with one set of words.
//
// Blocks while it reads; belongs to one thread. Memory grows with the number of different subjects only, whatever the
// file holds.
#pragma once
#include <cstddef>
#include <cstdint>
#include <istream>
#include <offlist/problem.hpp>
#include <string>
#include <vector>

#include "sweep/inventory_builder.hpp"
#include "sweep/reading/inventory_rows.hpp"
#include "sweep/reading/written_subjects.hpp"

namespace offlist {

/// A line may hold a long comment; anything longer is not a list of subjects.
inline constexpr std::size_t longest_inventory_line = 4096;

/// Who gets what the lines name, in their order.
class inventory_taker {
public:
    virtual ~inventory_taker() = default;
    /// One IPv4 address that stands alone on its line and is not special: nearly all of a large inventory.
    virtual void take(std::uint32_t address, int line) = 0;
    /// Any other row. A problem, without a place, makes its line a bad one.
    virtual parsed<void> take(inventory_row&& row, written_subjects&& read, const text_place& at) = 0;
    /// True once nothing more is wanted.
    [[nodiscard]] virtual bool full() const { return false; }
};

struct inventory_lines {
    std::uint64_t lines = 0;         ///< blank ones included
    std::uint64_t bad = 0;           ///< lines that name nothing that could be taken
    problems wrong;                  ///< of the first most_messages bad lines, and how many more there were
    std::vector<std::string> notes;  ///< what a person should know: zones passed over, host names among targets
};

/// Reads the forms of inventory_rows, in the encodings of inventory_text. Lines end with LF, CRLF or CR. Problems, each
/// with `file`: a stream that cannot be read, an encoding that cannot. Bad lines are no problem of the whole here.
/// Of `options` what is about lines: special addresses and resolves_names.
[[nodiscard]] loaded<inventory_lines> read_lines(std::istream& from, const std::string& file,
                                                 const inventory_options& options, inventory_taker& to);

/// The inventory of a file. Problems, each with `file_name` and its line: every bad line (the first most_messages, then
/// how many more), unless they are skipped; too many subjects; those of read_lines.
[[nodiscard]] loaded<inventory_report> read_inventory(std::istream& from, const std::string& file_name,
                                                      const inventory_options& options = {});

}  // namespace offlist

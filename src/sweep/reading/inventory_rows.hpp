// inventory_rows.hpp: what a line of an inventory says: lines, CSV and other checkers' INI, told by their first line.
//
// Belongs to one thread.
#pragma once
#include <cstddef>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace offlist {

/// A line that names something.
struct inventory_row {
    std::string subject;   ///< as written
    std::string label;     ///< may be empty
    bool is_host = false;  ///< of [targets], where another checker would ask about its addresses
};

/// The form is seen from the first line that is neither blank nor a comment:
///  - `[targets]` or `[rbl]`: the INI of check_rbl and dnsbl_exporter. `server = X` or `server: X` under [targets] is a
///    row, in quotation marks or not; the zones under [rbl] are kept aside.
///  - a row with the field `subject`: CSV (RFC 4180) with a header; `label` is the other column that is known. Columns
///    without a name are empty.
///  - anything else: rows without a header, the subject and perhaps its label; mostly a subject alone.
/// Columns are separated by commas, semicolons or tabs, of which a line `sep=;` may tell (as Excel has it). Comments
/// begin with `#` or `;`: at the start of a line in each form, and in rows without a header also behind the subject,
/// `;` there after a blank. A byte order mark at the start of a line is dropped: files were joined.
class inventory_rows {
public:
    /// What `line`, number `number` and without its end, names; nothing for blank lines, comments, headers, sections.
    /// Problems, without a file or line: what is none of these.
    [[nodiscard]] parsed<std::optional<inventory_row>> take(std::string_view line, int number);

    /// Whether a line may be a subject alone, and if the first was one: form_ is settled by it.
    [[nodiscard]] bool takes_plain_lines() const noexcept { return form_ == form::unknown || form_ == form::rows; }
    void took_plain_line() noexcept { form_ = form::rows; }

    /// The zones under [rbl], in their order.
    [[nodiscard]] const std::vector<std::string>& zones() const noexcept { return zones_; }

private:
    enum class form : std::uint8_t { unknown, rows, csv, ini };
    using taken = parsed<std::optional<inventory_row>>;

    parsed<bool> take_separator(std::string_view line);
    parsed<bool> take_header(std::string_view line);
    taken take_csv_row(std::string_view line);
    taken take_row(std::string_view line, int number);
    taken take_columns(std::string_view line, char separator, int number);
    taken take_setting(std::string_view line);

    form form_ = form::unknown;
    std::optional<char> separator_;  // settled by sep=, a header, or the row of line separator_line_
    int separator_line_ = 0;
    std::size_t subject_column_ = 0;
    std::optional<std::size_t> label_column_;
    std::size_t columns_ = 0;  // with a name
    std::string section_;
    std::vector<std::string> zones_;
};

}  // namespace offlist

#include "sweep/reading/inventory_rows.hpp"

#include <algorithm>
#include <array>
#include <core/cidr.hpp>
#include <core/csv.hpp>
#include <core/ip_text.hpp>
#include <core/quoted.hpp>
#include <core/utf8.hpp>
#include <utility>

#include "sweep/reading/written_subjects.hpp"

namespace offlist {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::string_view separators = ",;\t";
constexpr const char* row_form =
    "a subject alone, or the columns subject and label, separated by commas, semicolons or tabs";

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string lower(std::string_view text)
{
    std::string all(text);
    for (char& c : all)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return all;
}

bool begins_comment(std::string_view text)
{
    return text.starts_with('#') || text.starts_with(';');
}

// [targets], [rbl], [anything], perhaps with a comment behind; not [2001:db8::1].
bool begins_section(std::string_view line)
{
    const auto close = line.find(']');
    if (!line.starts_with('[') || close == std::string_view::npos) return false;
    const auto name = line.substr(1, close - 1);
    const auto rest = trimmed(line.substr(close + 1));
    ip6_number address;
    return !read_ip6(name, address) && (rest.empty() || begins_comment(rest));
}

std::string columns_told(const std::vector<std::string>& fields)
{
    std::string told;
    for (const std::string& field : fields) told += (told.empty() ? "" : ", ") + quoted(trimmed(field));
    return told;
}

bool is_blank(const std::string& field)
{
    return trimmed(field).empty();
}

bool is_address(const written_subjects& read)
{
    const auto* one = std::get_if<subject>(&read.what);
    return one == nullptr || kind_of(*one) != subject_kind::domain;
}

bool is_subject(std::string_view text)
{
    return parse_written(text, special_addresses::allow).has_value();
}

// Without a header the second column is a label, unless somebody meant a second subject by it: "a.example,b.example" or
// an address behind anything. The name of an address is a good label.
bool is_second_subject(std::string_view text, std::string_view label)
{
    const auto second = parse_written(label, special_addresses::allow);
    if (!second) return false;
    if (is_address(*second)) return true;
    const auto first = parse_written(text, special_addresses::allow);
    return first && !is_address(*first);
}

// A label is kept, shown and written to databases, so it must be text.
parsed<std::string> label_of(std::string_view field)
{
    const std::string_view label = trimmed(field);
    for (std::string_view rest = label; !rest.empty();) {
        const code_point c = first_code_point(rest);
        if (!c.valid)
            return problem{.what = "the label " + quoted(label) + " is not UTF-8; it may be Latin-1 or Windows-1252",
                           .expected = "text in UTF-8"};
        if (is_steering(c.value))
            return problem{
                .what = "the label " + quoted(label) + " holds control characters: " + name_of_character(c.value),
                .expected = "a label without them"};
        rest.remove_prefix(c.octets);
    }
    return {boost::system::in_place_value, label};
}

}  // namespace

inventory_rows::taken inventory_rows::take(std::string_view line, int number)
{
    const std::optional<inventory_row> nothing;
    while (line.starts_with(utf8_mark)) line.remove_prefix(utf8_mark.size());
    const std::string_view shown = trimmed(line);
    const bool rows_of_semicolons = form_ == form::csv && separator_ == ';';
    if (shown.empty() || shown.starts_with('#') || (shown.starts_with(';') && !rows_of_semicolons)) return nothing;
    if (form_ == form::unknown) {
        if (begins_section(shown)) {
            form_ = form::ini;
        } else {
            const auto separator = take_separator(shown);
            if (!separator) return separator.error();
            if (*separator) return nothing;
            const auto header = take_header(line);
            if (!header) return header.error();
            if (*header) return nothing;
            form_ = form::rows;
        }
    }
    if (form_ == form::csv) return take_csv_row(line);
    if (form_ == form::ini) return take_setting(shown);
    return take_row(shown, number);
}

// The line sep=; is Excel's way to tell. True: it is that line.
parsed<bool> inventory_rows::take_separator(std::string_view line)
{
    if (line.size() > 1 && line.starts_with('"') && line.ends_with('"')) line = line.substr(1, line.size() - 2);
    if (!lower(line.substr(0, 4)).starts_with("sep=")) return false;
    const auto told = line.substr(4);
    // A tab was trimmed away with the blanks around the line.
    const char separator = told.empty() ? '\t' : told.front();
    if (told.size() > 1 || separators.find(separator) == std::string_view::npos)
        return problem{.what = quoted(line) + " names a separator that is not known",
                       .expected = "sep= and a comma, a semicolon or a tab"};
    separator_ = separator;
    return true;
}

// A header has a field of that name; an inventory cannot, because it is no address and has no dot. True: it is one.
parsed<bool> inventory_rows::take_header(std::string_view line)
{
    for (const char separator : separators) {
        if (separator_ && separator != *separator_) continue;
        const auto row = csv_row(line, separator);
        if (!row) continue;
        std::vector<std::string> names;
        for (const std::string& field : *row) names.push_back(lower(trimmed(field)));
        const auto column = std::find(names.begin(), names.end(), "subject");
        if (column == names.end()) continue;
        form_ = form::csv;
        separator_ = separator;
        while (names.back().empty()) names.pop_back();
        columns_ = names.size();
        subject_column_ = static_cast<std::size_t>(column - names.begin());
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (i == subject_column_ || names[i].empty()) continue;
            if (names[i] != "label" || label_column_)
                return problem{
                    .what = "the column " + quoted(names[i]) +
                            (names[i] == "subject" || names[i] == "label" ? " stands twice" : " is not known"),
                    .expected = "the columns subject and label"};
            label_column_ = i;
        }
        return true;
    }
    return false;
}

inventory_rows::taken inventory_rows::take_csv_row(std::string_view line)
{
    const auto row = csv_row(line, *separator_);
    if (!row) return row.error();
    const auto too_few = row->size() < columns_;
    if (too_few || !std::all_of(row->begin() + static_cast<std::ptrdiff_t>(columns_), row->end(), is_blank))
        return problem{.what = "the row has " + std::to_string(row->size()) + " fields",
                       .expected = std::to_string(columns_) + ", as the header has, separated by " +
                                   std::string(name_of_separator(*separator_))};
    inventory_row made{.subject = std::string(trimmed((*row)[subject_column_])), .label = {}};
    if (!label_column_) return made;
    auto label = label_of((*row)[*label_column_]);
    if (!label) return label.error();
    made.label = std::move(*label);
    return made;
}

inventory_rows::taken inventory_rows::take_row(std::string_view line, int number)
{
    // A field in quotation marks may hold any sign; what follows it is the separator.
    std::size_t end = 0;
    if (line.starts_with('"')) end = std::min(line.find('"', 1), line.size() - 1) + 1;
    end = std::min(line.find_first_of("#,;\t", end), line.size());
    const std::string_view head = line.substr(0, end);
    const std::string_view rest = line.substr(end);
    const bool blank_before = head.ends_with(' ') || head.ends_with('\t');
    const bool only_comment = rest.empty() || rest.front() == '#' ||
                              (rest.front() == ';' && separator_ != ';' && blank_before) ||
                              (rest.front() == '\t' && (trimmed(rest).empty() || begins_comment(trimmed(rest))));
    if (!only_comment) return take_columns(line, rest.front(), number);
    if (head.find('"') == std::string_view::npos)
        return inventory_row{.subject = std::string(trimmed(head)), .label = {}};
    const auto row = csv_row(trimmed(head), separator_.value_or(','));
    if (!row) return row.error();
    return inventory_row{.subject = std::string(trimmed(row->front())), .label = {}};
}

inventory_rows::taken inventory_rows::take_columns(std::string_view line, char separator, int number)
{
    const auto separated = [](char by) { return " separated by " + std::string(name_of_separator(by)); };
    if (separator_ && *separator_ != separator)
        return problem{
            .what = "the columns of " + quoted(line) + " are" + separated(separator),
            .expected = "columns" + separated(*separator_) +
                        (separator_line_ > 0 ? " as in line " + std::to_string(separator_line_) : ", as sep= says")};
    const auto row = csv_row(line, separator);
    if (!row) return row.error();
    inventory_row made{.subject = std::string(trimmed(row->front())), .label = {}};
    const bool first = !separator_;
    if (first) {
        separator_ = separator;
        separator_line_ = number;
    }
    if (row->size() > 2 && !std::all_of(row->begin() + 2, row->end(), is_blank))
        return problem{.what = "the row has " + std::to_string(row->size()) + " columns," + separated(separator) +
                               ": " + columns_told(*row),
                       .expected = "a subject and its label, or a header that names the columns subject and label"};
    const std::string_view second = trimmed((*row)[1]);
    if (!is_subject(made.subject) && is_subject(second))
        return problem{.what = "of the columns " + columns_told(*row) + " the second is the subject",
                       .expected = "the subject first and then its label, or a header that names the columns"};
    if (!second.empty() && !begins_comment(second) && is_second_subject(made.subject, second))
        return problem{.what = quoted(line) + " is more than one subject", .expected = row_form};
    if (first && !is_subject(made.subject) && made.subject.find_first_of(".:0123456789") == std::string::npos)
        return problem{.what = "the first row has the columns " + columns_told(*row) + ',' + separated(separator) +
                               ", of which none is called subject",
                       .expected = "the header subject,label or none, and then the subject first"};
    if (begins_comment(second)) return made;
    auto label = label_of(second);
    if (!label) return label.error();
    made.label = std::move(*label);
    return made;
}

inventory_rows::taken inventory_rows::take_setting(std::string_view line)
{
    const std::optional<inventory_row> nothing;
    if (line.starts_with('[')) {
        section_ = lower(line.substr(0, line.find(']') + 1));
        if (section_ != "[targets]" && section_ != "[rbl]")
            return problem{.what = "the section " + quoted(line) + " is not known", .expected = "[targets] or [rbl]"};
        return nothing;
    }
    // As dnsbl_exporter's reader has it: the first of = and : ends the name; quotation marks and backquotes hold what
    // would begin a comment.
    const auto mark = line.find_first_of("=:");
    if (mark == std::string_view::npos || lower(trimmed(line.substr(0, mark))) != "server")
        return problem{.what = quoted(line) + " is no setting that is known", .expected = "server=ADDRESS"};
    std::string_view value = trimmed(line.substr(mark + 1));
    if (!value.empty() && std::string_view("\"'`").find(value.front()) != std::string_view::npos) {
        const auto close = value.find(value.front(), 1);
        const auto behind = close == std::string_view::npos ? value : trimmed(value.substr(close + 1));
        if (close == std::string_view::npos || (!behind.empty() && !begins_comment(behind)))
            return problem{.what = "the quotation marks of " + quoted(value) + " do not hold it",
                           .expected = "server=\"ADDRESS\""};
        value = trimmed(value.substr(1, close - 1));
    } else {
        value = trimmed(value.substr(0, value.find_first_of("#;")));
    }
    if (section_ == "[targets]") return inventory_row{.subject = std::string(value), .label = {}, .is_host = true};
    if (section_ == "[rbl]") zones_.emplace_back(value);
    return nothing;
}

}  // namespace offlist

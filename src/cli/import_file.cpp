#include "cli/import_file.hpp"

#include <algorithm>
#include <core/cidr.hpp>
#include <core/csv.hpp>
#include <core/quoted.hpp>
#include <optional>
#include <sweep/inventory_builder.hpp>
#include <unordered_map>
#include <utility>

#include "cli/report/words.hpp"

namespace offlist::cli {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";
constexpr std::size_t most_zones_told = 10;

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blank = " \t\r";
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

class importing {
public:
    importing(const std::string& file, special_addresses special)
        : file_(file), special_(special), check_({.special = special})
    {
    }

    loaded<import_content> run(std::string_view text)
    {
        if (text.starts_with(utf8_mark)) text.remove_prefix(utf8_mark.size());
        while (!text.empty()) {
            const auto end = text.find('\n');
            ++line_;
            take_line(text.substr(0, end));
            text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        }
        return finish();
    }

private:
    enum class form : std::uint8_t { unknown, lines, csv, ini };

    void take_line(std::string_view line)
    {
        if (line.ends_with('\r')) line.remove_suffix(1);
        const std::string_view shown = trimmed(line);
        if (shown.empty() || shown.starts_with('#')) return;
        if (form_ == form::unknown && shown.starts_with(';')) return;  // INI's comments may stand before its sections
        if (form_ == form::unknown) {
            if (shown.starts_with('[')) {
                form_ = form::ini;
            } else if (take_header(line)) {
                form_ = form::csv;
                return;
            } else {
                form_ = form::lines;
            }
        }
        if (form_ == form::csv) return take_row(line);
        if (form_ == form::ini) return take_setting(shown);
        add(trimmed(line.substr(0, line.find('#'))), {});
    }

    // A header has a field of that name; an inventory cannot, because it is no address and has no dot.
    bool take_header(std::string_view line)
    {
        const auto row = csv_row(line);
        if (!row) return false;
        std::vector<std::string> names;
        for (const std::string& field : *row) names.push_back(lower(trimmed(field)));
        const auto subject = std::find(names.begin(), names.end(), "subject");
        if (subject == names.end()) return false;
        subject_column_ = static_cast<std::size_t>(subject - names.begin());
        columns_ = names.size();
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (i == subject_column_) continue;
            if (names[i] == "label" && !label_column_)
                label_column_ = i;
            else
                complain({.what = "the column " + quoted(names[i]) +
                                  (names[i] == "subject" ? " stands twice" : " is not known"),
                          .expected = "the columns subject and label"});
        }
        return true;
    }

    void take_row(std::string_view line)
    {
        const auto row = csv_row(line);
        if (!row) return complain(row.error());
        if (row->size() != columns_)
            return complain({.what = "the row has " + std::to_string(row->size()) + " fields",
                             .expected = std::to_string(columns_) + ", as the header has"});
        add(trimmed((*row)[subject_column_]),
            label_column_ ? std::string(trimmed((*row)[*label_column_])) : std::string());
    }

    void take_setting(std::string_view line)
    {
        if (line.starts_with(';')) return;
        if (line.starts_with('[')) {
            section_ = lower(line);
            if (section_ != "[targets]" && section_ != "[rbl]")
                complain({.what = "the section " + quoted(line) + " is not known", .expected = "[targets] or [rbl]"});
            return;
        }
        const auto equals = line.find('=');
        const std::string name = lower(trimmed(line.substr(0, equals)));
        if (equals == std::string_view::npos || name != "server")
            return complain({.what = quoted(line) + " is no setting that is known", .expected = "server=ADDRESS"});
        const std::string_view value = trimmed(line.substr(equals + 1, line.find_first_of("#;") - equals - 1));
        if (section_ == "[targets]") return add(value, {});
        if (section_ == "[rbl]") zones_.emplace_back(value);
    }

    void add(std::string_view text, std::string label)
    {
        if (text.find_first_of(" \t,;") != std::string_view::npos)
            return complain({.what = quoted(text) + " is more than one subject",
                             .expected = "one a line, or CSV whose first row is subject,label"});
        if (auto fits = check_.add(text, {file_, line_}); !fits) return complain(std::move(fits).error());
        std::string canonical = is_cidr(text) ? to_string(parse_cidr(text, special_).value())
                                              : to_string(parse_subject(text, special_).value());
        if (!seen_.emplace(canonical, line_).second) {
            ++all_.duplicates;
            return;
        }
        all_.subjects.push_back({std::move(canonical), std::move(label), line_});
    }

    void complain(problem fault)
    {
        ++faults_;
        if (wrong_.size() < most_messages) wrong_.push_back(std::move(fault).at(file_, line_));
    }

    loaded<import_content> finish()
    {
        if (faults_ > wrong_.size())
            wrong_.push_back({.what = std::to_string(faults_ - wrong_.size()) + " more bad lines", .file = file_});
        if (!wrong_.empty()) return std::move(wrong_);
        if (all_.subjects.empty())
            return problems{{.what = "the file holds no subjects",
                             .expected = "addresses, CIDR ranges or domains, one a line",
                             .file = file_}};
        if (!zones_.empty()) all_.notes.push_back(note_of_zones());
        return std::move(all_);
    }

    [[nodiscard]] std::string note_of_zones() const
    {
        std::string told = counted(zones_.size(), "zone", "zones") +
                           " under [rbl] passed over, since which lists are asked is said by the "
                           "configuration ([lists] enable, disable):";
        for (std::size_t i = 0; i < std::min(zones_.size(), most_zones_told); ++i) told += ' ' + escaped(zones_[i]);
        return told + (zones_.size() > most_zones_told ? " …" : "");
    }

    const std::string& file_;
    special_addresses special_;
    inventory_builder check_;  // knows how large a range may be
    form form_ = form::unknown;
    std::size_t subject_column_ = 0;
    std::optional<std::size_t> label_column_;
    std::size_t columns_ = 0;
    std::string section_;
    std::vector<std::string> zones_;
    std::unordered_map<std::string, int> seen_;
    import_content all_;
    problems wrong_;
    std::uint64_t faults_ = 0;
    int line_ = 0;
};

}  // namespace

loaded<import_content> parse_import(std::string_view text, const std::string& file, special_addresses special)
{
    return importing(file, special).run(text);
}

}  // namespace offlist::cli

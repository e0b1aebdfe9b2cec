#include "sweep/inventory_reader.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <core/special.hpp>
#include <core/unicode/invisible.hpp>
#include <core/utf8.hpp>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "sweep/reading/inventory_text.hpp"

namespace offlist {
namespace {

constexpr std::size_t chunk_size = std::size_t{256} * 1024;
static_assert(chunk_size > 2 * longest_inventory_line);
constexpr std::size_t most_names_told = 10;

std::size_t characters_of(std::string_view text)
{
    std::size_t count = 0;
    for (; !text.empty(); ++count) text.remove_prefix(first_code_point(text).octets);
    return count;
}

// The first names, and how many there are in all.
std::string named(const std::vector<std::string>& names, std::uint64_t count)
{
    std::string told;
    for (const std::string& name : names) told += ' ' + escaped(name);
    return told + (count > names.size() ? " …" : "");
}

class line_reading {
public:
    line_reading(std::istream& from, const std::string& file, const inventory_options& options, inventory_taker& to)
        : text_(from), file_(file), options_(options), to_(to)
    {
    }

    loaded<inventory_lines> run();

private:
    parsed<bool> fill();
    void take_whole_lines(bool last);
    bool take_ip4_line(bool last);
    bool take_ip4_and_comment(std::string_view line);
    void take_line(std::string_view line);
    void take_row(inventory_row&& row, std::string_view line);
    void bad_line(problem&& fault);
    void tell_notes();
    [[nodiscard]] int line_number() const
    {
        return static_cast<int>(std::min<std::uint64_t>(all_.lines, std::numeric_limits<int>::max()));
    }

    inventory_text text_;
    const std::string& file_;
    const inventory_options& options_;
    inventory_taker& to_;
    inventory_rows rows_;
    std::vector<char> buffer_ = std::vector<char>(chunk_size);
    std::size_t begin_ = 0;  // what of the buffer is read and not yet taken
    std::size_t end_ = 0;
    bool in_long_line_ = false;            // its problem is told; the rest of it is passed over
    std::vector<std::string> host_names_;  // the first of them
    std::uint64_t hosts_ = 0;
    inventory_lines all_;
};

// Moves what is left to the front and reads behind it. False at the end of the text.
parsed<bool> line_reading::fill()
{
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    const auto count = text_.read(buffer_.data() + end_, buffer_.size() - end_);
    if (!count) return count.error();
    end_ += *count;
    return *count > 0;
}

void line_reading::bad_line(problem&& fault)
{
    ++all_.bad;
    if (all_.wrong.size() < most_messages) all_.wrong.push_back(std::move(fault).at(file_, line_number()));
}

// A line that is an ordinary IPv4 address and nothing else: nearly all of a large inventory.
bool line_reading::take_ip4_line(bool last)
{
    const std::string_view rest{buffer_.data() + begin_, end_ - begin_};
    std::uint32_t address = 0;
    std::size_t octets = match_ip4(rest, address);
    if (octets == 0 || special_first_octets()[address >> 24U]) return false;
    if (octets + 1 >= rest.size() && !last) return false;  // what ends it is not all here
    if (octets < rest.size() && rest[octets] == '\r') ++octets;
    if (octets < rest.size() && rest[octets] == '\n') ++octets;
    if (octets < rest.size() && rest[octets - 1] != '\r' && rest[octets - 1] != '\n') return false;
    begin_ += octets;
    ++all_.lines;
    rows_.took_plain_line();
    to_.take(address, line_number());
    return true;
}

// The same with blanks around it and a comment behind, without the allocations of a row.
bool line_reading::take_ip4_and_comment(std::string_view line)
{
    constexpr std::string_view blanks = " \t";
    if (!rows_.takes_plain_lines()) return false;
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    std::uint32_t address = 0;
    const std::size_t octets = match_ip4(line, address);
    if (octets == 0 || special_first_octets()[address >> 24U]) return false;
    line.remove_prefix(octets);
    line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
    if (!line.empty() && line.front() != '#') return false;
    rows_.took_plain_line();
    to_.take(address, line_number());
    return true;
}

void line_reading::take_line(std::string_view line)
{
    ++all_.lines;
    if (line.size() > longest_inventory_line)
        return bad_line({.what = "the line is longer than " + std::to_string(longest_inventory_line) + " octets",
                         .expected = "one subject a line"});
    if (take_ip4_and_comment(line)) return;
    auto row = rows_.take(line, line_number());
    if (!row) return bad_line(std::move(row).error());
    if (row->has_value()) take_row(*std::move(*row), line);
}

void line_reading::take_row(inventory_row&& row, std::string_view line)
{
    const auto at = std::min(line.find(row.subject), line.size());
    if (auto fault = unreadable_fault(row.subject, characters_of(line.substr(0, at))))
        return bad_line(*std::move(fault));
    auto read = parse_written(row.subject, options_.special);
    if (!read) return bad_line(std::move(read).error());
    const auto* one = std::get_if<subject>(&read->what);
    if (row.is_host && one != nullptr && kind_of(*one) == subject_kind::domain) {
        ++hosts_;
        if (host_names_.size() < most_names_told) host_names_.push_back(row.subject);
    }
    auto taken = to_.take(std::move(row), std::move(*read), {file_, line_number()});
    if (!taken) bad_line(std::move(taken).error());
}

// Takes every line that ends within the buffer; with `last` also the one that the text ends.
void line_reading::take_whole_lines(bool last)
{
    while (begin_ < end_) {
        if (!in_long_line_ && rows_.takes_plain_lines() && take_ip4_line(last)) continue;
        const char* const start = buffer_.data() + begin_;
        const std::size_t available = end_ - begin_;
        // No further than a line may be long: a text with another line end, or none, is not looked through again and
        // again.
        const std::size_t within = std::min(available, longest_inventory_line + 1);
        std::size_t length = within;
        for (const char end : {'\n', '\r'})
            if (const auto* found = static_cast<const char*>(std::memchr(start, end, length)))
                length = static_cast<std::size_t>(found - start);
        const bool ended = length < within;
        const bool cut_return = ended && start[length] == '\r' && length + 1 == available;
        if (!last && (cut_return || (!ended && within == available && within <= longest_inventory_line))) return;

        if (!in_long_line_) take_line({start, length});
        in_long_line_ = !ended;
        begin_ += length;
        if (!ended) continue;
        const bool crlf = start[length] == '\r' && length + 1 < available && start[length + 1] == '\n';
        begin_ += crlf ? 2 : 1;
    }
}

void line_reading::tell_notes()
{
    const auto& zones = rows_.zones();
    if (!zones.empty()) {
        const std::vector<std::string> first(
            zones.begin(), zones.begin() + static_cast<std::ptrdiff_t>(std::min(zones.size(), most_names_told)));
        all_.notes.push_back(file_ + ": " + std::to_string(zones.size()) + (zones.size() == 1 ? " zone" : " zones") +
                             " under [rbl] passed over, since which lists are asked is said by the configuration "
                             "([lists] enable, disable):" +
                             named(first, zones.size()));
    }
    if (hosts_ > 0 && !options_.resolves_names)
        all_.notes.push_back(file_ + ": " + std::to_string(hosts_) + (hosts_ == 1 ? " host name" : " host names") +
                             " under [targets] taken as domains, about which no list of addresses will be asked; "
                             "--resolve takes their addresses as well:" +
                             named(host_names_, hosts_));
}

loaded<inventory_lines> line_reading::run()
{
    for (bool more = true; more && !to_.full();) {
        const auto filled = fill();
        if (!filled) return problems{problem(filled.error()).at(file_, 0)};
        more = *filled;
        take_whole_lines(!more);
    }
    if (all_.bad > all_.wrong.size())
        all_.wrong.push_back(
            problem{.what = "… and " + std::to_string(all_.bad - all_.wrong.size()) + " more bad lines"}.at(file_, 0));
    tell_notes();
    return std::move(all_);
}

class building final : public inventory_taker {
public:
    explicit building(const inventory_options& options) : builder_(options) {}
    void take(std::uint32_t address, int) override { builder_.add_ip4(address); }
    parsed<void> take(inventory_row&& row, written_subjects&& read, const text_place& at) override
    {
        return builder_.add(std::move(read), row.subject, at);
    }
    [[nodiscard]] bool full() const override { return builder_.over_limit(); }
    parsed<inventory_report> finish() && { return std::move(builder_).finish(); }

private:
    inventory_builder builder_;
};

}  // namespace

loaded<inventory_lines> read_lines(std::istream& from, const std::string& file, const inventory_options& options,
                                   inventory_taker& to)
{
    return line_reading{from, file, options, to}.run();
}

loaded<inventory_report> read_inventory(std::istream& from, const std::string& file_name,
                                        const inventory_options& options)
{
    building built(options);
    auto lines = read_lines(from, file_name, options, built);
    if (!lines) return std::move(lines).error();
    if (lines->bad > 0 && !options.skip_invalid) return std::move(lines->wrong);
    auto made = std::move(built).finish();
    if (!made) return problems{std::move(made).error().at(file_name, 0)};
    made->lines = lines->lines;
    made->skipped = lines->bad;
    made->skipped_lines = std::move(lines->wrong);
    made->notes.insert(made->notes.begin(), lines->notes.begin(), lines->notes.end());
    return std::move(*made);
}

}  // namespace offlist

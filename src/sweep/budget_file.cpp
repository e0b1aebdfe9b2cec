#include "sweep/budget_file.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <charconv>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <core/timestamp.hpp>
#include <limits>
#include <span>
#include <utility>

namespace offlist {
namespace {

// Thousands of lists over the days kept; more is not a book of budgets.
constexpr std::size_t largest_file = std::size_t{1} << 20;  // octets

// Today, yesterday, and one more: a clock that is set back, or was ahead for a while, must not open a day again.
constexpr std::size_t days_kept = 3;

template <class Counts>
void forget_old_days(Counts& all, std::span<const booking> lines)
{
    std::chrono::sys_days oldest = std::chrono::sys_days::max();
    for (const booking& line : lines) oldest = std::min(oldest, line.day);
    while (all.size() > days_kept && all.begin()->first < oldest) all.erase(all.begin());
}

constexpr std::string_view heading = "# questions asked, by UTC day and list; written by offlist\n";

std::string day_text(std::chrono::sys_days day)
{
    return timestamp(std::chrono::sys_seconds(day)).substr(0, 10);
}

bool read_number(std::string_view text, std::int64_t& number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

struct line_content {
    std::chrono::sys_days day;
    std::string list;
    std::int64_t count = 0;
};

parsed<line_content> read_line(std::string_view line)
{
    const auto first = line.find(' '), second = line.find(' ', first == std::string_view::npos ? first : first + 1);
    line_content c;
    if (second != std::string_view::npos && second > first + 1) {
        const auto day = parse_timestamp(std::string(line.substr(0, first)) + "T00:00:00Z");
        c.list = line.substr(first + 1, second - first - 1);
        if (day && read_number(line.substr(second + 1), c.count)) {
            c.day = std::chrono::floor<std::chrono::days>(*day);
            return c;
        }
    }
    return problem{.what = quoted(line) + " is not a line of a book of daily budgets",
                   .expected =
                       "a day, a list and a count, as in \"2026-11-23 example-ip 4200\"; mend the line, or remove "
                       "the file and today's counts with it"};
}

}  // namespace

parsed<std::unique_ptr<budget_file>> budget_file::open(std::filesystem::path file, at_start how,
                                                       std::chrono::milliseconds waiting)
{
    std::error_code ignored;  // what goes wrong here is told better by the lock that follows
    if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), ignored);
    std::unique_ptr<budget_file> book(new budget_file(std::move(file), waiting));
    // a booking of nothing: an unreadable book or a full disk is told before the first question
    const auto tried = book->change({}, how == at_start::tries_writing);
    if (!tried) return tried.error();
    return book;
}

parsed<void> budget_file::book(std::span<booking> lines)
{
    return change(lines, false);
}

// Reads, decides and writes under one lock, however many lines there are.
parsed<void> budget_file::change(std::span<booking> lines, bool try_writing)
{
    std::filesystem::path lock_file = file_;
    lock_file += ".lock";
    const auto lock = file_lock::take(lock_file, waiting_);
    if (!lock) return lock.error();
    auto read_now = read();
    if (!read_now) return read_now.error();
    counts all = std::move(*read_now);
    bool changed = false;
    for (booking& line : lines) {
        BOOST_ASSERT(!line.list.empty());
        std::int64_t& count = all[line.day][std::string(line.list)];
        line.granted = granted_of(line, count);
        count += line.granted;
        changed = changed || line.granted != 0;
    }
    forget_old_days(all, lines);
    if (changed || try_writing) {
        const auto written = write(all, changed ? replace_whole : try_replacing);
        if (!written) return written.error();
    }
    counts_ = std::move(all);
    return {};
}

std::int64_t budget_file::used(std::string_view list, std::chrono::sys_days day) const
{
    const auto of_day = counts_.find(day);
    if (of_day == counts_.end()) return 0;
    const auto of_list = of_day->second.find(list);
    return of_list == of_day->second.end() ? 0 : of_list->second;
}

parsed<budget_file::counts> budget_file::read() const
{
    const auto content = read_if_there(file_, largest_file);
    if (!content) return content.error();
    counts all;
    std::string_view rest = *content;
    for (int number = 1; !rest.empty(); ++number) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        const std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (line.empty() || line.front() == '#') continue;
        auto one = read_line(line);
        if (!one) return problem(one.error()).at(file_.string(), number);
        std::int64_t& count = all[one->day][one->list];
        constexpr auto most = std::numeric_limits<std::int64_t>::max();
        count = one->count > most - count ? most : count + one->count;
    }
    return all;
}

parsed<bool> budget_file::write(const counts& all, writer how) const
{
    std::string text(heading);
    for (const auto& [day, lists] : all)
        for (const auto& [list, count] : lists)
            if (count > 0) text += day_text(day) + ' ' + list + ' ' + std::to_string(count) + '\n';
    return how(file_, text);
}

}  // namespace offlist

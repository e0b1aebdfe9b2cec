#include "store/file/mark.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <core/quoted.hpp>
#include <core/small_file.hpp>
#include <core/timestamp.hpp>
#include <map>
#include <string_view>

namespace offlist::store {
namespace {

// Within one sector of any disk, so that a power cut leaves the old record or the new one.
constexpr std::size_t record_octets = 256;
constexpr std::string_view heading = "# how far the store has come; written by offlist\n";

std::string text_of(const store_mark& m)
{
    std::string text(heading);
    text += "made " + std::to_string(m.reach.made_at) + "\ncommits " + std::to_string(m.reach.commits) +
            "\ntransfers " + std::to_string(m.reach.transfers) + "\ncookie " + std::to_string(m.reach.cookie) +
            "\nat " + std::to_string(m.at.time_since_epoch().count()) + "\nend\n";
    text.resize(record_octets, ' ');
    text.back() = '\n';
    return text;
}

std::optional<std::map<std::string_view, std::int64_t>> numbers_in(std::string_view text)
{
    std::map<std::string_view, std::int64_t> all;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        if (line == "end") return all;
        if (line.starts_with('#')) continue;
        const auto space = line.find(' ');
        if (space == std::string_view::npos) return std::nullopt;
        std::int64_t number = 0;
        const auto value = line.substr(space + 1);
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (error != std::errc() || end != value.data() + value.size()) return std::nullopt;
        all[line.substr(0, space)] = number;
    }
    return std::nullopt;
}

std::string how_far(const store_reach& r)
{
    return "commit " + std::to_string(r.commits) + " and transfer " + std::to_string(r.transfers);
}

}  // namespace

std::filesystem::path mark_file_of(const std::filesystem::path& store_file)
{
    auto file = store_file;
    file += ".mark";
    return file;
}

parsed<std::optional<store_mark>> read_mark(const std::filesystem::path& store_file)
{
    const auto file = mark_file_of(store_file);
    std::error_code unseen;
    if (!std::filesystem::exists(file, unseen) && !unseen) return {boost::system::in_place_value, std::nullopt};
    const auto text = read_if_there(file, record_octets);
    // made, and never written: a full disk, or a power cut right after
    if (text && text->find_first_not_of('\0') == std::string::npos)
        return {boost::system::in_place_value, std::nullopt};
    const auto said = text ? numbers_in(*text) : std::nullopt;
    if (said && said->contains("made") && said->contains("commits") && said->contains("transfers") &&
        said->contains("cookie") && said->contains("at")) {
        store_mark m;
        m.reach = {.made_at = said->at("made"),
                   .commits = static_cast<std::uint32_t>(said->at("commits")),
                   .transfers = said->at("transfers"),
                   .cookie = static_cast<std::uint32_t>(said->at("cookie"))};
        m.at = std::chrono::sys_seconds(std::chrono::seconds(said->at("at")));
        return {boost::system::in_place_value, m};
    }
    problem wrong = text ? problem{.what = "this is not the mark of a store", .file = file.string()} : text.error();
    wrong.expected =
        "what offlist wrote: without it nobody can say whether the store went back. See that it is the right store, "
        "remove this file, and start again";
    return wrong;
}

std::optional<problem> why_behind(const store_mark& mark, const store_reach& now,
                                  const std::filesystem::path& store_file)
{
    const std::string accept =
        "; or, if this is the store that you want (a backup that was restored on purpose), start once with `offlist "
        "serve --accept-store`";
    if (mark.reach.made_at != now.made_at)
        return problem{.what = "this is another store than the one that was here: it was made at " +
                               timestamp(std::chrono::sys_seconds(std::chrono::seconds(now.made_at))) +
                               ", that one at " +
                               timestamp(std::chrono::sys_seconds(std::chrono::seconds(mark.reach.made_at))),
                       .expected = "the store that was here until " + timestamp(mark.at) + accept,
                       .file = store_file.string()};
    // commits wrap around, so that what counts is the way between them
    const bool fewer = static_cast<std::int32_t>(now.commits - mark.reach.commits) < 0;
    if (!fewer && now.transfers >= mark.reach.transfers) return std::nullopt;
    return problem{.what = "the store has gone back: it is at " + how_far(now) + ", and was at " + how_far(mark.reach) +
                           " at " + timestamp(mark.at) +
                           ": its log (-wal) is missing or damaged, or an older copy was put in its place",
                   .expected = "the store as it was, with its -wal" + accept,
                   .file = store_file.string()};
}

bool is_copy_of_marked(const store_mark& mark, const std::filesystem::path& store_file)
{
    constexpr std::size_t octets = 4;
    constexpr off_t place = 40;  // https://www.sqlite.org/fileformat.html, section 1.3
    std::array<unsigned char, octets> raw{};
    const int descriptor = ::open(store_file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;  // whoever opens the store says why
    const bool whole = ::pread(descriptor, raw.data(), raw.size(), place) == static_cast<ssize_t>(raw.size());
    ::close(descriptor);
    std::uint32_t cookie = 0;
    for (const unsigned char each : raw) cookie = cookie << 8 | each;
    // cookies may wrap around; that of the file is at most as far as that of the file with its log
    return whole && static_cast<std::int32_t>(cookie - mark.reach.cookie) > 0;
}

mark_writer::~mark_writer()
{
    if (descriptor_ >= 0) ::close(descriptor_);
}

bool mark_writer::write(const store_mark& mark)
{
    if (descriptor_ < 0) descriptor_ = open_or_make(mark_file_of(store_file_), S_IRUSR | S_IWUSR, store_file_);
    if (descriptor_ < 0) return false;
    const std::string text = text_of(mark);
    return ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

bool mark_writer::sync() const
{
    return descriptor_ < 0 || ::fdatasync(descriptor_) == 0;
}

}  // namespace offlist::store

#include <algorithm>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <fstream>
#include <iterator>
#include <offlist/catalog.hpp>
#include <system_error>
#include <tuple>

#include "blocklists/definition.hpp"
#include "blocklists/zone_text.hpp"

namespace offlist {
namespace {

namespace fs = std::filesystem;

bool same_or_below(std::string_view zone, std::string_view parent)
{
    return zone == parent ||
           (zone.size() > parent.size() && zone.ends_with(parent) && zone[zone.size() - parent.size() - 1] == '.');
}

std::string history_of(const retired_list& list)
{
    return offlist::quoted(list.id) + " is retired" + (list.since.empty() ? "" : " since " + list.since) + ": " +
           list.history;
}

std::vector<fs::path> definition_files(const fs::path& directory, problems& wrong)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator at(directory, error), end; !error && at != end; at.increment(error))
        if (at->path().extension() == ".toml") files.push_back(at->path());
    if (error)
        wrong.push_back(
            {"cannot read the lists directory " + offlist::quoted(directory.string()) + ": " + error.message(),
             "a directory of list definitions (*.toml)", "", 0});
    else if (files.empty())
        wrong.push_back(
            {"no list definitions in " + offlist::quoted(directory.string()), "files named *.toml in it", "", 0});
    std::sort(files.begin(), files.end());
    return files;
}

void read_definition_file(const fs::path& path, definitions& into)
{
    std::ifstream in(path, std::ios::binary);
    std::string text;
    if (in) {
        // One octet more than allowed, so that read_definitions sees what is too large without our reading all of it.
        text.resize(largest_definition_file + 1);
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(in.gcount()));
    }
    if (!in.eof() && (in.bad() || !in.is_open() || text.empty())) {
        into.wrong.push_back({"cannot read the file", "a readable TOML file", path.string(), 0});
        return;
    }
    read_definitions(text, path.string(), into);
}

template <class List>
std::string place(const located<List>& defined)
{
    return defined.file + ':' + std::to_string(defined.line);
}

// An id or a zone names one list, whatever file it stands in.
void check_unique(definitions& all)
{
    std::map<std::string, const located<blocklist>*> ids;
    std::map<std::string, const located<blocklist>*> zones;
    for (const auto& defined : all.lists) {
        const auto [by_id, new_id] = ids.emplace(defined.list.id, &defined);
        if (!new_id && !defined.list.id.empty())
            all.wrong.push_back({"blocklist " + offlist::quoted(defined.list.id) + ": the id is already used at " +
                                     place(*by_id->second),
                                 "another id", defined.file, defined.line});
        const auto [by_zone, new_zone] = zones.emplace(defined.list.zone, &defined);
        if (!new_zone && !defined.list.zone.empty())
            all.wrong.push_back({"blocklist " + offlist::quoted(defined.list.id) + ": zone " +
                                     offlist::quoted(defined.list.zone) + " is already asked by " +
                                     offlist::quoted(by_zone->second->list.id) + " at " + place(*by_zone->second),
                                 "one definition a zone", defined.file, defined.line});
    }
}

const retired_list* retired_by(const definitions& all, const blocklist& list)
{
    for (const auto& retired : all.retired) {
        if (retired.list.id == list.id) return &retired.list;
        for (const std::string& zone : retired.list.zones)
            if (same_or_below(list.zone, zone)) return &retired.list;
    }
    return nullptr;
}

void check_not_retired(definitions& all)
{
    for (const auto& defined : all.lists)
        if (const retired_list* const retired = retired_by(all, defined.list))
            all.wrong.push_back({"blocklist " + offlist::quoted(defined.list.id) + ": " + history_of(*retired),
                                 "no definition of it", defined.file, defined.line});
}

// A definition's line may be below one that was complained of later: a person reads a file from its top.
void sort_by_place(problems& wrong)
{
    std::stable_sort(wrong.begin(), wrong.end(), [](const problem& a, const problem& b) {
        return std::tie(a.file, a.line) < std::tie(b.file, b.line);
    });
}

// No such id: who was meant? `where` is the setting or argument that named it.
problem unknown_id(const std::vector<blocklist>& lists, std::string_view id, const std::string& where)
{
    std::vector<std::string_view> ids;
    ids.reserve(lists.size());
    for (const blocklist& list : lists) ids.emplace_back(list.id);
    const std::string near = nearest(id, ids);
    return {where + "no blocklist is called " + offlist::quoted(id),
            near.empty() ? "an id that `offlist lists` shows" : offlist::quoted(near), "", 0};
}

problem key_missing(const blocklist& list, const std::string& where)
{
    return {where + offlist::quoted(list.id) + " needs a key" + (list.setup.empty() ? "" : " (" + list.setup + ")"),
            "keys." + list.id + " = \"…\" under [lists] in the configuration", "", 0};
}

// Applies what the configuration says to the lists that the files define.
class configuring {
public:
    configuring(std::vector<blocklist>& lists, const std::vector<retired_list>& retired, problems& wrong)
        : lists_(lists), retired_(retired), wrong_(wrong)
    {
    }

    void apply(const catalog_options& options)
    {
        for (const auto& [id, key] : options.keys)
            if (blocklist* const list = find(id, "lists.keys: ")) give_key(*list, key);
        for (const std::string& id : options.enable)
            if (blocklist* const list = find(id, "lists.enable: ")) switch_on(*list);
        for (const std::string& id : options.disable)
            if (blocklist* const list = find_any(id))
                list->enabled = false;
            else if (!is_retired(id))  // switching a dead list off is what its history asks for
                wrong_.push_back(unknown_id(lists_, id, "lists.disable: "));
        for (const std::string& id : options.acknowledge)
            if (find_any(id) == nullptr && !is_retired(id))
                wrong_.push_back(unknown_id(lists_, id, "lists.acknowledge: "));
    }

private:
    blocklist* find_any(std::string_view id)
    {
        const auto found = std::find_if(lists_.begin(), lists_.end(), [&](const auto& list) { return list.id == id; });
        return found == lists_.end() ? nullptr : &*found;
    }

    const retired_list* is_retired(std::string_view id) const
    {
        const auto found =
            std::find_if(retired_.begin(), retired_.end(), [&](const auto& list) { return list.id == id; });
        return found == retired_.end() ? nullptr : &*found;
    }

    blocklist* find(const std::string& id, const std::string& where)
    {
        blocklist* const list = find_any(id);
        if (list != nullptr) return list;
        if (const retired_list* const retired = is_retired(id))
            wrong_.push_back({where + history_of(*retired), "the id removed there", "", 0});
        else
            wrong_.push_back(unknown_id(lists_, id, where));
        return nullptr;
    }

    void give_key(blocklist& list, const std::string& key)
    {
        const std::string where = "lists.keys." + list.id + ": ";
        if (!list.needs_key()) {
            wrong_.push_back({where + "this list takes no key", "a list whose zone holds {key}", "", 0});
        } else if (const auto wrong = key_problem(key)) {
            wrong_.push_back({where + wrong->what, wrong->expected, "", 0});
        } else {
            list.use_key(key);
            list.enabled = true;
        }
    }

    void switch_on(blocklist& list)
    {
        if (list.query_zone().empty())
            wrong_.push_back(key_missing(list, "lists.enable: "));
        else
            list.enabled = true;
    }

    std::vector<blocklist>& lists_;
    const std::vector<retired_list>& retired_;
    problems& wrong_;
};

template <class List>
std::vector<List> without_places(std::vector<located<List>> defined)
{
    std::vector<List> lists;
    lists.reserve(defined.size());
    for (auto& one : defined) lists.push_back(std::move(one.list));
    return lists;
}

}  // namespace

catalog::catalog(std::vector<blocklist> lists, std::vector<retired_list> retired)
    : lists_(std::move(lists)), retired_(std::move(retired))
{
    std::sort(lists_.begin(), lists_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
    std::sort(retired_.begin(), retired_.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
}

const blocklist* catalog::find(std::string_view id) const
{
    const auto found =
        std::lower_bound(lists_.begin(), lists_.end(), id,
                         [](const blocklist& list, std::string_view wanted) { return list.id < wanted; });
    return found != lists_.end() && found->id == id ? &*found : nullptr;
}

const retired_list* catalog::find_retired(std::string_view id_or_zone) const
{
    for (const retired_list& list : retired_) {
        if (list.id == id_or_zone) return &list;
        for (const std::string& zone : list.zones)
            if (same_or_below(id_or_zone, zone)) return &list;
    }
    return nullptr;
}

std::vector<blocklist> catalog::enabled() const
{
    std::vector<blocklist> on;
    std::copy_if(lists_.begin(), lists_.end(), std::back_inserter(on), [](const auto& list) { return list.enabled; });
    return on;
}

loaded<std::vector<blocklist>> catalog::pick(const std::vector<std::string>& ids) const
{
    std::vector<blocklist> picked;
    problems wrong;
    for (const std::string& id : ids) {
        const blocklist* const list = find(id);
        if (list == nullptr) {
            if (const retired_list* const retired = find_retired(id))
                wrong.push_back({history_of(*retired), "a list that is alive", "", 0});
            else
                wrong.push_back(unknown_id(lists_, id, ""));
        } else if (list->query_zone().empty()) {
            wrong.push_back(key_missing(*list, ""));
        } else if (std::none_of(picked.begin(), picked.end(), [&](const auto& had) { return had.id == id; })) {
            picked.push_back(*list);
        }
    }
    if (!wrong.empty()) return wrong;
    return picked;
}

loaded<catalog> load_catalog(const std::filesystem::path& directory, const catalog_options& options)
{
    definitions all;
    for (const fs::path& path : definition_files(directory, all.wrong)) read_definition_file(path, all);
    check_unique(all);
    check_not_retired(all);
    if (all.wrong.empty() && all.lists.empty())
        all.wrong.push_back(
            {"no list definitions in " + offlist::quoted(directory.string()), "[[blocklist]] in a file", "", 0});
    sort_by_place(all.wrong);
    if (!all.wrong.empty()) return std::move(all.wrong);  // ids of half-read files would be called unknown

    auto lists = without_places(std::move(all.lists));
    auto retired = without_places(std::move(all.retired));
    configuring(lists, retired, all.wrong).apply(options);
    if (!all.wrong.empty()) return std::move(all.wrong);
    return catalog(std::move(lists), std::move(retired));
}

loaded<removal_catalog> load_removal_details(const fs::path& directory)
{
    definitions all;
    for (const fs::path& path : definition_files(directory, all.wrong)) read_definition_file(path, all);
    if (!all.wrong.empty()) return std::move(all.wrong);
    return std::move(all.removals);
}

}  // namespace offlist

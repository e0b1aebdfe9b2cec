#include "core/toml_section.hpp"

#include "core/duration.hpp"
#include "core/nearest.hpp"
#include "core/quoted.hpp"

namespace offlist {
namespace {

std::string_view name_of(toml::node_type type)
{
    switch (type) {
        case toml::node_type::table:
            return "a table";
        case toml::node_type::array:
            return "an array";
        case toml::node_type::string:
            return "a string";
        case toml::node_type::integer:
            return "an integer";
        case toml::node_type::floating_point:
            return "a number with a fraction";
        case toml::node_type::boolean:
            return "true or false";
        default:
            return "a date or time";
    }
}

std::string joined(std::span<const std::string_view> names)
{
    std::string all;
    for (const std::string_view name : names) {
        if (!all.empty()) all += ", ";
        all += offlist::quoted(name);
    }
    return all;
}

}  // namespace

const toml::node* toml_section::find(std::string_view key)
{
    known_.emplace(key);
    return table_.get(key);
}

bool toml_section::has(std::string_view key)
{
    return find(key) != nullptr;
}

int toml_section::line(std::string_view key) const
{
    const toml::node* const node = table_.get(key);
    return line_of(node != nullptr ? *node : table_);
}

void toml_section::complain(std::string_view key, std::string what, std::string expected)
{
    wrong_.push_back({label_ + ": " + std::move(what), std::move(expected), file_, line(key)});
}

void toml_section::complain_of_word(std::string_view key, const std::string& found,
                                    std::span<const std::string_view> names)
{
    const std::string near = nearest(found, names);
    complain(key, std::string(key) + " " + offlist::quoted(found) + " is not known",
             near.empty() ? "one of " + joined(names) : offlist::quoted(near) + " (of " + joined(names) + ")");
}

std::optional<std::string> toml_section::text(std::string_view key, std::string_view expected)
{
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* string = node->as_string()) return string->get();
    complain(key, std::string(key) + " is " + std::string(name_of(node->type())), std::string(expected));
    return std::nullopt;
}

std::string toml_section::required_text(std::string_view key, std::string_view example)
{
    if (!has(key)) {
        complain(key, std::string(key) + " is missing", std::string(key) + " = " + offlist::quoted(example));
        return {};
    }
    auto found = text(key);
    if (found && found->empty()) complain(key, std::string(key) + " is empty", offlist::quoted(example));
    return found.value_or(std::string());
}

std::optional<bool> toml_section::flag(std::string_view key)
{
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* boolean = node->as_boolean()) return boolean->get();
    complain(key, std::string(key) + " is " + std::string(name_of(node->type())), "true or false");
    return std::nullopt;
}

std::optional<std::int64_t> toml_section::integer(std::string_view key)
{
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* integer = node->as_integer()) return integer->get();
    complain(key, std::string(key) + " is " + std::string(name_of(node->type())), "an integer");
    return std::nullopt;
}

std::optional<double> toml_section::number(std::string_view key)
{
    const toml::node* const node = find(key);
    if (node == nullptr) return std::nullopt;
    if (const auto* fraction = node->as_floating_point()) return fraction->get();
    if (const auto* integer = node->as_integer()) return static_cast<double>(integer->get());
    complain(key, std::string(key) + " is " + std::string(name_of(node->type())), "a number");
    return std::nullopt;
}

std::optional<std::chrono::seconds> toml_section::duration(std::string_view key)
{
    const auto found = text(key);
    if (!found) return std::nullopt;
    const auto parsed = parse_duration(*found);
    if (parsed && parsed->count() >= 1000) return std::chrono::floor<std::chrono::seconds>(*parsed);
    if (parsed)
        complain(key, std::string(key) + " " + offlist::quoted(*found) + " is too short", "at least \"1s\"");
    else
        complain(key, std::string(key) + ": " + parsed.error().what, parsed.error().expected);
    return std::nullopt;
}

std::vector<std::string> toml_section::texts(std::string_view key)
{
    std::vector<std::string> found;
    const toml::node* const node = find(key);
    if (node == nullptr) return found;
    const toml::array* const array = node->as_array();
    if (array == nullptr) {
        complain(key, std::string(key) + " is " + std::string(name_of(node->type())), "an array of strings");
        return found;
    }
    for (const toml::node& item : *array) {
        if (const auto* string = item.as_string())
            found.push_back(string->get());
        else
            complain(key, std::string(key) + " holds " + std::string(name_of(item.type())), "strings only");
    }
    return found;
}

const toml::table* toml_section::table(std::string_view key)
{
    const toml::node* const node = find(key);
    if (node == nullptr) return nullptr;
    if (const auto* table = node->as_table()) return table;
    complain(key, std::string(key) + " is " + std::string(name_of(node->type())), "a table");
    return nullptr;
}

std::vector<const toml::table*> toml_section::tables(std::string_view key)
{
    std::vector<const toml::table*> found;
    const toml::node* const node = find(key);
    if (node == nullptr) return found;
    const toml::array* const array = node->as_array();
    if (array == nullptr) {
        complain(key, std::string(key) + " is " + std::string(name_of(node->type())), "an array of tables");
        return found;
    }
    for (const toml::node& item : *array) {
        if (const auto* table = item.as_table())
            found.push_back(table);
        else
            complain(key, std::string(key) + " holds " + std::string(name_of(item.type())), "tables only");
    }
    return found;
}

void toml_section::finish()
{
    const std::vector<std::string_view> candidates(known_.begin(), known_.end());
    for (const auto& [key, node] : table_) {
        if (known_.contains(key.str())) continue;
        const std::string near = nearest(key.str(), candidates);
        const std::string expected = near.empty() ? "one of " + joined(candidates) : offlist::quoted(near);
        wrong_.push_back({label_ + ": unknown key " + offlist::quoted(key.str()), expected, file_,
                          static_cast<int>(key.source().begin.line)});
    }
}

}  // namespace offlist

// toml_section.hpp: reads one table of a TOML file key by key, and remembers everything that is wrong with it.
//
// Every key that the code asks for counts as known; finish() then names the others, each with the nearest known one.
// Used on one thread. Slow to compile (toml++), so it is included where definitions are read and nowhere else.
#pragma once
#include <toml++/toml.h>

#include <chrono>
#include <cstdint>
#include <offlist/problem.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace offlist {

class toml_section {
public:
    /// `label` tells a person which table this is, as in `[operator]`. All arguments must outlive the section.
    toml_section(const toml::table& table, std::string label, const std::string& file, problems& wrong)
        : table_(table), label_(std::move(label)), file_(file), wrong_(wrong)
    {
    }

    /// The value of `key`; none when it is missing or, after a problem was noted, of another type.
    /// `expected` tells what stands in the text.
    std::optional<std::string> text(std::string_view key, std::string_view expected = "a string");
    std::optional<bool> flag(std::string_view key);
    std::optional<std::int64_t> integer(std::string_view key);
    std::optional<double> number(std::string_view key);
    std::optional<std::chrono::seconds> duration(std::string_view key);
    std::vector<std::string> texts(std::string_view key);
    /// A table, or the tables of an array of them. The references live as long as the parsed file.
    const toml::table* table(std::string_view key);
    std::vector<const toml::table*> tables(std::string_view key);

    /// As text(), and a missing or empty one is a problem.
    std::string required_text(std::string_view key, std::string_view example);

    /// One word of a fixed set.
    template <class Value>
    std::optional<Value> word(std::string_view key, std::span<const std::pair<std::string_view, Value>> choices)
    {
        const auto found = text(key);
        if (!found) return std::nullopt;
        std::vector<std::string_view> names;
        for (const auto& [name, value] : choices) {
            if (name == *found) return value;
            names.push_back(name);
        }
        complain_of_word(key, *found, names);
        return std::nullopt;
    }

    [[nodiscard]] bool has(std::string_view key);
    [[nodiscard]] int line() const { return line_of(table_); }
    /// Where the value of `key` stands; the table's own line when it is missing.
    [[nodiscard]] int line(std::string_view key) const;
    /// Changes what the section is called in problems, once its id is known.
    void rename(std::string label) { label_ = std::move(label); }

    /// Notes a problem with the value of `key` (with the whole table when there is no such key).
    void complain(std::string_view key, std::string what, std::string expected);
    void complain(std::string_view key, const problem& about) { complain(key, about.what, about.expected); }
    /// Names every key that nobody asked for.
    void finish();

private:
    [[nodiscard]] static int line_of(const toml::node& node) { return static_cast<int>(node.source().begin.line); }
    const toml::node* find(std::string_view key);
    void complain_of_word(std::string_view key, const std::string& found, std::span<const std::string_view> names);

    const toml::table& table_;
    std::string label_;
    const std::string& file_;
    problems& wrong_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace offlist

// json_body.hpp: reads the JSON object of a request field by field, and remembers everything that is wrong with it.
//
// Every field that the code asks for counts as known; finish() then names the others, each with the nearest known one.
// Used on one thread. The JSON library stays behind this header, because it is slow to compile.
#pragma once
#include <boost/system/result.hpp>
#include <core/strict_json.hpp>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"

namespace offlist::http {

/// The longest text of one field, in octets, unless its reader says otherwise.
inline constexpr std::size_t longest_field = 1000;

/// One object of a body. Fields of objects inside it are read by a reader of their own, from object().
///
///     json_body body(request.body);
///     const std::string subject = body.required_text("subject", "192.0.2.7");
///     const auto label = body.text("label");
///     if (body.finish()) co_return body.answer();
class json_body {
public:
    /// Parses `text`, strictly by RFC 8259: UTF-8 without a byte order mark, no name twice in an object, at most
    /// deepest_json levels. One problem, about the whole body, when it is not so or is no object; then every reader
    /// below finds nothing and adds no problem.
    explicit json_body(std::string_view text);
    ~json_body();
    json_body(const json_body&) = delete;
    json_body& operator=(const json_body&) = delete;

    /// The value of `name`; none when it is missing, null, or, after a problem was noted, of another type or form.
    /// A text has nothing that steers a terminal or the direction of writing (first_steering) and at most `longest`
    /// octets.
    std::optional<std::string> text(std::string_view name, std::size_t longest = longest_field);
    /// As text(), but line ends and tabs are welcome.
    std::optional<std::string> note(std::string_view name, std::size_t longest = 4 * longest_field);
    /// Exactly as written: 3500, not 3500.0 and not 3.5e3.
    std::optional<std::int64_t> integer(std::string_view name,
                                        std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                                        std::int64_t most = std::numeric_limits<std::int64_t>::max());
    std::optional<bool> flag(std::string_view name);
    /// The texts of an array of at most `most`; empty when it is missing.
    std::vector<std::string> texts(std::string_view name, std::size_t most = 1000);
    /// An object inside this one, whose problems are noted here; null when it is missing or no object.
    json_body* object(std::string_view name);

    /// As above, and a missing or empty one is a problem. Afterwards, look at finish() before using the value.
    std::string required_text(std::string_view name, std::string_view example);
    std::int64_t required_integer(std::string_view name, std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                                  std::int64_t most = std::numeric_limits<std::int64_t>::max());

    /// One word of a fixed set.
    template <class Value>
    std::optional<Value> word(std::string_view name, std::span<const std::pair<std::string_view, Value>> choices)
    {
        const auto found = text(name);
        if (!found) return std::nullopt;
        std::vector<std::string_view> names;
        for (const auto& [choice, value] : choices) {
            if (choice == *found) return value;
            names.push_back(choice);
        }
        complain_of_word(name, *found, names);
        return std::nullopt;
    }

    [[nodiscard]] bool has(std::string_view name);
    /// Of a field that may be a plain value as well.
    [[nodiscard]] bool is_object(std::string_view name);
    /// Notes a problem with the value of `name`, such as one that another parser found in it.
    void complain(std::string_view name, std::string what, std::string expected);
    /// Names every field that nobody asked for, here and in the objects inside. Whether anything is wrong.
    [[nodiscard]] bool finish();
    /// The first most_errors of all that is wrong.
    [[nodiscard]] const std::vector<field_problem>& wrong() const;
    /// What is wrong, as the response: 400 `malformed-json` for a body that could not be parsed, else 422
    /// `invalid-fields`, with `errors`.
    [[nodiscard]] response answer() const;

private:
    struct document;
    json_body(std::shared_ptr<document> all, const nlohmann::json* object, std::string path);
    const nlohmann::json* find(std::string_view name);
    [[nodiscard]] std::string path_of(std::string_view name) const;
    void complain_of_type(std::string_view name, const nlohmann::json& found, std::string expected);
    void complain_of_word(std::string_view name, const std::string& found, std::span<const std::string_view> names);
    std::optional<std::string> checked_text(std::string_view name, std::size_t longest, bool lines);
    void name_unknown_fields();

    std::shared_ptr<document> all_;           ///< shared with the objects inside
    const nlohmann::json* object_ = nullptr;  ///< null: nothing could be parsed
    std::string path_;                        ///< of this object, as in `amount.`
    std::set<std::string, std::less<>> known_;
    std::vector<std::unique_ptr<json_body>> inside_;
};

}  // namespace offlist::http

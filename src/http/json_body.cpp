#include "http/json_body.hpp"

#include <algorithm>
#include <core/nearest.hpp>
#include <core/quoted.hpp>
#include <core/unicode/invisible.hpp>
#include <nlohmann/json.hpp>

namespace offlist::http {

using nlohmann::json;

struct json_body::document {
    json root;
    bool malformed = false;
    std::vector<field_problem> wrong;  ///< at most most_errors
    std::size_t more = 0;              ///< that are wrong besides

    [[nodiscard]] bool is_full() const { return wrong.size() >= most_errors; }
    void note(field_problem one)
    {
        if (is_full())
            ++more;
        else
            wrong.push_back(std::move(one));
    }
};

namespace {

std::string name_of(const json& value)
{
    switch (value.type()) {
        case json::value_t::object:
            return "an object";
        case json::value_t::array:
            return "an array";
        case json::value_t::string:
            return "a string";
        case json::value_t::boolean:
            return "true or false";
        case json::value_t::number_integer:
        case json::value_t::number_unsigned:
            return "an integer";
        case json::value_t::number_float:
            return "a number with a fraction, an exponent or too many digits";
        default:
            return "null";
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

std::string range_text(std::int64_t least, std::int64_t most)
{
    const bool any_least = least == std::numeric_limits<std::int64_t>::min();
    const bool any_most = most == std::numeric_limits<std::int64_t>::max();
    if (any_least && any_most) return "an integer of 64 bits";
    if (any_most) return "an integer of at least " + std::to_string(least);
    if (any_least) return "an integer of at most " + std::to_string(most);
    return "an integer from " + std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace

json_body::json_body(std::string_view text) : all_(std::make_shared<document>())
{
    const auto parsed = parse_strict_json(text, all_->root);
    const bool too_many = !parsed && parsed.error() == too_many_json_values();
    // what came before is read all the same, for a person to see what it was; finish() lets none of it through
    if (too_many) all_->wrong.push_back({"", "the body: " + parsed.error().what, parsed.error().expected});
    if ((parsed || too_many) && all_->root.is_object()) {
        object_ = &all_->root;
        return;
    }
    all_->malformed = true;
    if (parsed)
        all_->wrong.push_back({"", "the body is " + name_of(all_->root), "a JSON object"});
    else if (text.empty())
        all_->wrong.push_back({"", "the body is empty", "a JSON object"});
    else if (!too_many)
        all_->wrong.push_back({"", "the body: " + parsed.error().what, parsed.error().expected});
}

json_body::json_body(std::shared_ptr<document> all, const json* object, std::string path)
    : all_(std::move(all)), object_(object), path_(std::move(path))
{
}

json_body::~json_body() = default;

const json* json_body::find(std::string_view name)
{
    known_.emplace(name);
    if (object_ == nullptr) return nullptr;
    const auto found = object_->find(name);
    return found != object_->end() && !found->is_null() ? &*found : nullptr;
}

std::string json_body::path_of(std::string_view name) const
{
    return path_ + std::string(name);
}

bool json_body::has(std::string_view name)
{
    return find(name) != nullptr;
}

bool json_body::is_object(std::string_view name)
{
    const json* const value = find(name);
    return value != nullptr && value->is_object();
}

void json_body::complain(std::string_view name, std::string what, std::string expected)
{
    all_->note({path_of(name), std::move(what), std::move(expected)});
}

void json_body::complain_of_type(std::string_view name, const json& found, std::string expected)
{
    complain(name, "it is " + name_of(found), std::move(expected));
}

void json_body::complain_of_word(std::string_view name, const std::string& found,
                                 std::span<const std::string_view> names)
{
    const std::string near = nearest(found, names);
    complain(name, offlist::quoted(found) + " is not known",
             near.empty() ? "one of " + joined(names) : offlist::quoted(near) + " (of " + joined(names) + ")");
}

std::optional<std::string> json_body::checked_text(std::string_view name, std::size_t longest, bool lines)
{
    const json* const value = find(name);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) {
        complain_of_type(name, *value, "a string");
        return std::nullopt;
    }
    const auto& text = value->get_ref<const std::string&>();
    if (text.size() > longest) {
        complain(name, "it has " + std::to_string(text.size()) + " octets", "at most " + std::to_string(longest));
        return std::nullopt;
    }
    if (const auto odd = first_steering(text, lines)) {
        complain(name, "it holds a control character, " + name_of_character(*odd) + ": " + offlist::quoted(text),
                 lines ? "text with line ends and tabs at most" : "text on one line, without it");
        return std::nullopt;
    }
    return text;
}

std::optional<std::string> json_body::text(std::string_view name, std::size_t longest)
{
    return checked_text(name, longest, false);
}

std::optional<std::string> json_body::note(std::string_view name, std::size_t longest)
{
    return checked_text(name, longest, true);
}

std::optional<std::int64_t> json_body::integer(std::string_view name, std::int64_t least, std::int64_t most)
{
    const json* const value = find(name);
    if (value == nullptr) return std::nullopt;
    const std::string expected = range_text(least, most);
    if (!value->is_number_integer()) {
        complain_of_type(name, *value, expected);
        return std::nullopt;
    }
    // what is positive is kept as unsigned; past the range of 64 signed bits it must not turn negative
    const bool too_large = value->is_number_unsigned() && !std::in_range<std::int64_t>(value->get<std::uint64_t>());
    const std::int64_t number = too_large ? 0 : value->get<std::int64_t>();
    if (too_large || number < least || number > most) {
        complain(name, value->dump() + " is out of range", expected);
        return std::nullopt;
    }
    return number;
}

std::optional<bool> json_body::flag(std::string_view name)
{
    const json* const value = find(name);
    if (value == nullptr) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    complain_of_type(name, *value, "true or false");
    return std::nullopt;
}

std::vector<std::string> json_body::texts(std::string_view name, std::size_t most)
{
    std::vector<std::string> found;
    const json* const value = find(name);
    if (value == nullptr) return found;
    if (!value->is_array()) {
        complain_of_type(name, *value, "an array of strings");
        return found;
    }
    if (value->size() > most) {
        complain(name, "it has " + std::to_string(value->size()) + " items", "at most " + std::to_string(most));
        return found;
    }
    for (std::size_t i = 0; i < value->size(); ++i) {
        const json& item = (*value)[i];
        const std::string place = std::string(name) + "[" + std::to_string(i) + "]";
        if (!item.is_string())
            complain_of_type(place, item, "a string");
        else if (item.get_ref<const std::string&>().size() > longest_field)
            complain(place, "it is too long", "at most " + std::to_string(longest_field) + " octets");
        else if (const auto odd = first_steering(item.get_ref<const std::string&>(), false))
            complain(place, "it holds a control character, " + name_of_character(*odd), "text on one line, without it");
        else
            found.push_back(item.get<std::string>());
    }
    return found;
}

json_body* json_body::object(std::string_view name)
{
    const std::string path = path_of(name) + ".";
    for (const auto& known : inside_)
        if (known->path_ == path) return known.get();
    const json* const value = find(name);
    if (value == nullptr) return nullptr;
    if (!value->is_object()) {
        complain_of_type(name, *value, "an object");
        return nullptr;
    }
    inside_.push_back(std::unique_ptr<json_body>(new json_body(all_, value, path)));
    return inside_.back().get();
}

std::string json_body::required_text(std::string_view name, std::string_view example)
{
    const bool missing = find(name) == nullptr;
    auto found = text(name);
    if (object_ == nullptr) return {};
    if (missing) complain(name, "it is missing", "a string such as " + offlist::quoted(example));
    if (found && found->empty()) complain(name, "it is empty", "a string such as " + offlist::quoted(example));
    return found.value_or(std::string());
}

std::int64_t json_body::required_integer(std::string_view name, std::int64_t least, std::int64_t most)
{
    if (find(name) == nullptr && object_ != nullptr) complain(name, "it is missing", range_text(least, most));
    return integer(name, least, most).value_or(0);
}

void json_body::name_unknown_fields()
{
    if (object_ == nullptr) return;
    const std::vector<std::string_view> candidates(known_.begin(), known_.end());
    for (const auto& [name, value] : object_->items()) {
        if (known_.contains(name)) continue;
        if (all_->is_full()) {  // what somebody may have meant is not looked for a hundred thousand times
            ++all_->more;
            continue;
        }
        const std::string near = nearest(name, candidates);
        const std::string expected = near.empty() ? "one of " + joined(candidates) : offlist::quoted(near);
        all_->note({path_ + escaped(name), "this field is not known", candidates.empty() ? "" : expected});
    }
    for (const auto& one : inside_) one->name_unknown_fields();
}

bool json_body::finish()
{
    name_unknown_fields();
    return !all_->wrong.empty();
}

const std::vector<field_problem>& json_body::wrong() const
{
    return all_->wrong;
}

response json_body::answer() const
{
    if (all_->malformed) return fields_response(400, "malformed-json", "The body is not a JSON object", all_->wrong);
    return fields_response(422, "invalid-fields", "Some fields are not as they should be", all_->wrong, all_->more);
}

}  // namespace offlist::http

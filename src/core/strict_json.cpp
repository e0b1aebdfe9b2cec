#include "core/strict_json.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/quoted.hpp"
#include "core/utf8.hpp"

namespace offlist {
namespace {

using nlohmann::json;

/// Builds the value as the library's own reader would, but looks at each name and each level before it does.
class strict_builder final : public json::json_sax_t {
public:
    explicit strict_builder(json& root) : root_(root) {}
    [[nodiscard]] problem& wrong() { return wrong_; }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(json::number_integer_t value) override { return add(value); }
    bool number_unsigned(json::number_unsigned_t value) override { return add(value); }
    bool number_float(json::number_float_t value, const std::string& /*as_written*/) override { return add(value); }
    bool string(std::string& value) override { return add(std::move(value)); }
    bool binary(json::binary_t& /*value*/) override { return false; }  // not in JSON text

    bool start_object(std::size_t /*unknown*/) override { return open(json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t /*unknown*/) override { return open(json::array()); }
    bool end_array() override { return close(); }

    bool key(std::string& name) override
    {
        if (open_.back()->contains(name)) {
            wrong_ = {"the name " + offlist::quoted(name) + " stands twice in one object", "each name once"};
            return false;
        }
        name_ = std::move(name);
        return true;
    }

    bool parse_error(std::size_t octet, const std::string& /*token*/, const nlohmann::detail::exception& why) override
    {
        // 406 is a number past the range of a double: JSON, but nothing that could be meant (exception ids of the
        // library)
        constexpr int number_out_of_range = 406;
        wrong_ = why.id == number_out_of_range
                     ? problem{"a number before octet " + std::to_string(octet) + " is too large", "a smaller one"}
                     : problem{"it is not JSON from octet " + std::to_string(octet) + " on", "one JSON object"};
        return false;
    }

private:
    // Null: there are too many.
    json* place(json value)
    {
        if (++values_ > most_json_values) {
            wrong_ = too_many_json_values();
            return nullptr;
        }
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        json& into = *open_.back();
        if (into.is_array()) {
            into.push_back(std::move(value));
            return &into.back();
        }
        return &(into[name_] = std::move(value));
    }
    bool add(json value) { return place(std::move(value)) != nullptr; }
    bool open(json value)
    {
        if (open_.size() == deepest_json) {
            wrong_ = {"it nests deeper than " + std::to_string(deepest_json) + " levels", "one JSON object"};
            return false;
        }
        json* const inside = place(std::move(value));
        if (inside == nullptr) return false;
        open_.push_back(inside);
        return true;
    }
    bool close()
    {
        open_.pop_back();
        return true;
    }

    json& root_;
    std::vector<json*> open_;  ///< the objects and arrays around what is being read; what they point to does not move
    std::string name_;
    std::size_t values_ = 0;
    problem wrong_;
};

/// The library takes a NUL for the end of the text and skips a byte order mark: things could hide there.
problem wrong_octet(std::string_view text)
{
    if (text.starts_with("\xEF\xBB\xBF")) return {"it starts with a byte order mark", "JSON without one"};
    std::size_t at = 0;
    while (at < text.size()) {
        if (text[at] >= ' ' && text[at] <= '~') {  // nearly all of it
            ++at;
            continue;
        }
        const code_point next = first_code_point(text.substr(at));
        if (!next.valid) return {"it is not UTF-8 at octet " + std::to_string(at + 1), "JSON in UTF-8"};
        const bool space = next.value == '\t' || next.value == '\n' || next.value == '\r';
        if (next.value < 0x20 && !space)
            return {"there is a control character at octet " + std::to_string(at + 1), "an escape such as \\u0007"};
        at += next.octets;
    }
    return {};
}

}  // namespace

problem too_many_json_values()
{
    return {"it has more than " + std::to_string(most_json_values) + " values", "fewer"};
}

parsed<void> parse_strict_json(std::string_view text, json& out)
{
    problem wrong = wrong_octet(text);
    if (!wrong.what.empty()) return wrong;
    strict_builder builder(out);
    if (json::sax_parse(text.begin(), text.end(), &builder)) return {};
    return std::move(builder.wrong());
}

}  // namespace offlist

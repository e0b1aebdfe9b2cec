#include "documents/document.hpp"

#include <core/timestamp.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace offlist::documents {
namespace {

using json = nlohmann::ordered_json;

struct block_json {
    json operator()(const heading& h) const { return {{"kind", "heading"}, {"text", h.text}}; }
    json operator()(const paragraph& p) const
    {
        return {{"kind", "paragraph"}, {"text", p.text}, {"quoted", p.quoted}};
    }
    json operator()(const table& t) const
    {
        json columns = json::array();
        for (const column& c : t.columns) {
            json one = {{"title", c.title}, {"number", c.number}, {"share", c.share}};
            columns.push_back(std::move(one));
        }
        json shown = {{"kind", "table"}, {"total", t.total}};
        shown["columns"] = std::move(columns);
        shown["rows"] = t.rows;
        return shown;
    }
};

table table_of(const json& b)
{
    table t;
    t.total = b.at("total").get<bool>();
    for (const json& c : b.at("columns"))
        t.columns.push_back({c.at("title").get<std::string>(), c.at("number").get<bool>(), c.at("share").get<int>()});
    t.rows = b.at("rows").get<std::vector<std::vector<std::string>>>();
    return t;
}

block block_of(const json& b)
{
    const auto kind = b.at("kind").get<std::string>();
    if (kind == "heading") return heading{b.at("text").get<std::string>()};
    if (kind == "table") return table_of(b);
    return paragraph{b.at("text").get<std::string>(), b.at("quoted").get<bool>()};
}

}  // namespace

std::string to_json(const document& d)
{
    json blocks = json::array();
    for (const block& b : d.blocks) blocks.push_back(std::visit(block_json{}, b));
    json shown = {{"title", d.title},
                  {"number", d.number},
                  {"date", d.date.time_since_epoch().count()},
                  {"from", d.from},
                  {"to", d.to}};
    shown["blocks"] = std::move(blocks);
    // what operators answered may be any octets
    return shown.dump(-1, ' ', false, json::error_handler_t::replace);
}

parsed<document> from_json(std::string_view text)
{
    try {
        const json all = json::parse(text);
        document d;
        d.title = all.at("title").get<std::string>();
        d.number = all.at("number").get<std::string>();
        d.date = std::chrono::sys_seconds{std::chrono::seconds{all.at("date").get<std::int64_t>()}};
        d.from = all.at("from").get<std::string>();
        d.to = all.at("to").get<std::string>();
        for (const json& b : all.at("blocks")) d.blocks.push_back(block_of(b));
        return d;
    } catch (const json::exception& e) {
        return problem{.what = std::string("a document is not as it was written: ") + e.what(), .expected = ""};
    }
}

std::string day_text(std::chrono::sys_seconds at)
{
    return timestamp(at).substr(0, 10);
}

}  // namespace offlist::documents

#include "store/engine/store_url.hpp"

#include <libpq-fe.h>

#include <core/quoted.hpp>
#include <memory>
#include <string_view>

namespace offlist::store {
namespace {

constexpr std::string_view expected_url =
    "sqlite:FILE, or postgresql://USER@HOST/DATABASE (a password is better given by PGPASSFILE)";

using conninfo = std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)>;

std::string_view option(const conninfo& all, std::string_view keyword)
{
    for (const auto* o = all.get(); o != nullptr && o->keyword != nullptr; ++o)
        if (keyword == o->keyword && o->val != nullptr) return o->val;
    return {};
}

// What libpq leaves to the operating system when nothing is said can be hours, in which the monitor would hang.
void add_default(std::string& url, const conninfo& given, std::string_view keyword, std::string_view value)
{
    if (!option(given, keyword).empty()) return;
    url += url.find('?') == std::string::npos ? '?' : '&';
    url += keyword;
    url += '=';
    url += value;
}

parsed<store_url> read_sqlite(std::string_view path)
{
    if (path.starts_with("//")) path.remove_prefix(2);
    if (path.empty() || path == ":memory:" || path.starts_with("file:"))
        return problem{.what = "the store's url names no file", .expected = std::string(expected_url)};
    // SOCI takes the name in quotation marks and knows no escapes
    if (path.find_first_of("\"\n") != std::string_view::npos)
        return problem{.what = "the store's file " + quoted(path) + " has a quotation mark in its name",
                       .expected = "a name without one"};
    store_url url;
    url.file = path;
    url.name = "sqlite:" + url.file.string();
    return url;
}

parsed<store_url> read_postgresql(std::string_view text)
{
    store_url url{.kind = backend::postgresql, .file = {}, .connect = std::string(text), .name = {}};
    // libpq's own message would quote the url, password and all
    const conninfo given(PQconninfoParse(url.connect.c_str(), nullptr), PQconninfoFree);
    if (!given) return problem{.what = "the store's url cannot be read", .expected = std::string(expected_url)};
    url.name = "postgresql:";
    const auto host = option(given, "host"), port = option(given, "port"), name = option(given, "dbname");
    url.name += "//" + escaped(host.empty() ? "localhost" : host);
    if (!port.empty()) url.name += ":" + escaped(port);
    url.name += "/" + escaped(name);
    add_default(url.connect, given, "connect_timeout", "10");      // seconds
    add_default(url.connect, given, "tcp_user_timeout", "30000");  // milliseconds
    add_default(url.connect, given, "application_name", "offlist");
    add_default(url.connect, given, "client_encoding", "UTF8");
    return url;
}

}  // namespace

parsed<store_url> read_store_url(std::string_view text)
{
    constexpr std::string_view sqlite = "sqlite:";
    if (text.starts_with(sqlite)) return read_sqlite(text.substr(sqlite.size()));
    if (text.starts_with("postgresql://") || text.starts_with("postgres://")) return read_postgresql(text);
    return problem{.what = "the store's url is of no kind that is known", .expected = std::string(expected_url)};
}

}  // namespace offlist::store

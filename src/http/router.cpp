#include "http/router.hpp"

#include <algorithm>
#include <boost/assert.hpp>
#include <set>
#include <utility>

#include "http/url_text.hpp"

namespace offlist::http {
namespace {

bool is_capture(std::string_view segment)
{
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

/// The decoded segments; none at all when one of them cannot be decoded (the server has refused those before).
std::vector<std::string> decoded_segments(std::string_view path)
{
    std::vector<std::string> found;
    if (!path.starts_with('/')) return found;
    for (const std::string_view encoded : segments_of(path)) {
        auto decoded = percent_decoded(encoded);
        if (!decoded) return {};
        found.push_back(std::move(*decoded));
    }
    return found;
}

response no_route(const std::string& path)
{
    return problem_response(404, "not-found", "There is nothing at this path", "no route matches " + path);
}

response wrong_method(const std::string& pattern, const std::vector<std::string>& allowed)
{
    std::string all;
    for (const std::string& method : allowed) {
        if (!all.empty()) all += ", ";
        all += method == "GET" ? "GET, HEAD" : method;
    }
    response refused =
        problem_response(405, "method-not-allowed", "This path does not take this method", pattern + " takes " + all);
    refused.headers.emplace_back("Allow", std::move(all));
    return refused;
}

}  // namespace

router::pattern router::compiled(std::string_view text)
{
    BOOST_ASSERT_MSG(text.starts_with('/'), "a route's pattern starts with a slash");
    pattern made;
    for (const std::string_view part : segments_of(text)) {
        if (is_capture(part))
            made.segments.push_back({std::string(part.substr(1, part.size() - 2)), true});
        else
            made.segments.push_back({std::string(part), false});
    }
    return made;
}

router::router(std::vector<route> routes, fallback otherwise)
    : routes_(std::move(routes)), otherwise_(std::move(otherwise))
{
    std::set<std::pair<std::string, std::string>> seen;
    for (std::size_t i = 0; i < routes_.size(); ++i) {
        const route& one = routes_[i];
        [[maybe_unused]] const bool is_new = seen.emplace(one.method, one.pattern).second;
        BOOST_ASSERT_MSG(is_new, "two routes have the same method and pattern");
        const auto same = std::find_if(patterns_.begin(), patterns_.end(), [&](const pattern& p) {
            return routes_[p.routes.front()].pattern == one.pattern;
        });
        if (same != patterns_.end()) {
            same->routes.push_back(i);
            continue;
        }
        pattern made = compiled(one.pattern);
        made.routes.push_back(i);
        patterns_.push_back(std::move(made));
    }
    // /v1/checks/latest must be found before /v1/checks/{id}, in whatever order they were written down
    std::stable_sort(patterns_.begin(), patterns_.end(), [](const pattern& a, const pattern& b) {
        return std::lexicographical_compare(a.segments.begin(), a.segments.end(), b.segments.begin(), b.segments.end(),
                                            [](const segment& x, const segment& y) { return x.capture < y.capture; });
    });
}

bool router::matches(const pattern& p, const std::vector<std::string>& path)
{
    return std::equal(p.segments.begin(), p.segments.end(), path.begin(), path.end(),
                      [](const segment& ours, const std::string& theirs) {
                          if (!ours.capture) return ours.text == theirs;
                          return !theirs.empty() && theirs != "." && theirs != "..";
                      });
}

router::match router::find(std::string_view method, const std::vector<std::string>& path) const
{
    if (method == "HEAD") method = "GET";
    match found;
    for (const pattern& p : patterns_) {
        if (!matches(p, path)) continue;
        if (found.path == nullptr) found.path = &p;
        for (const std::size_t i : p.routes) {
            if (routes_[i].method == method) return {&p, &routes_[i], {}};
            found.allowed.push_back(routes_[i].method);
        }
    }
    return found;
}

boost::asio::awaitable<passage> router::admit(request& r) const
{
    passage made;
    const std::vector<std::string> path = decoded_segments(r.path);
    const match found = find(r.method, path);
    if (found.path == nullptr) {
        if (otherwise_) made.refused = co_await otherwise_(r);
        if (!made.refused) made.refused = no_route(r.path);
        co_return made;
    }
    r.route = routes_[found.path->routes.front()].pattern;
    if (found.taken == nullptr) {
        made.refused = wrong_method(r.route, found.allowed);
        co_return made;
    }
    for (std::size_t at = 0; at < path.size(); ++at)
        if (found.path->segments[at].capture) r.captures[found.path->segments[at].text] = path[at];
    if (found.taken->admit) co_return co_await found.taken->admit(r);
    made.handle = found.taken->handle;
    co_return made;
}

boost::asio::awaitable<response> router::dispatch(request& r) const
{
    passage let_in = co_await admit(r);
    if (let_in.refused) co_return std::move(*let_in.refused);
    const handler handle = std::move(let_in.handle);
    co_return co_await handle(r);
}

}  // namespace offlist::http

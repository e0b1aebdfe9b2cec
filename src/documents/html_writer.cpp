#include "documents/html_writer.hpp"

#include <string_view>

namespace offlist::documents {
namespace {

constexpr std::string_view style =
    "body{font:15px/1.45 system-ui,sans-serif;color:#111;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.6rem;margin:1.5rem 0 .2rem}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}"
    ".parties{display:flex;justify-content:space-between;gap:2rem}.parties p,p,td{white-space:pre-line}"
    ".mark{color:#555;margin:0 0 1rem}table{width:100%;border-collapse:collapse;margin:.5rem 0}"
    "th,td{text-align:start;vertical-align:top;padding:.3rem .6rem .3rem 0;border-bottom:1px solid #ccc;"
    "overflow-wrap:anywhere}.n{text-align:end;white-space:nowrap}tr.total td{font-weight:600;border-bottom:0}"
    "blockquote{margin:.4rem 0;padding:.1rem 0 .1rem .8rem;border-inline-start:3px solid #bbb;white-space:pre-wrap;"
    "overflow-wrap:anywhere}@media print{body{margin:0;max-width:none}}";

std::string escaped_html(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

struct block_html {
    std::string& to;

    void operator()(const heading& h) const { to += "<h2 dir=\"auto\">" + escaped_html(h.text) + "</h2>\n"; }
    void operator()(const paragraph& p) const
    {
        const std::string tag = p.quoted ? "blockquote" : "p";
        to += '<' + tag + " dir=\"auto\">" + escaped_html(p.text) + "</" + tag + ">\n";
    }
    void operator()(const table& t) const
    {
        to += "<table>\n";
        bool head = false;
        for (const column& c : t.columns) head = head || !c.title.empty();
        if (head) {
            to += "<thead><tr>";
            for (const column& c : t.columns)
                to += std::string(c.number ? "<th class=\"n\">" : "<th>") + escaped_html(c.title) + "</th>";
            to += "</tr></thead>\n";
        }
        to += "<tbody>\n";
        for (std::size_t r = 0; r < t.rows.size(); ++r) {
            to += t.total && r + 1 == t.rows.size() ? "<tr class=\"total\">" : "<tr>";
            for (std::size_t c = 0; c < t.columns.size(); ++c)
                to += std::string(t.columns[c].number ? "<td class=\"n\">" : "<td dir=\"auto\">") +
                      escaped_html(t.rows[r].at(c)) + "</td>";
            to += "</tr>\n";
        }
        to += "</tbody></table>\n";
    }
};

}  // namespace

std::string html_of(const document& d)
{
    const std::string mark = d.number.empty() ? day_text(d.date) : d.number + " · " + day_text(d.date);
    std::string page = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                       escaped_html(d.title + (d.number.empty() ? "" : " " + d.number)) +
                       "</title><meta name=\"viewport\" content=\"width=device-width\"><style>" + std::string(style) +
                       "</style></head>\n<body>\n<div class=\"parties\"><p dir=\"auto\">" + escaped_html(d.to) +
                       "</p><p dir=\"auto\">" + escaped_html(d.from) + "</p></div>\n<h1 dir=\"auto\">" +
                       escaped_html(d.title) + "</h1>\n<p class=\"mark\">" + escaped_html(mark) + "</p>\n";
    for (const block& b : d.blocks) std::visit(block_html{page}, b);
    return page + "</body></html>\n";
}

}  // namespace offlist::documents

#include <offlist/problem.hpp>
#include <utility>

namespace offlist {

std::string problem::to_string() const
{
    std::string text;
    if (!file.empty()) {
        text = file;
        if (line > 0) text += ':' + std::to_string(line);
        text += ": ";
    }
    text += what;
    if (!expected.empty()) text += "; expected " + expected;
    return text;
}

problem problem::at(std::string where, int on_line) &&
{
    file = std::move(where);
    line = on_line;
    return std::move(*this);
}

void throw_exception_from_error(const problem& p, const boost::source_location&)
{
    throw problem_error(p);
}

void throw_exception_from_error(const problems& p, const boost::source_location&)
{
    throw problem_error(p.empty() ? problem{.what = "unknown problem"} : p.front());
}

}  // namespace offlist

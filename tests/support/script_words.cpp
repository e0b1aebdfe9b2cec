#include <algorithm>
#include <stdexcept>
#include <support/script_words.hpp>

namespace offlist::test {

word_list words_of(const std::string& line)
{
    word_list words;
    for (std::size_t at = 0; at < line.size();) {
        if (line[at] == ' ') {
            ++at;
        } else if (line[at] == '#') {
            break;
        } else if (line[at] == '"') {
            const std::size_t end = line.find('"', at + 1);
            if (end == std::string::npos) throw std::runtime_error("a quotation mark is missing");
            words.push_back(line.substr(at + 1, end - at - 1));
            at = end + 1;
        } else {
            const std::size_t end = std::min(line.find(' ', at), line.size());
            words.push_back(line.substr(at, end - at));
            at = end;
        }
    }
    return words;
}

const std::string& word(const word_list& words, std::size_t at)
{
    if (at >= words.size()) throw std::runtime_error("a word is missing at the end");
    return words[at];
}

std::optional<std::string> option(const word_list& words, const std::string& name)
{
    for (std::size_t at = 0; at + 1 < words.size(); ++at)
        if (words[at] == name) return words[at + 1];
    return std::nullopt;
}

std::vector<std::string> parts(const std::string& text)
{
    std::vector<std::string> all;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(',', at), text.size());
        all.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

}  // namespace offlist::test

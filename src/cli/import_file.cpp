#include "cli/import_file.hpp"

#include <algorithm>
#include <core/quoted.hpp>
#include <sweep/inventory_reader.hpp>
#include <sweep/reading/address_span.hpp>
#include <unordered_set>
#include <utility>

namespace offlist::cli {
namespace {

class importing final : public inventory_taker {
public:
    importing(const std::string& file, const inventory_options& how) : file_(file), check_(how) {}

    void take(std::uint32_t address, int line) override { keep({address_text(address), {}, line}); }

    parsed<void> take(inventory_row&& row, written_subjects&& read, const text_place& at) override
    {
        const auto texts = canonical_texts(read);
        const std::string warning = read.warning;
        if (auto fits = check_.add(std::move(read), row.subject); !fits) return fits;
        if (!warning.empty()) note(warning, at);
        if (texts.size() > 1) note(escaped(row.subject) + " is taken as" + told(texts), at);
        for (const std::string& text : texts) keep({text, row.label, at.line});
        return {};
    }

    loaded<import_content> finish(inventory_lines&& lines) &&
    {
        if (lines.bad > 0) return std::move(lines.wrong);
        if (all_.subjects.empty())
            return problems{{.what = "the file holds no subjects",
                             .expected = "addresses, CIDR ranges or domains, one a line",
                             .file = file_}};
        if (more_notes_ > 0) all_.notes.push_back("… and " + std::to_string(more_notes_) + " more lines like these");
        all_.notes.insert(all_.notes.end(), lines.notes.begin(), lines.notes.end());
        return std::move(all_);
    }

private:
    static std::string told(const std::vector<std::string>& texts)
    {
        constexpr std::size_t most_told = 6;
        std::string all;
        for (std::size_t i = 0; i < std::min(texts.size(), most_told); ++i) all += ' ' + texts[i];
        return all + (texts.size() > most_told ? " …" : "");
    }

    void keep(import_line&& one)
    {
        if (seen_.insert(one.text).second)
            all_.subjects.push_back(std::move(one));
        else
            ++all_.duplicates;
    }

    void note(const std::string& what, const text_place& at)
    {
        if (all_.notes.size() < most_messages)
            all_.notes.push_back(problem{.what = what}.at(std::string(at.file), at.line).to_string());
        else
            ++more_notes_;
    }

    const std::string& file_;
    inventory_builder check_;  // knows how large a range may be
    std::unordered_set<std::string> seen_;
    import_content all_;
    std::uint64_t more_notes_ = 0;
};

}  // namespace

loaded<import_content> parse_import(std::istream& from, const std::string& file, const inventory_options& how)
{
    importing all(file, how);
    auto lines = read_lines(from, file, how, all);
    if (!lines) return std::move(lines).error();
    return std::move(all).finish(std::move(*lines));
}

}  // namespace offlist::cli

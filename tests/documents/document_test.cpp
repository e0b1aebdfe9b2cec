// Documents as blocks, and their forms.
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <documents/document.hpp>
#include <documents/html_writer.hpp>
#include <documents/pdf_writer.hpp>
#include <filesystem>
#include <fstream>
#include <support/fontconfig_leak.hpp>

namespace offlist::documents {
namespace {

using testing::HasSubstr;
using testing::Not;

document example()
{
    document d;
    d.title = "Receipt";
    d.number = "R-000012";
    d.date = std::chrono::sys_days{std::chrono::year{2026} / 11 / 27};
    d.from = "Example Hosting GmbH\n1 Example Street\nVAT DE123456789";
    d.to = "Customer <& Sons>\nacc_1";
    table t;
    t.columns = {{"What", false, 3}, {"Amount", true, 1}};
    t.rows = {{"Payment pay_1", "35.00 USD"}, {"Total", "35.00 USD"}};
    t.total = true;
    d.blocks = {heading{"Lines"}, paragraph{"two\nlines"}, paragraph{"their words", true}, t};
    return d;
}

// What a PDF says, as a reader would copy it out.
std::string text_of(const std::string& pdf)
{
    std::string pattern = (std::filesystem::temp_directory_path() / "offlist-pdf-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    {
        std::ofstream(folder / "d.pdf", std::ios::binary) << pdf;
    }
    std::string command = "pdftotext -layout " + (folder / "d.pdf").string() + " " + (folder / "d.txt").string();
    EXPECT_EQ(std::system(command.c_str()), 0) << command;  // NOLINT(cert-env33-c): a program of the machine's
    std::ifstream file(folder / "d.txt");
    std::string text((std::istreambuf_iterator<char>(file)), {});
    std::filesystem::remove_all(folder);
    return text;
}

}  // namespace

TEST(document, is_the_same_after_it_was_kept)
{
    const document d = example();
    EXPECT_EQ(from_json(to_json(d)).value(), d);
    EXPECT_EQ(to_json(from_json(to_json(d)).value()), to_json(d));
    EXPECT_FALSE(from_json("{}"));
    EXPECT_FALSE(from_json("no JSON"));
}

TEST(document, strange_octets_become_text_before_they_are_kept)
{
    document d = example();
    d.to = "\xff\xfe";
    EXPECT_EQ(from_json(to_json(d)).value().to, "\xEF\xBF\xBD\xEF\xBF\xBD");
}

TEST(html, escapes_what_others_wrote)
{
    const std::string page = html_of(example());
    EXPECT_THAT(page, HasSubstr("Customer &lt;&amp; Sons&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("<& Sons>")));
    EXPECT_THAT(page, HasSubstr("<title>Receipt R-000012</title>"));
    EXPECT_THAT(page, HasSubstr("R-000012 · 2026-11-27"));
    EXPECT_THAT(page, HasSubstr("<tr class=\"total\">"));
    EXPECT_THAT(page, Not(HasSubstr("http"))) << "a page that loads nothing";
}

TEST(pdf, is_the_same_octets_each_time_and_can_be_read)
{
    const auto first = pdf_of(example());
    ASSERT_TRUE(first) << first.error().to_string();
    EXPECT_TRUE(first->starts_with("%PDF-"));
    EXPECT_EQ(pdf_of(example()).value(), *first);
    const std::string text = text_of(*first);
    for (const char* part : {"Receipt", "R-000012", "2026-11-27", "Example Hosting GmbH", "VAT DE123456789",
                             "Customer <& Sons>", "their words", "35.00 USD", "page 1 of 1"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST(pdf, takes_as_many_pages_as_it_needs_and_loses_no_row)
{
    document d = example();
    table t;
    t.columns = {{"At", false, 1}, {"What", false, 3}};
    for (int n = 0; n < 200; ++n) t.rows.push_back({"row " + std::to_string(n), "something that happened then"});
    d.blocks.emplace_back(t);
    std::string long_text;
    for (int n = 0; n < 150; ++n) long_text += "line " + std::to_string(n) + "\n";
    d.blocks.emplace_back(paragraph{long_text, true});
    const auto pdf = pdf_of(d);
    ASSERT_TRUE(pdf);
    const std::string text = text_of(*pdf);
    for (const char* part : {"row 0 ", "row 199", "line 0\n", "line 149", "page 1 of 8", "page 8 of 8"})
        EXPECT_THAT(text, HasSubstr(part));
}

TEST(pdf, writes_other_scripts)
{
    document d = example();
    d.to = "Пример и Ко\nΠαράδειγμα";
    const auto pdf = pdf_of(d);
    ASSERT_TRUE(pdf);
    EXPECT_THAT(text_of(*pdf), testing::AllOf(HasSubstr("Пример и Ко"), HasSubstr("Παράδειγμα")));
}

}  // namespace offlist::documents

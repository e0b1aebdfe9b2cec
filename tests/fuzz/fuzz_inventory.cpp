// Fuzzes inventories: whatever a file holds, it becomes subjects or problems that name a place, and a text that was
// taken is taken again as it is told.
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <sweep/inventory_reader.hpp>

namespace {

using namespace offlist;

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

void must_be_told(const problem& p)
{
    must(p.file == "fuzzed.txt");
    must(!p.what.empty());
    must(p.line >= 0);
    must(p.to_string().find_first_of("\n\r\x1b") == std::string::npos);
}

// Every subject told again, one a line, is the same inventory.
void must_be_read_again(const inventory& subjects)
{
    std::string text;
    inventory_item item;
    for (auto walk = subjects.walk({true, true, true}); walk.next(item);) text += to_string(to_subject(item)) + '\n';
    std::istringstream in(text);
    const auto again = read_inventory(in, "again.txt", {.special = special_addresses::allow});
    must(again.has_value());
    must(again->subjects.size() == subjects.size());
    must(again->duplicates == 0);
    must(again->notes.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
    // Few subjects, so that a wide range does not take the fuzzer's time.
    const auto read =
        read_inventory(in, "fuzzed.txt", {.special = special_addresses::allow, .skip_invalid = true, .limit = 5000});
    if (!read) {
        for (const problem& p : read.error()) must_be_told(p);
        return 0;
    }
    for (const problem& p : read->skipped_lines) must_be_told(p);
    must_be_read_again(read->subjects);
    return 0;
}

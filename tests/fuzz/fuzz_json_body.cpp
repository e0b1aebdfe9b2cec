// JSON bodies of requests: whatever a client sends, the readers either find what they promise or say what is wrong.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "http/json_body.hpp"

namespace {

using namespace offlist::http;

// Not assert(): the corpus is also run by builds without assertions.
void must(bool holds)
{
    if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    json_body body(std::string_view(reinterpret_cast<const char*>(data), size));
    const auto text = body.text("text", 10);
    must(!text || (text->size() <= 10 && text->find('\0') == std::string::npos));
    const auto number = body.integer("number", -5, 5);
    must(!number || (*number >= -5 && *number <= 5));
    must(body.texts("texts", 3).size() <= 3);
    (void)body.flag("flag");
    (void)body.note("note");
    if (json_body* const inside = body.object("inside")) (void)inside->required_text("text", "x");
    (void)body.required_text("required", "x");
    const bool wrong = body.finish();
    must(wrong == !body.wrong().empty());
    for (const field_problem& one : body.wrong()) must(!one.what.empty());
    const response answer = body.answer();
    must(answer.status == 400 || answer.status == 422);
    for (const char c : answer.body) must(static_cast<unsigned char>(c) >= 0x20);
    return 0;
}

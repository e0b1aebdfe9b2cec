#include <gmock/gmock.h>

#include <array>
#include <http/json_body.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using namespace offlist::http;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(json_body, reads_fields_of_every_kind)
{
    json_body body(R"({"subject":"192.0.2.7","amount":{"value":-3500,"currency":"USD"},"on":true,"events":["a","b"],
                       "note":"one\ntwo","nothing":null})");
    EXPECT_EQ(body.required_text("subject", "x"), "192.0.2.7");
    json_body* const amount = body.object("amount");
    ASSERT_NE(amount, nullptr);
    EXPECT_EQ(amount->integer("value"), -3500);
    EXPECT_EQ(amount->text("currency"), "USD");
    EXPECT_EQ(body.flag("on"), true);
    EXPECT_THAT(body.texts("events"), ElementsAre("a", "b"));
    EXPECT_EQ(body.note("note"), "one\ntwo");
    EXPECT_EQ(body.text("nothing"), std::nullopt);
    EXPECT_EQ(body.text("missing"), std::nullopt);
    EXPECT_FALSE(body.finish());
}

TEST(json_body, tells_everything_that_is_wrong_at_once)
{
    json_body body(R"({"subject":7,"lable":"x","amount":{"currency":"EUR","x":1},"kind":"crad","events":["a",1]})");
    constexpr std::array<std::pair<std::string_view, int>, 2> kinds{{{"card", 1}, {"btc", 2}}};
    EXPECT_EQ(body.required_text("subject", "192.0.2.7"), "");
    EXPECT_EQ(body.text("label"), std::nullopt);
    EXPECT_EQ(body.object("amount")->required_integer("value", 1, 9), 0);
    EXPECT_EQ(body.object("amount")->text("currency"), "EUR");
    EXPECT_EQ(body.word<int>("kind", kinds), std::nullopt);
    EXPECT_THAT(body.texts("events"), ElementsAre("a"));
    EXPECT_EQ(body.required_text("blocklist", "example-ip"), "");
    EXPECT_TRUE(body.finish());
    EXPECT_THAT(body.wrong(),
                ElementsAre(field_problem{"subject", "it is an integer", "a string"},
                            field_problem{"amount.value", "it is missing", "an integer from 1 to 9"},
                            field_problem{"kind", "\"crad\" is not known", "\"card\" (of \"card\", \"btc\")"},
                            field_problem{"events[1]", "it is an integer", "a string"},
                            field_problem{"blocklist", "it is missing", "a string such as \"example-ip\""},
                            field_problem{"lable", "this field is not known", "\"label\""},
                            field_problem{"amount.x", "this field is not known", "one of \"currency\", \"value\""}));
    EXPECT_EQ(body.answer().status, 422U);
    EXPECT_THAT(body.answer().body,
                HasSubstr(R"({"field":"subject","what":"it is an integer","expected":"a string"})"));
}

TEST(json_body, an_answer_stays_small_however_much_is_wrong)
{
    std::string text = "{\"subject\":7";
    for (int i = 0; i < 87'000; ++i) text += ",\"subjekt" + std::to_string(i) + "\":1";
    json_body body(text + "}");
    (void)body.required_text("subject", "192.0.2.7");
    (void)body.required_text("label", "rack 4");
    ASSERT_TRUE(body.finish());
    const response answer = body.answer();
    const auto told = nlohmann::json::parse(answer.body);
    EXPECT_EQ(told.at("errors").size(), most_errors);
    EXPECT_THAT(told.at("errors").at(0).dump(), HasSubstr("more than 10000 values"));
    EXPECT_EQ(told.at("errors").at(2).at("field"), "label") << "what is missing comes before what is unknown";
    // the object is a value, and so is the subject: the others of these are not even read
    EXPECT_EQ(told.at("more_errors"), 9'998 + 3 - static_cast<int>(most_errors));
    EXPECT_LT(answer.body.size(), 10'000U);
}

TEST(json_body, integers_are_exact)
{
    json_body body(R"({"most":9223372036854775807,"least":-9223372036854775808,"past":9223372036854775808,
                       "far":123456789012345678901234567890,"part":3500.0,"power":3e3,"text":"3","ok":0})");
    EXPECT_EQ(body.integer("most"), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(body.integer("least"), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(body.integer("ok", 0, 0), 0);
    EXPECT_THAT(body.wrong(), IsEmpty());
    for (const char* name : {"past", "far", "part", "power", "text"}) EXPECT_EQ(body.integer(name), std::nullopt);
    EXPECT_EQ(body.wrong().size(), 5U);
}

TEST(json_body, refuses_what_is_not_strictly_json)
{
    const std::string deep = std::string(33, '[') + std::string(33, ']');
    const std::vector<std::pair<std::string, std::string>> table{
        {"", "empty"},
        {"[]", "an array"},
        {"7", "an integer"},
        {"{", "not JSON"},
        {"{}}", "not JSON"},
        {"{} x", "not JSON"},
        {"{'a':1}", "not JSON"},
        {"{\"a\":01}", "not JSON"},
        {"{\"a\":NaN}", "not JSON"},
        {"{\"a\":1,}", "not JSON"},
        {"{\"a\":1 /* c */}", "not JSON"},
        {"{\"a\":1,\"a\":2}", "\"a\" stands twice"},
        {"{\"b\":{\"a\":1,\"\\u0061\":2}}", "\"a\" stands twice"},
        {"{\"a\":1e999}", "too large"},
        {"{\"a\":" + deep + "}", "nests deeper"},
        {"\xEF\xBB\xBF{}", "byte order mark"},
        {"{\"a\":\"\xff\"}", "not UTF-8 at octet 7"},
        {"{\"a\":\"\xed\xa0\x80\"}", "not UTF-8"},
        {"{\"a\":\"\\ud800\"}", "not JSON"},
        {"{\"a\":\"\n\"}", "not JSON"},
        {std::string("{}\0", 3), "control character at octet 3"},
        {std::string("{}\0{}", 5), "control character"},
    };
    for (const auto& [text, why] : table) {
        json_body body(text);
        EXPECT_EQ(body.required_text("a", "x"), "") << text;
        EXPECT_TRUE(body.finish()) << text;
        ASSERT_EQ(body.wrong().size(), 1U) << text;
        EXPECT_THAT(body.wrong().front().what, HasSubstr(why)) << text;
        EXPECT_EQ(body.answer().status, 400U);
    }
}

TEST(json_body, texts_are_bounded_and_free_of_control_characters)
{
    json_body body(
        R"({"long":")" + std::string(1001, 'a') +
        R"(","nul":"a\u0000b","lines":"a\nb","escape":"a\u001b[0m","many":["a","b","c"],"inside":["a\u0007"]})");
    EXPECT_EQ(body.text("long"), std::nullopt);
    EXPECT_EQ(body.text("nul"), std::nullopt);
    EXPECT_EQ(body.text("lines"), std::nullopt);
    EXPECT_EQ(body.note("escape"), std::nullopt);
    EXPECT_THAT(body.texts("many", 2), IsEmpty());
    EXPECT_THAT(body.texts("inside"), IsEmpty());
    EXPECT_TRUE(body.finish());
    EXPECT_EQ(body.wrong().size(), 6U);
    // nothing that a client sent reaches the answer as it was
    EXPECT_EQ(body.answer().body.find('\x1b'), std::string::npos);
}

TEST(json_body, texts_do_not_turn_the_direction_of_writing)
{
    const std::array<std::pair<const char*, const char*>, 10> odd{{{"\u0085", "U+0085"},
                                                                   {"\u009b", "U+009B"},
                                                                   {"\u061c", "U+061C"},
                                                                   {"\u200e", "U+200E"},
                                                                   {"\u200f", "U+200F"},
                                                                   {"\u202a", "U+202A"},
                                                                   {"\u202e", "U+202E"},
                                                                   {"\u2066", "U+2066"},
                                                                   {"\u2069", "U+2069"},
                                                                   {"\x7f", "U+007F"}}};
    for (const auto& [character, name] : odd) {
        json_body body(std::string(R"({"label":"a)") + character + R"(b","note":")" + character + R"(","many":[")" +
                       character + R"("]})");
        EXPECT_EQ(body.text("label"), std::nullopt) << name;
        EXPECT_EQ(body.note("note"), std::nullopt) << name;
        EXPECT_THAT(body.texts("many"), IsEmpty()) << name;
        ASSERT_EQ(body.wrong().size(), 3U) << name;
        for (const field_problem& one : body.wrong()) EXPECT_THAT(one.what, HasSubstr(name));
        EXPECT_EQ(body.answer().body.find(character), std::string::npos) << name;
    }
    json_body fine(R"({"label":"\u05d0\u200d \u00e4","note":"two\nlines\tof it"})");
    EXPECT_TRUE(fine.text("label"));
    EXPECT_TRUE(fine.note("note"));
}

}  // namespace

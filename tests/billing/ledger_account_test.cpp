#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <billing/ledger_account.hpp>
#include <billing/transfer.hpp>

namespace offlist {
namespace {

TEST(ledger_account, has_one_text_that_reads_back)
{
    const std::pair<ledger_account, const char*> cases[] = {
        {funds_of(12), "funds:12"},
        {held_for(7), "held:7"},
        {revenue_of("delisting"), "revenue:delisting"},
        {{ledger_kind::surcharge, {}}, "surcharge"},
        {gateway_account("stripe"), "gateway:stripe"},
        {{ledger_kind::suspense, {}}, "suspense"},
        {{ledger_kind::chargeback, {}}, "chargeback"},
    };
    for (const auto& [account, text] : cases) {
        EXPECT_EQ(to_string(account), text);
        EXPECT_EQ(parse_ledger_account(text).value(), account);
    }
}

TEST(ledger_account, refuses_every_other_text)
{
    for (const char* text :
         {"", "fund:1", "funds", "funds:", "funds:01", "funds:-1", "funds:1x", "funds:1:2", "held:x",
          "revenue:", "revenue:Delisting", "surcharge:", "suspense:1", "gateway:a b", "funds:1234567890123456789"}) {
        const auto read = parse_ledger_account(text);
        ASSERT_FALSE(read) << text;
        EXPECT_FALSE(read.error().expected.empty()) << text;
    }
}

TEST(transfer_code, each_name_reads_back)
{
    for (int i = 0; i < transfer_codes; ++i) {
        const auto code = static_cast<transfer_code>(i);
        EXPECT_EQ(parse_transfer_code(to_string(code)), code);
    }
    EXPECT_EQ(parse_transfer_code("refund"), std::nullopt);  // R12: there is no such thing
}

}  // namespace
}  // namespace offlist

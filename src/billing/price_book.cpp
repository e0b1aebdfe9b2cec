#include "billing/price_book.hpp"

#include <boost/assert.hpp>
#include <core/quoted.hpp>
#include <core/toml_section.hpp>

#include "billing/payment.hpp"

namespace offlist {
namespace {

constexpr std::int64_t per_mille = 1000;

std::string all_methods()
{
    std::string names;
    for (int m = 0; m < payment_methods; ++m)
        names += (names.empty() ? "" : ", ") + std::string(to_string(static_cast<payment_method>(m)));
    return names;
}

// The keys of fees and terms are names that the file chooses, so each is asked for and none is unknown.
class price_reader {
public:
    price_reader(const std::string& file, problems& wrong) : file_(file), wrong_(wrong) {}

    price_book read(const toml::table& root)
    {
        price_book book;
        toml_section top(root, "price book", file_, wrong_);
        const std::string currency_text = top.required_text("currency", "USD");
        if (!currency_text.empty()) {
            if (const auto in = parse_currency(currency_text))
                book.in = *in;
            else
                top.complain("currency", in.error());
        }
        if (const toml::table* const fees = top.table("fees")) read_fees(*fees, book);
        if (const toml::table* const rates = top.table("surcharge")) read_surcharge(*rates, book);
        if (const toml::table* const terms = top.table("terms")) read_terms(*terms, book);
        if (!top.has("fees") || (top.table("fees") != nullptr && !top.table("fees")->contains(delisting_product)))
            top.complain("fees", "there is no fee for " + offlist::quoted(delisting_product),
                         "[fees] with " + std::string(delisting_product) + R"( = "35.00")");
        // Forgotten, they would be a surcharge of nothing and an order without terms, and nobody would be told.
        if (!top.has("surcharge"))
            top.complain("surcharge", "there is no [surcharge]",
                         "[surcharge] with what each method costs on top, per mille; 0 for nothing");
        if (!top.has("terms") || (top.table("terms") != nullptr && !top.table("terms")->contains(delisting_product)))
            top.complain("terms", "there are no terms for " + offlist::quoted(delisting_product),
                         "[terms] with sentences that customers are told before they pay");
        top.finish();
        return book;
    }

private:
    void read_fees(const toml::table& table, price_book& book)
    {
        toml_section section(table, "[fees]", file_, wrong_);
        for (const auto& [key, node] : table) {
            const std::string product(key.str());
            if (node.is_floating_point() || node.is_integer()) {
                section.complain(product, product + " is a number", R"(an amount in quotes, like "35.00")");
                continue;
            }
            const auto text = section.text(product);
            if (!text) continue;
            const auto cents = parse_cents(*text);
            if (!cents)
                section.complain(product, product + ": " + cents.error().what, cents.error().expected);
            else if (*cents == 0)
                section.complain(product, product + " costs nothing", "an amount above zero");
            else
                book.fees.emplace(product, *cents);
        }
    }

    void read_surcharge(const toml::table& table, price_book& book)
    {
        toml_section section(table, "[surcharge]", file_, wrong_);
        for (const auto& [key, node] : table) {
            const std::string method(key.str());
            const auto rate = section.integer(method);
            if (!parse_payment_method(method))  // misspelt, the surcharge of every such payment would be lost
                section.complain(method, offlist::quoted(method) + " is no payment method", "one of " + all_methods());
            if (!rate) continue;
            if (*rate < 0 || *rate > per_mille)
                section.complain(method, method + " is " + std::to_string(*rate), "per mille, from 0 to 1000");
            else
                book.surcharge.emplace(method, *rate);
        }
    }

    void read_terms(const toml::table& table, price_book& book)
    {
        toml_section section(table, "[terms]", file_, wrong_);
        for (const auto& [key, node] : table) {
            const std::string product(key.str());
            book.terms.emplace(product, section.texts(product));
            if (!book.fees.contains(product))
                section.complain(product, "terms of " + offlist::quoted(product) + ", which has no fee",
                                 "a product of [fees]");
        }
    }

    const std::string& file_;
    problems& wrong_;
};

}  // namespace

std::optional<money> price_book::fee(std::string_view product) const
{
    const auto found = fees.find(product);
    if (found == fees.end()) return std::nullopt;
    return money{found->second, in};
}

std::optional<std::int64_t> surcharge(std::int64_t amount, std::string_view method, const price_book& book)
{
    BOOST_ASSERT(amount >= 0 && amount <= largest_amount);
    const auto found = book.surcharge.find(method);
    if (found == book.surcharge.end()) return std::nullopt;
    return (amount * found->second + per_mille / 2) / per_mille;
}

loaded<price_book> parse_price_book(std::string_view text, const std::string& file)
{
    problems wrong;
    price_book book;
    try {
        const toml::table root = toml::parse(text, file);
        book = price_reader(file, wrong).read(root);
    } catch (const toml::parse_error& error) {
        wrong.push_back(
            {"not valid TOML: " + escaped(error.description()), "", file, static_cast<int>(error.source().begin.line)});
    }
    if (!wrong.empty()) return wrong;
    return book;
}

}  // namespace offlist

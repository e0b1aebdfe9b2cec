// shop.hpp: the REST interface with lists that can be worked, a customer whose addresses are listed there, and staff.
//
// For one thread.
#pragma once
#include <gmock/gmock.h>

#include <offlist/catalog.hpp>
#include <store/money/ledger_table.hpp>
#include <store/monitoring/sql_monitor_store.hpp>
#include <string>
#include <vector>

#include "api/service.hpp"

namespace offlist::test {

class shop : public testing::Test {
public:
    shop();

protected:
    /// A list of IPv4 addresses, enabled, with a form.
    [[nodiscard]] static blocklist list(const std::string& id);
    /// These and no others are known from now on.
    void use(std::vector<blocklist> lists);
    /// The newest health of a list.
    void health(const std::string& id, list_state now, const std::string& why = {});
    /// A confirmed listing of the account's subject; monitors the subject first.
    void listed(std::int64_t account, const std::string& subject, const std::string& blocklist);
    /// The same, only suspected.
    void suspected(std::int64_t account, const std::string& subject, const std::string& blocklist);
    /// The listing is over: the list says so.
    void gone(const std::string& subject, const std::string& blocklist);
    /// Staff adds to the funds.
    void credit(std::int64_t account, std::int64_t cents);
    [[nodiscard]] answered order(const std::string& subject, const std::string& blocklist = "alpha");
    /// The first task of staff.
    [[nodiscard]] std::string task();
    [[nodiscard]] answered claim(const std::string& id, const std::string& token);
    [[nodiscard]] answered complete(const std::string& id, const std::string& token, const char* outcome,
                                    const char* note = "note");
    [[nodiscard]] nlohmann::json quote(const std::string& subject, const std::string& blocklist = "alpha");
    [[nodiscard]] nlohmann::json funds(std::int64_t account);
    /// As funds() tells these, where no payment is disputed.
    [[nodiscard]] static nlohmann::json funds_with(const nlohmann::json& balance, const nlohmann::json& held);
    void expect_balanced();

    service with;
    std::int64_t own = with.account("Own");
    std::int64_t other = with.account("Other");
    std::string customer = with.token(role::customer, own);
    std::string stranger = with.token(role::customer, other);
    std::string staff = with.token(role::staff);
    std::string colleague = with.token(role::staff);
    std::string admin = with.token(role::admin);

private:
    void step(const std::string& subject, const std::string& blocklist, listing_state to);
};

}  // namespace offlist::test

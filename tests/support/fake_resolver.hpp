// fake_resolver.hpp: the resolver port answered from a table, for tests of whoever asks a question at a time.
//
// Names that the table does not hold do not exist (NXDOMAIN). One thread only.
#pragma once
#include <map>
#include <offlist/resolver.hpp>
#include <string>
#include <utility>
#include <vector>

namespace offlist::test {

class fake_resolver final : public resolver {
public:
    /// An A answer with these addresses (host byte order).
    fake_resolver& a(const std::string& name, std::initializer_list<std::uint32_t> addresses, std::uint32_t ttl = 60)
    {
        answer said;
        said.status = answer_status::answered;
        said.ttl = ttl;
        for (const std::uint32_t address : addresses) said.addresses.push_back(address);
        return set(name, record_type::a, std::move(said));
    }
    fake_resolver& txt(const std::string& name, std::vector<std::string> records, std::uint32_t ttl = 60)
    {
        answer said;
        said.status = answer_status::answered;
        said.ttl = ttl;
        said.texts = std::move(records);
        return set(name, record_type::txt, std::move(said));
    }
    /// Any other outcome, for both types.
    fake_resolver& status(const std::string& name, answer_status what)
    {
        answer said;
        said.status = what;
        set(name, record_type::a, said);
        return set(name, record_type::txt, said);
    }
    fake_resolver& set(const std::string& name, record_type type, answer said)
    {
        table_[{name, type}] = std::move(said);
        return *this;
    }
    /// What names outside the table answer.
    fake_resolver& otherwise(answer_status what)
    {
        otherwise_ = what;
        return *this;
    }

    boost::asio::awaitable<answer> ask(question q) override
    {
        asked_.push_back(q);
        const auto found = table_.find({q.name, q.type});
        if (found != table_.end()) co_return found->second;
        answer said;
        said.status = otherwise_;
        co_return said;
    }
    [[nodiscard]] std::string_view server_name(std::uint8_t) const override { return "192.0.2.53:53"; }

    [[nodiscard]] const std::vector<question>& asked() const { return asked_; }
    [[nodiscard]] std::size_t asked(std::string_view name, record_type type) const
    {
        std::size_t times = 0;
        for (const question& q : asked_) times += q.name == name && q.type == type ? 1U : 0U;
        return times;
    }

private:
    std::map<std::pair<std::string, record_type>, answer> table_;
    answer_status otherwise_ = answer_status::no_such_name;
    std::vector<question> asked_;
};

}  // namespace offlist::test

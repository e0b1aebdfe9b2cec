// counting_source.hpp: a source of questions that remembers what became of each. One thread only.
#pragma once
#include <dns/pipeline.hpp>
#include <string>
#include <utility>
#include <vector>

namespace offlist::test {

class counting_source final : public dns::question_source {
public:
    explicit counting_source(std::vector<std::string> names) { add(std::move(names)); }

    void add(std::vector<std::string> names)
    {
        for (std::string& name : names) names_.push_back(std::move(name));
        answers_.resize(names_.size());
        times_.resize(names_.size());
    }
    void allow_servers(std::uint32_t mask) { servers_ = mask; }
    void ask_again_at(std::optional<dns::steady_time> moment) { idle_until_ = moment; }

    bool next(dns::outgoing& q, dns::steady_time now) override
    {
        last_pull_ = now;
        if (pulled_ == names_.size() || (idle_until_ && now < *idle_until_)) return false;
        if (!q.name.assign(names_[pulled_])) return false;
        q.type = record_type::a;
        q.servers = servers_;
        q.tag = pulled_++;
        most_in_flight_ = std::max(most_in_flight_, pulled_ - answered_);
        return true;
    }
    void answered(std::uint64_t tag, const answer& said, dns::steady_time) override
    {
        answers_.at(tag) = said;
        ++times_.at(tag);
        ++answered_;
    }
    [[nodiscard]] std::optional<dns::steady_time> idle_until() const override
    {
        return pulled_ == names_.size() ? std::nullopt : idle_until_;
    }

    [[nodiscard]] std::size_t pulled() const { return pulled_; }
    [[nodiscard]] std::size_t answered() const { return answered_; }
    [[nodiscard]] bool done() const { return answered_ == names_.size(); }
    [[nodiscard]] std::size_t most_in_flight() const { return most_in_flight_; }
    [[nodiscard]] dns::steady_time last_pull() const { return last_pull_; }
    [[nodiscard]] const std::vector<answer>& answers() const { return answers_; }
    [[nodiscard]] const std::vector<int>& times() const { return times_; }  ///< each question was answered

private:
    std::vector<std::string> names_;
    std::vector<answer> answers_;
    std::vector<int> times_;
    std::uint32_t servers_ = dns::any_server;
    std::optional<dns::steady_time> idle_until_;
    dns::steady_time last_pull_{};
    std::size_t pulled_ = 0;
    std::size_t answered_ = 0;
    std::size_t most_in_flight_ = 0;
};

}  // namespace offlist::test

// slice_bench: how many steps of listings a second the store takes durably, a slice at a time.
//
//   slice_bench URL STEPS SLICE    STEPS steps in slices of SLICE, into a new store
//
// Listings appear, are confirmed and end: a quarter of the steps each suspected, opened, clearing and closed. Slices
// that are written whole take turns with slices of which each step is written by itself, in one transaction all the
// same: that is what a writer costs that sends its statements for each step.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <store/accounts/account_table.hpp>
#include <store/accounts/subject_table.hpp>
#include <store/monitoring/sql_monitor_store.hpp>
#include <string>
#include <vector>

namespace {

using namespace offlist;
using wall = std::chrono::steady_clock;

constexpr std::chrono::sys_seconds at{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
constexpr std::uint32_t first_address = 0x2d000000;  // 45.0.0.0

template <class Work>
auto now(store::database& db, Work work)
{
    using result = std::invoke_result_t<Work&, soci::session&>;
    return db.write_now([&](soci::session& s) -> parsed<result> { return work(s); }).value();
}

struct change_of_state {
    change what;
    listing_state from;
    listing_state to;
};
constexpr change_of_state life[]{{change::suspected, listing_state::clean, listing_state::suspected},
                                 {change::opened, listing_state::suspected, listing_state::listed},
                                 {change::clearing, listing_state::listed, listing_state::clearing},
                                 {change::closed, listing_state::clearing, listing_state::clean}};

// The same moment of the lives of a slice of listings.
class slice_of {
public:
    slice_of(std::uint32_t subjects, std::string list) : ids_(subjects), list_(std::move(list)) {}

    [[nodiscard]] slice_record at_moment(std::size_t moment) const
    {
        slice_record r;
        r.at = at;
        for (std::uint32_t n = 0; n < ids_.size(); ++n) {
            listing_step st;
            st.listing = ids_[n];
            st.about = address_v4(first_address + n);
            st.blocklist = list_;
            st.what = life[moment].what;
            st.from = life[moment].from;
            st.to.state = life[moment].to;
            st.to.counted_at = st.to.verified_at = at + std::chrono::minutes(moment);
            st.because.what = verdict::listed;
            st.because.codes = {"127.0.0.4"};
            st.because.meanings = {"infected or exploited host"};
            st.because.texts = {"see https://lists.example/?ip=" + to_string(st.about)};
            st.because.resolver = "127.0.0.1:53";
            st.because.definition = "0123456789abcdef";
            st.because.asked_at = at + std::chrono::minutes(moment);
            r.steps.push_back(std::move(st));
        }
        return r;
    }
    void keep(const std::vector<step_result>& written)
    {
        for (std::size_t n = 0; n < ids_.size(); ++n)
            if ((ids_[n] = written.at(n).listing) == 0) std::abort();
    }

private:
    std::vector<std::int64_t> ids_;
    std::string list_;
};

std::vector<step_result> write_whole(soci::session& s, const slice_record& r)
{
    return store::sql_monitor_store::record(s, r).steps;
}

std::vector<step_result> write_singly(soci::session& s, const slice_record& r)
{
    std::vector<step_result> all;
    slice_record one;
    one.at = r.at;
    for (const listing_step& step : r.steps) {
        one.steps.assign(1, step);
        all.push_back(store::sql_monitor_store::record(s, one).steps.at(0));
    }
    return all;
}

struct way {
    const char* name;
    std::vector<step_result> (*write)(soci::session&, const slice_record&);
    double seconds[4]{};
    double steps = 0;

    [[nodiscard]] double rate() const { return steps / (seconds[0] + seconds[1] + seconds[2] + seconds[3]); }
};

int run(const std::string& url, std::uint32_t steps, std::uint32_t slice)
{
    auto db = store::database::open({.url = url}).value();
    store::actor by;
    by.who.role = role::admin;
    by.who.name = "benchmark";
    by.at = at;
    now(*db, [&](soci::session& s) {
        const auto id = store::account_table::create(s, "customer", "post@example.org", by).id;
        std::vector<store::new_subject> lines;
        for (std::uint32_t n = 0; n < slice; ++n)
            lines.push_back({.text = address_v4(first_address + n).to_string(), .label = {}, .file = {}});
        return store::subject_table::add_many(s, id, lines, by, special_addresses::refuse).value().added.size();
    });
    way ways[]{{"whole", write_whole}, {"singly", write_singly}};
    std::uint32_t lists = 0;
    for (std::uint32_t done = 0; done < steps;)
        for (way& w : ways) {
            slice_of lives(slice, "list-" + std::to_string(++lists));
            for (std::size_t moment = 0; moment < std::size(life); ++moment) {
                const slice_record r = lives.at_moment(moment);
                const auto began = wall::now();
                const auto written = now(*db, [&](soci::session& s) { return w.write(s, r); });
                w.seconds[moment] += std::chrono::duration<double>(wall::now() - began).count();
                w.steps += slice;
                done += slice;
                lives.keep(written);
            }
        }
    for (const way& w : ways) {
        std::printf("%-6s %8.0f steps/s", w.name, w.rate());
        for (std::size_t moment = 0; moment < std::size(life); ++moment)
            std::printf(", %s %.0f", std::string(to_string(life[moment].what)).c_str(),
                        w.steps / static_cast<double>(std::size(life)) / w.seconds[moment]);
        std::printf("\n");
    }
    std::printf("ratio  %8.2f\n", ways[0].rate() / ways[1].rate());
    return 0;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 4) return 2;
    const int steps = std::atoi(argv[2]), slice = std::atoi(argv[3]);
    if (steps < 1 || slice < 1) return 2;
    return run(argv[1], static_cast<std::uint32_t>(steps), static_cast<std::uint32_t>(slice));
}

#include "outbound/transfer_loop.hpp"

#include <algorithm>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/assert.hpp>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>
#include <vector>

namespace offlist::outbound {
namespace {

namespace asio = boost::asio;

constexpr int look_every_ms = 1000;  // at transfers that wait for a place and whose patience ends

using transfer_pointer = std::shared_ptr<transfer>;
using multi_handle = std::unique_ptr<CURLM, decltype(&::curl_multi_cleanup)>;

multi_handle make_multi()
{
    // libcurl 7.84 and later do this safely from any thread, once.
    static const CURLcode started = ::curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_handle made(started == CURLE_OK ? ::curl_multi_init() : nullptr, &::curl_multi_cleanup);
    if (!made) throw std::runtime_error("libcurl cannot start");
    return made;
}

}  // namespace

transfer::transfer() : easy_(::curl_easy_init(), &::curl_easy_cleanup)
{
    if (!easy_) throw std::runtime_error("libcurl cannot start");
}

// What callers want, on its way to the loop's thread.
class transfer_loop::inbox {
public:
    struct letters {
        std::vector<transfer_pointer> begun;
        std::vector<std::weak_ptr<transfer>> cancelled;
        bool stopped = false;
    };

    inbox() : multi_(make_multi()) {}

    void begin(transfer_pointer what)
    {
        {
            const std::scoped_lock lock(mutex_);
            if (!closed_) {
                in_.begun.push_back(std::move(what));
                what.reset();
            }
        }
        if (what) return finish(*what, CURLE_ABORTED_BY_CALLBACK);
        ::curl_multi_wakeup(multi_.get());
    }
    void cancel(const std::weak_ptr<transfer>& what)
    {
        {
            const std::scoped_lock lock(mutex_);
            in_.cancelled.push_back(what);
        }
        ::curl_multi_wakeup(multi_.get());
    }
    void close()
    {
        {
            const std::scoped_lock lock(mutex_);
            closed_ = in_.stopped = true;
        }
        ::curl_multi_wakeup(multi_.get());
    }
    [[nodiscard]] letters take()
    {
        const std::scoped_lock lock(mutex_);
        letters taken = std::exchange(in_, {});
        taken.stopped = closed_;
        return taken;
    }
    [[nodiscard]] CURLM* multi() const { return multi_.get(); }

    static void finish(transfer& what, CURLcode how)
    {
        what.ended_ = how;
        const auto done = std::exchange(what.done_, nullptr);
        if (done) done();
    }

private:
    multi_handle multi_;
    std::mutex mutex_;
    letters in_;
    bool closed_ = false;
};

// The loop's thread: everything here runs on it alone.
class transfer_loop::worker {
public:
    explicit worker(std::shared_ptr<inbox> from) : inbox_(std::move(from)) {}

    void run()
    {
        for (;;) {
            auto news = inbox_->take();
            for (auto& one : news.begun) enqueue(std::move(one));
            for (const auto& one : news.cancelled) cancel(one.lock());
            if (news.stopped) return end_all();
            drop_late();
            start_next();
            int running = 0;
            ::curl_multi_perform(inbox_->multi(), &running);
            if (!collect()) ::curl_multi_poll(inbox_->multi(), nullptr, 0, look_every_ms, nullptr);
        }
    }

private:
    void enqueue(transfer_pointer what)
    {
        if (waiting_.size() >= most_waiting) return inbox::finish(*what, CURLE_AGAIN);
        waiting_.push_back(std::move(what));
    }

    void cancel(const transfer_pointer& what)
    {
        if (!what) return;
        if (const auto found = running_.find(what->easy()); found != running_.end()) {
            end(found, CURLE_ABORTED_BY_CALLBACK);
        } else if (std::erase(waiting_, what) > 0) {
            inbox::finish(*what, CURLE_ABORTED_BY_CALLBACK);
        }
    }

    void drop_late()
    {
        const auto now = std::chrono::steady_clock::now();
        std::erase_if(waiting_, [now](const transfer_pointer& one) {
            if (one->deadline_ > now) return false;
            inbox::finish(*one, CURLE_OPERATION_TIMEDOUT);
            return true;
        });
    }

    void start_next()
    {
        while (running_.size() < most_at_once && !waiting_.empty()) {
            const auto next = std::move(waiting_.front());
            waiting_.pop_front();
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(next->deadline_ -
                                                                                    std::chrono::steady_clock::now());
            // zero would mean no limit
            const auto bound = static_cast<long>(std::max<std::chrono::milliseconds::rep>(left.count(), 1));
            ::curl_easy_setopt(next->easy(), CURLOPT_TIMEOUT_MS, bound);
            ::curl_easy_setopt(next->easy(), CURLOPT_CONNECTTIMEOUT_MS, bound);
            if (::curl_multi_add_handle(inbox_->multi(), next->easy()) != CURLM_OK) {
                inbox::finish(*next, CURLE_FAILED_INIT);
                continue;
            }
            running_.emplace(next->easy(), next);
        }
    }

    // Whether any has ended: then there may be places for those that wait.
    bool collect()
    {
        bool any = false;
        int left = 0;
        while (const CURLMsg* const said = ::curl_multi_info_read(inbox_->multi(), &left)) {
            if (said->msg != CURLMSG_DONE) continue;
            const auto found = running_.find(said->easy_handle);
            BOOST_ASSERT(found != running_.end());
            end(found, said->data.result);
            any = true;
        }
        return any;
    }

    void end(std::map<CURL*, transfer_pointer>::iterator which, CURLcode how)
    {
        const transfer_pointer what = std::move(which->second);
        running_.erase(which);
        ::curl_multi_remove_handle(inbox_->multi(), what->easy());
        inbox::finish(*what, how);
    }

    void end_all()
    {
        while (!running_.empty()) end(running_.begin(), CURLE_ABORTED_BY_CALLBACK);
        for (const auto& one : std::exchange(waiting_, {})) inbox::finish(*one, CURLE_ABORTED_BY_CALLBACK);
    }

    std::shared_ptr<inbox> inbox_;
    std::deque<transfer_pointer> waiting_;
    std::map<CURL*, transfer_pointer> running_;
};

transfer_loop::transfer_loop() : inbox_(std::make_shared<inbox>()), thread_([from = inbox_] { worker(from).run(); }) {}

transfer_loop::~transfer_loop()
{
    stop();
}

void transfer_loop::stop()
{
    inbox_->close();
    if (thread_.joinable()) thread_.join();
}

asio::awaitable<void> transfer_loop::run(std::shared_ptr<transfer> what)
{
    what->deadline_ = std::chrono::steady_clock::now() + what->patience;
    auto start = [box = inbox_, what](auto handler) {
        auto home = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work_t::tracked);
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected())
            slot.assign([box, weak = std::weak_ptr(what)](asio::cancellation_type) { box->cancel(weak); });
        // shared only because std::function copies; it is moved to the home executor and never left behind here
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        what->done_ = [home, slot, kept]() mutable {
            asio::post(home, [slot, resume = std::move(kept)]() mutable {
                if (slot.is_connected()) slot.clear();
                std::move (*resume)();
            });
        };
        box->begin(what);
    };
    return asio::async_initiate<const asio::use_awaitable_t<>&, void()>(std::move(start), asio::use_awaitable);
}

}  // namespace offlist::outbound

#include "daemon/log_failure.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <telemetry/log.hpp>
#include <utility>

namespace offlist::daemon {

std::function<void(std::exception_ptr)> log_failure_of(std::string name)
{
    return [name = std::move(name)](const std::exception_ptr& failed) {
        try {
            if (failed) std::rethrow_exception(failed);
        } catch (const boost::system::system_error& error) {
            if (error.code() != boost::asio::error::operation_aborted)
                telemetry::log_error("a task of the daemon failed", {{"task", name}, {"why", error.what()}});
        } catch (const std::exception& error) {
            telemetry::log_error("a task of the daemon failed", {{"task", name}, {"why", error.what()}});
        }
    };
}

}  // namespace offlist::daemon

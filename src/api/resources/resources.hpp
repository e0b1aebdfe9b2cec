// resources.hpp: the rows of each resource. Each function stands in the file of its name.
//
// A resource is a class `handlers` in a namespace of its own: what its handlers use are its members, and its rows keep
// it alive. Called once at start; the handlers are for one thread.
#pragma once
#include <api/endpoint.hpp>
#include <api/ports.hpp>
#include <boost/asio/awaitable.hpp>
#include <memory>
#include <vector>

namespace offlist::api {

/// Makes handlers of rows from member functions of one `Handlers`: `to(&handlers::list)`.
template <class Handlers>
class handlers_of {
public:
    explicit handlers_of(const api_ports& with) : all_(std::make_shared<Handlers>(with)) {}

    [[nodiscard]] endpoint_handler operator()(boost::asio::awaitable<http::response> (Handlers::*which)(call&)) const
    {
        return [all = all_, which](call& of) { return ((*all).*which)(of); };
    }

private:
    std::shared_ptr<Handlers> all_;
};

[[nodiscard]] std::vector<endpoint> operations_endpoints(const api_ports& with);
/// What the operator's own machines ask: health, readiness, metrics without a token.
[[nodiscard]] std::vector<endpoint> internal_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> accounts_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> subjects_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> tokens_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> listings_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> checks_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> blocklists_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> budget_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> sweeps_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> mass_changes_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> mass_ends_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> adjustments_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> events_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> overview_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> audit_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> quotes_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> delistings_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> tasks_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> funds_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> payments_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> documents_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> reports_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> reconciliations_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> receipts_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> addresses_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> gateway_webhooks_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> webhooks_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> login_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> me_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> people_endpoints(const api_ports& with);
[[nodiscard]] std::vector<endpoint> restore_endpoints(const api_ports& with);

}  // namespace offlist::api

#include "daemon/serving/console_site.hpp"

#include <config/configuration.hpp>
#include <string>
#include <telemetry/log.hpp>
#include <utility>
#include <web/site.hpp>

namespace offlist::daemon {
namespace {

void tell_of_reports(std::uint64_t reports, std::string_view newest)
{
    telemetry::log_warning("browsers tell of pages that broke the console's content policy",
                           {{"reports", std::to_string(reports)}, {"newest", newest}});
}

}  // namespace

std::shared_ptr<web::site> make_console(const config::service_config& with, const clock& time)
{
    const config::console_config& from = with.console;
    web::site_options options;
    options.look = {.name = from.name,
                    .accent = from.accent,
                    .support_url = from.support_url,
                    .terms_url = from.terms_url,
                    .logo = from.logo,
                    .logo_name = from.logo_name};
    options.directory = from.directory;
    options.by_tls_alone = !with.http.tls_certificate && with.url().starts_with("https://");
    return std::make_shared<web::site>(std::move(options), time, tell_of_reports);
}

}  // namespace offlist::daemon

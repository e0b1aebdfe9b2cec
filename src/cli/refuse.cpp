#include "cli/refuse.hpp"

#include <telemetry/log.hpp>

#include "cli/report/json_text.hpp"

namespace offlist::cli {

exit_status refuse(const problems& wrong)
{
    telemetry::log_problems(wrong);
    return exit_status::unknown;
}

exit_status refuse_as_asked(const problems& wrong, console& out)
{
    if (!out.json()) return refuse(wrong);
    for (const problem& p : wrong) out.print(json_of(p));
    return exit_status::unknown;
}

}  // namespace offlist::cli

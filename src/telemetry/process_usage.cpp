#include "telemetry/process_usage.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <system_error>
#include <vector>

namespace offlist::telemetry {
namespace {

// Fields of /proc/self/stat behind the name in brackets, which may hold blanks; the first is number 3 of proc(5).
std::vector<double> stat_fields()
{
    std::ifstream in("/proc/self/stat");
    std::string line;
    std::getline(in, line);
    std::vector<double> fields;
    std::istringstream rest(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::string word;
    rest >> word;  // the state, a letter
    fields.push_back(0);
    for (double value = 0; rest >> value;) fields.push_back(value);
    return fields;
}

double boot_time()
{
    std::ifstream in("/proc/stat");
    for (std::string word; in >> word;)
        if (word == "btime") {
            double at = 0;
            in >> at;
            return at;
        }
    return 0;
}

}  // namespace

process_usage usage_of_this_process()
{
    constexpr std::size_t first = 3, start_time = 22, resident_pages = 24;  // numbers of proc(5)
    process_usage now;
    const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    const std::vector<double> fields = stat_fields();
    if (fields.size() > resident_pages - first) {
        now.started = boot_time() + fields[start_time - first] / ticks;
        now.resident_octets = fields[resident_pages - first] * static_cast<double>(::sysconf(_SC_PAGESIZE));
    }
    rusage used{};
    if (::getrusage(RUSAGE_SELF, &used) == 0) {
        const auto seconds = [](const timeval& t) {
            return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
        };
        now.cpu_seconds = seconds(used.ru_utime) + seconds(used.ru_stime);
    }
    std::error_code error;
    for (std::filesystem::directory_iterator each("/proc/self/fd", error), end; !error && each != end;
         each.increment(error))
        ++now.descriptors;
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) now.most_descriptors = static_cast<double>(limit.rlim_cur);
    return now;
}

}  // namespace offlist::telemetry

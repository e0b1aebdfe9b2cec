#include "core/small_file.hpp"

#include <system_error>
#include "core/whole_file.hpp"

namespace offlist {

parsed<std::string> read_small_file(const std::filesystem::path& file, std::size_t largest)
{
    std::error_code error;
    if (!std::filesystem::exists(file, error))
        return problem{.what = error ? "the file cannot be reached: " + error.message() : "there is no such file",
                       .file = file.string()};
    if (std::filesystem::is_directory(file, error))
        return problem{.what = "this is a directory", .expected = "a file", .file = file.string()};
    if (const auto size = std::filesystem::file_size(file, error); !error && size > largest)
        return problem{.what = "the file is larger than " + std::to_string(largest) + " octets", .file = file.string()};
    return read_whole(file, largest);
}

}  // namespace offlist

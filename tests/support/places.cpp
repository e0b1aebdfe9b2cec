#include <support/places.hpp>

namespace offlist::test {

std::string in_tree(std::string_view path)
{
    return std::string(OFFLIST_SOURCE_DIR "/").append(path);
}

std::string program_file()
{
    return OFFLIST_PROGRAM;
}

}  // namespace offlist::test

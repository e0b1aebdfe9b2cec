// places.hpp: where the tree and its program are, for tests that read the one or run the other.
//
// The only objects that depend on where the tree lies, so that the compile cache serves every clone. From any thread.
#pragma once
#include <string>
#include <string_view>

namespace offlist::test {

/// A file of the tree, by its path from the root.
[[nodiscard]] std::string in_tree(std::string_view path);
/// The program of this build.
[[nodiscard]] std::string program_file();

}  // namespace offlist::test

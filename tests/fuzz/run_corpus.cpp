// Runs a fuzz target over files and folders of inputs, with any compiler: what the fuzzer once found stays mended.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run_file(const std::filesystem::path& file)
{
    std::ifstream in(file, std::ios::binary);
    const std::vector<char> text{std::istreambuf_iterator<char>(in), {}};
    // copied to its exact size, so that a sanitizer sees the first octet read behind it
    const std::vector<std::uint8_t> input(text.begin(), text.end());
    std::cout << file.filename().string() << std::endl;  // flushed: the last name printed is the one that failed
    LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

int main(int count, char** arguments)
{
    int files = 0;
    for (int i = 1; i < count; ++i)
        for (const auto& found : std::filesystem::recursive_directory_iterator(arguments[i]))
            if (found.is_regular_file()) {
                run_file(found.path());
                ++files;
            }
    LLVMFuzzerTestOneInput(nullptr, 0);
    std::cout << files << " inputs\n";
    return files > 0 ? 0 : 1;  // an empty corpus is a mistake in the path
}

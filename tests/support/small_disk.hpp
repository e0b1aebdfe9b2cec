// small_disk.hpp: a disk of a few megabytes that a test can fill, which only root with CAP_SYS_ADMIN can have.
//
// For one thread. It is gone with the object.
#pragma once
#include <sys/mount.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace offlist::test {

class small_disk {
public:
    explicit small_disk(std::filesystem::path at, int megabytes = 4) : at_(std::move(at))
    {
        std::filesystem::create_directory(at_);
        const std::string size = "size=" + std::to_string(megabytes) + "m";
        mounted_ = ::mount("tmpfs", at_.c_str(), "tmpfs", 0, size.c_str()) == 0;
    }
    ~small_disk()
    {
        if (mounted_) ::umount2(at_.c_str(), MNT_DETACH);
    }
    small_disk(const small_disk&) = delete;
    small_disk& operator=(const small_disk&) = delete;

    [[nodiscard]] bool mounted() const { return mounted_; }
    /// To the last octet.
    void fill() const
    {
        std::ofstream out(at_ / "ballast", std::ios::binary);
        const std::string page(4096, 'x');
        while (out.write(page.data(), static_cast<std::streamsize>(page.size())).flush()) {
        }
    }
    void empty() const { std::filesystem::remove(at_ / "ballast"); }

private:
    std::filesystem::path at_;
    bool mounted_ = false;
};

}  // namespace offlist::test

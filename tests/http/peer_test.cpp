// TLS, compression and IPv6, as curl sees them: a client that nobody here wrote.
#include <gmock/gmock.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <http/gzip.hpp>
#include <http/raw_client.hpp>
#include <http/served.hpp>
#include <stdexcept>
#include <string>

namespace {

using namespace offlist;
using namespace offlist::test;
using testing::HasSubstr;
namespace fs = std::filesystem;

struct printed {
    int status = -1;
    std::string text;
};

printed run(const std::string& command)
{
    FILE* const pipe = ::popen(("(" + command + ") 2>/dev/null </dev/null").c_str(), "re");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    printed said;
    std::array<char, 4096> some{};
    for (std::size_t size = 0; (size = ::fread(some.data(), 1, some.size(), pipe)) > 0;)
        said.text.append(some.data(), size);
    const int ended = ::pclose(pipe);
    said.status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
    return said;
}

class folder {
public:
    folder()
    {
        std::string pattern = (fs::temp_directory_path() / "offlist-tls-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a directory");
        path_ = pattern;
    }
    ~folder()
    {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    folder(const folder&) = delete;
    folder& operator=(const folder&) = delete;

    [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }
    /// NAME.pem and NAME.key, for localhost.
    void make_certificate(const std::string& name, const std::string& key_options = "-nodes") const
    {
        const printed made = run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 " +
                                 key_options + " -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
                                 file(name + ".key") + " -out " + file(name + ".pem"));
        if (made.status != 0) throw std::runtime_error("openssl does not make a certificate");
    }

private:
    fs::path path_;
};

class tls : public testing::Test {
protected:
    tls() { files_.make_certificate("first"); }
    http::server_options options() const
    {
        http::server_options made;
        made.tls = http::tls_files{files_.file("first.pem"), files_.file("first.key")};
        return made;
    }
    printed curl(const served& on, const std::string& certificate, const std::string& more = {}) const
    {
        return run("curl -sS --max-time 20 --noproxy '*' --resolve localhost:" + std::to_string(on.port()) +
                   ":127.0.0.1 --cacert " + files_.file(certificate + ".pem") + " " + more +
                   " https://localhost:" + std::to_string(on.port()) + "/hello");
    }
    folder files_;
};

TEST_F(tls, serves_from_1_2_on)
{
    served on(options());
    EXPECT_EQ(curl(on, "first").text, "hi");
    EXPECT_EQ(curl(on, "first", "--tls-max 1.2").text, "hi");
    EXPECT_NE(curl(on, "first", "--tlsv1.0 --tls-max 1.1 --ciphers DEFAULT@SECLEVEL=0").status, 0);
    EXPECT_EQ(curl(on, "first", "--http2 -o /dev/null -w '%{http_version}'").text, "1.1");
    EXPECT_EQ(
        run("head -c 300000 /dev/zero | curl -sS --max-time 20 --noproxy '*' -k --data-binary @- https://127.0.0.1:" +
            std::to_string(on.port()) + "/echo | wc -c")
            .text,
        "300000\n");
}

TEST_F(tls, plain_http_to_its_port_is_dropped)
{
    served on(options());
    raw_client client(on.port());
    client.send(get("/hello"));
    EXPECT_THAT(client.read_to_end(), testing::Not(HasSubstr("HTTP/1.1")));
    EXPECT_THAT(on.drops(1), testing::ElementsAre(http::drop_reason::no_tls));
}

TEST_F(tls, a_silent_client_is_cut_off)
{
    http::server_options short_ones = short_deadlines();
    short_ones.tls = options().tls;
    served on(short_ones);
    EXPECT_EQ(raw_client(on.port()).read_to_end(), "");
    EXPECT_THAT(on.drops(1), testing::ElementsAre(http::drop_reason::slow));
}

TEST_F(tls, new_files_are_taken_up_and_broken_ones_are_not)
{
    served on(options());
    files_.make_certificate("second");
    fs::copy_file(files_.file("second.pem"), files_.file("first.pem"), fs::copy_options::overwrite_existing);
    on.on_its_thread([&](http::server& s) {
        const auto mixed = s.reload_tls();  // the certificate is new, the key is not
        ASSERT_FALSE(mixed);
        EXPECT_THAT(mixed.error().what, HasSubstr("belongs to another certificate"));
        EXPECT_EQ(mixed.error().file, files_.file("first.key"));
    });
    EXPECT_NE(curl(on, "second").status, 0);  // the old one is still served

    fs::copy_file(files_.file("second.key"), files_.file("first.key"), fs::copy_options::overwrite_existing);
    on.on_its_thread([](http::server& s) { EXPECT_TRUE(s.reload_tls()); });
    EXPECT_EQ(curl(on, "second").text, "hi");
}

TEST_F(tls, wrong_files_are_named)
{
    http::server_options wrong = options();
    wrong.tls->certificate = files_.file("none.pem");
    EXPECT_THROW(served{wrong}, std::runtime_error);
    files_.make_certificate("locked", "-passout pass:secret");
    wrong.tls = http::tls_files{files_.file("locked.pem"), files_.file("locked.key")};
    try {
        served on(wrong);  // and does not ask for the passphrase on the terminal
        ADD_FAILURE() << "served with a locked key";
    } catch (const std::runtime_error& e) {
        EXPECT_THAT(e.what(), testing::AllOf(HasSubstr("locked.key"), HasSubstr("not encrypted")));
    }
}

TEST(gzip, comes_back_as_it_was)
{
    served on;
    const std::string url = " http://127.0.0.1:" + std::to_string(on.port());
    const std::string curl = "curl -sS --max-time 20 --noproxy '*' ";
    const std::string plain = run(curl + url + "/large").text;
    EXPECT_EQ(plain.size(), 538'890U);
    EXPECT_EQ(run(curl + "--compressed" + url + "/large").text, plain);
    const std::string packed = run(curl + "-H 'Accept-Encoding: gzip'" + url + "/large").text;
    EXPECT_THAT(packed, testing::StartsWith("\x1f\x8b"));
    EXPECT_LT(packed.size() * 3, plain.size());
}

TEST(gzip, says_so_and_leaves_alone_what_is_small)
{
    served on;
    raw_client client(on.port());
    const raw_answer packed = client.ask(get("/large", "Accept-Encoding: br;q=1, gzip;q=0.5\r\n"));
    EXPECT_EQ(packed.headers.at("content-encoding"), "gzip");
    EXPECT_EQ(packed.headers.at("vary"), "Accept-Encoding");
    const raw_answer plain = client.ask(get("/large"));
    EXPECT_EQ(plain.headers.count("content-encoding"), 0U);
    EXPECT_EQ(plain.headers.at("vary"), "Accept-Encoding");
    EXPECT_EQ(client.ask(get("/hello", "Accept-Encoding: gzip\r\n")).headers.count("content-encoding"), 0U);
}

TEST(gzip, weighs_what_the_client_says)
{
    for (const char* yes :
         {"gzip", "GZIP", "x-gzip", "br, gzip", "gzip;q=0.001", "gzip ; Q=1.000", "*", "identity;q=0, *;q=0.1"})
        EXPECT_TRUE(http::accepts_gzip(yes)) << yes;
    for (const char* no : {"", "br", "gzip;q=0", "gzip; q=0.000", "*, gzip;q=0", "*;q=0", "gzip;q=x", "gzip;q=2",
                           "gzipped", "identity", ",,;q=1"})
        EXPECT_FALSE(http::accepts_gzip(no)) << no;
}

TEST(server, listens_on_ip6)
{
    http::server_options options;
    options.listen = {boost::asio::ip::address_v6::loopback(), 0};
    std::unique_ptr<served> on;
    try {
        on = std::make_unique<served>(options);
    } catch (const std::runtime_error& e) {
        GTEST_SKIP() << "no IPv6 here: " << e.what();
    }
    EXPECT_EQ(
        run("curl -sS --max-time 20 --noproxy '*' http://[::1]:" + std::to_string(on->port()) + "/v1/things/1").text,
        "1 for ::1");
}

}  // namespace

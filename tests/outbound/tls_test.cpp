// Certificates are verified, and where they are not, nobody but ourselves is spoken to.
#include <gmock/gmock.h>
#include <stdlib.h>

#include <boost/asio/awaitable.hpp>
#include <cstdlib>
#include <filesystem>
#include <http/server.hpp>
#include <outbound/http_client.hpp>
#include <support/await.hpp>

namespace offlist::test {
namespace {

using namespace outbound;
namespace fs = std::filesystem;

class silent_observer final : public http::server_observer {
public:
    void request_done(const http::finished_request&) override {}
    void connections(std::size_t) override {}
    void streams(std::size_t) override {}
    void dropped(http::drop_reason, std::string_view) override {}
    void handler_failed(const http::finished_request&, std::string_view) override {}
};

class outbound_tls : public testing::Test {
protected:
    outbound_tls()
    {
        std::string pattern = (fs::temp_directory_path() / "offlist-out-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a directory");
        folder = pattern;
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -days 2 -nodes "
            "-subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout " +
            (folder / "key.pem").string() + " -out " + (folder / "cert.pem").string() + " >/dev/null 2>&1";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl does not make a certificate");
        http::server_options o;
        o.listen = {boost::asio::ip::address_v4::loopback(), 0};
        o.tls = http::tls_files{(folder / "cert.pem").string(), (folder / "key.pem").string()};
        std::vector<http::route> routes{{"GET", "/hello", [](http::request&) -> boost::asio::awaitable<http::response> {
                                             co_return http::response{200, "text/plain", "hi", {}};
                                         }}};
        server.emplace(context.get_executor(), http::router(std::move(routes)), o, observer, time);
        if (const auto started = server->start(); !started) throw std::runtime_error(started.error().to_string());
    }
    ~outbound_tls() override
    {
        auto stopping = stopped();
        (void)await(context, std::move(stopping));
        server.reset();
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    http_result get(const std::string& host, client_options options)
    {
        http_client client(std::move(options));
        http_request r;
        r.url = "https://" + host + ":" + std::to_string(server->endpoint().port()) + "/hello";
        r.special = special_addresses::allow;
        auto asked = client.send(r);
        return await(context, std::move(asked));
    }
    boost::asio::awaitable<bool> stopped()
    {
        co_await server->stop(std::chrono::seconds(5));
        co_return true;
    }
    client_options trusting() const
    {
        client_options o;
        o.ca_file = (folder / "cert.pem").string();
        return o;
    }

    fs::path folder;
    boost::asio::io_context context{1};
    silent_observer observer;
    real_clock time;
    std::optional<http::server> server;
};

TEST_F(outbound_tls, a_certificate_that_nobody_vouches_for_is_refused)
{
    const auto said = get("localhost", {});
    ASSERT_FALSE(said);
    EXPECT_EQ(said.error().why, failed_by::no_connection);
    EXPECT_FALSE(said.error().may_have_arrived);
}

TEST_F(outbound_tls, one_that_is_trusted_is_taken_for_its_own_name_alone)
{
    const auto said = get("localhost", trusting());
    ASSERT_TRUE(said) << said.error().what;
    EXPECT_EQ(said->body, "hi");
    EXPECT_FALSE(get("127.0.0.1", trusting()));  // the certificate names localhost
}

}  // namespace
}  // namespace offlist::test

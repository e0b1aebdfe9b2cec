// tls_context.hpp: certificate and key files to what TLS connections are made with.
//
// From any thread; the result is immutable.
#pragma once
#include <memory>
#include <offlist/problem.hpp>
#include <string>

namespace boost::asio::ssl {
class context;
}

namespace offlist::http {

/// TLS 1.2 and later, without renegotiation, with suites that are authenticated and have forward secrecy. `certificate`
/// is a chain in PEM, the server's own first, `key` its private key in PEM. Problems, with the file: it cannot be read
/// or is of another form, the key is encrypted or belongs to another certificate.
[[nodiscard]] parsed<std::shared_ptr<boost::asio::ssl::context>> load_tls(const std::string& certificate,
                                                                          const std::string& key);

}  // namespace offlist::http

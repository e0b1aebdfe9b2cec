#include "http/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/x509err.h>

#include <boost/asio/ssl/context.hpp>
#include <string>

namespace offlist::http {
namespace {

namespace ssl = boost::asio::ssl;

/// Of TLS 1.2: a key for each connection, so that none of today's traffic can be read with a key that is stolen
/// tomorrow, and encryption that is authenticated (RFC 7525 section 4.2). TLS 1.3 has no other suites (RFC 8446 B.4).
constexpr const char* suites_of_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";

problem wrong_file(const std::string& file, std::string what, std::string expected)
{
    return {std::move(what), std::move(expected), file, 0};
}

/// Without it OpenSSL would ask for the passphrase on the terminal, and wait.
int no_passphrase(char* /*into*/, int /*size*/, int /*writing*/, void* /*data*/)
{
    return -1;
}

/// HTTP/1.1 for those who ask, nothing for the rest: no client then speaks HTTP/2 to this server (RFC 7301).
int choose_protocol(SSL* /*connection*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void* /*data*/)
{
    static constexpr unsigned char ours[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, chosen_size, ours, sizeof(ours) - 1, offered, offered_size) !=
        OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_NOACK;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

bool is_mismatch(const boost::system::error_code& failed)
{
    const auto code = static_cast<unsigned long>(failed.value());
    return failed && ERR_GET_LIB(code) == ERR_LIB_X509 && ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH;
}

}  // namespace

parsed<std::shared_ptr<ssl::context>> load_tls(const std::string& certificate, const std::string& key)
{
    auto made = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const native = made->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (SSL_CTX_set_cipher_list(native, suites_of_1_2) != 1)
        return problem{"OpenSSL has no cipher suite that is safe enough", "one of " + std::string(suites_of_1_2)};
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // idle connections keep none
    SSL_CTX_set_default_passwd_cb(native, no_passphrase);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);

    boost::system::error_code failed;
    made->use_certificate_chain_file(certificate, failed);
    if (failed)
        return wrong_file(certificate, "the TLS certificate cannot be used: " + failed.message(),
                          "a chain of certificates in PEM");
    made->use_private_key_file(key, ssl::context::pem, failed);
    if (is_mismatch(failed))
        return wrong_file(key, "the TLS key belongs to another certificate", "the private key of " + certificate);
    if (failed)
        return wrong_file(key, "the TLS key cannot be used: " + failed.message(),
                          "the private key of " + certificate + " in PEM, not encrypted");
    return made;
}

}  // namespace offlist::http

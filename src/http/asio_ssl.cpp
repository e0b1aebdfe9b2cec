// Asio's TLS, compiled once for the whole program (BOOST_ASIO_SEPARATE_COMPILATION), as core/asio.cpp does for the
// rest.
#include <boost/asio/ssl/impl/src.hpp>

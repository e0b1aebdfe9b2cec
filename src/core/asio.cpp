// Asio, compiled once for the whole program (BOOST_ASIO_SEPARATE_COMPILATION): each other file compiles faster.
#include <boost/asio/impl/src.hpp>

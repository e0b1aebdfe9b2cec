// session.hpp: the name of SOCI's session, for headers that only pass one on.
//
// Every session that reaches this room's functions is one that a database gave to the work it runs; it belongs to that
// work's thread until the work returns.
#pragma once

namespace soci {
class session;
}

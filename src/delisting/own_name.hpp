// own_name.hpp: whether a name looks like one that a provider gave to an address, or like one of its own.
//
// Pure; safe from any thread.
#pragma once
#include <offlist/subject.hpp>
#include <string_view>

namespace offlist {

/// Whether `name`, from the reverse DNS of `address`, looks generic: it spells the address (192-0-2-7.pool.example,
/// c0000207.example, also reversed or with leading zeros), or a label of it says "dynamic". Operators refuse such
/// names, because they say who provides the line and not who runs the server. Requires an address.
[[nodiscard]] bool looks_generic(std::string_view name, const subject& address);

}  // namespace offlist

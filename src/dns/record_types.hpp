// record_types.hpp: the record types that are asked about names and mail servers, beside those of blocklists.
//
// The public library asks blocklists and knows A and TXT alone. Of these others the answer's `texts` are: PTR: names,
// in lower case and without the final dot; MX: `10 mail.example.org`, or `0 .` (RFC 7505); AAAA: addresses as RFC 5952
// writes them. Aliases are followed as far as the answer itself leads, as classless reverse zones need it (RFC 2317).
// Constants.
#pragma once
#include <offlist/answer.hpp>

namespace offlist::dns {

inline constexpr record_type ptr_record{12};   // RFC 1035 section 3.3.12
inline constexpr record_type mx_record{15};    // RFC 1035 section 3.3.9
inline constexpr record_type aaaa_record{28};  // RFC 3596 section 2.1

}  // namespace offlist::dns

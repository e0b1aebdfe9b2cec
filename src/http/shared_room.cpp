#include "http/shared_room.hpp"

namespace offlist::http {

shared_room::part::part(shared_room& of, const std::string& client)
    : of_(of), client_(of.clients_.try_emplace(client).first)
{
    ++client_->second.parts;
}

shared_room::part::~part()
{
    of_.octets_ -= octets_;
    client_->second.octets -= octets_;
    if (--client_->second.parts == 0) of_.clients_.erase(client_);
}

bool shared_room::part::resize(std::size_t octets)
{
    taken& client = client_->second;
    if (octets > octets_) {
        const std::size_t more = octets - octets_;
        if (of_.octets_ + more > of_.all_ || client.octets + more > of_.each_) return false;
    }
    of_.octets_ = of_.octets_ - octets_ + octets;
    client.octets = client.octets - octets_ + octets;
    octets_ = octets;
    return true;
}

}  // namespace offlist::http

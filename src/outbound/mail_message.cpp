#include "outbound/mail_message.hpp"

#include <gmime/gmime.h>

#include <algorithm>
#include <core/quoted.hpp>
#include <core/utf8.hpp>
#include <memory>

namespace offlist::outbound {
namespace {

struct unref {
    void operator()(void* object) const { ::g_object_unref(object); }
};
template <class T>
using owned = std::unique_ptr<T, unref>;

void start_gmime()
{
    static const bool started = [] {
        ::g_mime_init();
        return true;
    }();
    (void)started;
}

bool has_control(std::string_view text)
{
    return std::any_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

bool is_ascii(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

struct mailbox {
    std::string name;
    std::string address;
};

parsed<mailbox> read_mailbox(std::string_view text)
{
    const auto no = [&text](const char* why) {
        return problem{.what = quoted(text) + ' ' + why,
                       .expected = "as in delisting@example.org or Name <delisting@example.org>"};
    };
    if (has_control(text) || first_line_not_utf8(text) != 0) return no("holds octets that no address has");
    start_gmime();
    const owned<InternetAddressList> list(::internet_address_list_parse(nullptr, std::string(text).c_str()));
    if (!list || ::internet_address_list_length(list.get()) != 1) return no("is not one mail address");
    InternetAddress* const one = ::internet_address_list_get_address(list.get(), 0);
    if (!INTERNET_ADDRESS_IS_MAILBOX(one)) return no("is a group of addresses");
    const char* const address = ::internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
    const char* const name = ::internet_address_get_name(one);
    const std::string_view addr = address != nullptr ? address : "";
    const auto at = addr.rfind('@');
    if (at == std::string_view::npos || at == 0 || at + 1 == addr.size()) return no("is not a mail address");
    if (!is_ascii(addr) || addr.find_first_of(" <>") != std::string_view::npos) return no("is not an address of ASCII");
    return mailbox{name != nullptr ? name : "", std::string(addr)};
}

void add(GMimeMessage* to, GMimeAddressType as, const mailbox& who)
{
    ::g_mime_message_add_mailbox(to, as, who.name.empty() ? nullptr : who.name.c_str(), who.address.c_str());
}

std::string content_of(GMimeMessage* m)
{
    const std::unique_ptr<GMimeFormatOptions, decltype(&::g_mime_format_options_free)> format(
        ::g_mime_format_options_new(), &::g_mime_format_options_free);
    ::g_mime_format_options_set_newline_format(format.get(), GMIME_NEWLINE_FORMAT_DOS);
    const std::unique_ptr<char, decltype(&::g_free)> text(::g_mime_object_to_string(GMIME_OBJECT(m), format.get()),
                                                          &::g_free);
    return text.get();
}

}  // namespace

parsed<std::string> mail_address(std::string_view text)
{
    auto found = read_mailbox(text);
    if (!found) return found.error();
    return {boost::system::in_place_value, std::move(found->address)};
}

parsed<mail_octets> compose(const mail_message& what)
{
    const auto from = read_mailbox(what.from);
    if (!from) return from.error();
    const auto to = read_mailbox(what.to);
    if (!to) return to.error();
    if (has_control(what.subject) || first_line_not_utf8(what.subject) != 0)
        return problem{.what = "the subject of a mail is not one line of UTF-8", .expected = "one line"};
    if (first_line_not_utf8(what.text) != 0 || what.text.find('\0') != std::string::npos)
        return problem{.what = "the text of a mail is not UTF-8", .expected = "UTF-8"};
    if (has_control(what.message_id) || !is_ascii(what.message_id) || what.message_id.find('@') == std::string::npos ||
        what.message_id.find_first_of(" <>") != std::string::npos)
        return problem{.what = quoted(what.message_id) + " is no Message-ID", .expected = "as in 7.1@example.org"};

    const owned<GMimeMessage> m(::g_mime_message_new(TRUE));
    add(m.get(), GMIME_ADDRESS_TYPE_FROM, *from);
    add(m.get(), GMIME_ADDRESS_TYPE_TO, *to);
    if (!what.reply_to.empty()) {
        const auto reply_to = read_mailbox(what.reply_to);
        if (!reply_to) return reply_to.error();
        add(m.get(), GMIME_ADDRESS_TYPE_REPLY_TO, *reply_to);
    }
    ::g_mime_message_set_subject(m.get(), what.subject.c_str(), "utf-8");
    ::g_mime_message_set_message_id(m.get(), what.message_id.c_str());
    const std::unique_ptr<GDateTime, decltype(&::g_date_time_unref)> date(
        ::g_date_time_new_from_unix_utc(what.date.time_since_epoch().count()), &::g_date_time_unref);
    ::g_mime_message_set_date(m.get(), date.get());

    const owned<GMimeTextPart> part(::g_mime_text_part_new_with_subtype("plain"));
    ::g_mime_text_part_set_charset(part.get(), "utf-8");
    // as octets: g_mime_text_part_set_text() would choose a charset by itself
    const owned<GMimeStream> octets(::g_mime_stream_mem_new_with_buffer(what.text.data(), what.text.size()));
    const owned<GMimeDataWrapper> text(
        ::g_mime_data_wrapper_new_with_stream(octets.get(), GMIME_CONTENT_ENCODING_DEFAULT));
    ::g_mime_part_set_content(GMIME_PART(part.get()), text.get());
    ::g_mime_part_set_content_encoding(GMIME_PART(part.get()), GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    ::g_mime_message_set_mime_part(m.get(), GMIME_OBJECT(part.get()));
    return mail_octets{from->address, to->address, content_of(m.get())};
}

}  // namespace offlist::outbound

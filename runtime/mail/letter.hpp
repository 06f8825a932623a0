#pragma once

#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"

namespace millrace::mail {

struct Letter {
    std::string to;  // an address
    std::string to_name;
    std::string subject;
    std::string text;  // UTF-8, lines end in \n
    std::string id;    // of letters and digits; the same letter has the same, so that a mailbox can drop a second one
    Time date;
};

// "Millrace <desk@example.com>" or the address alone.
struct Sender {
    std::string name;
    std::string address;
    std::string_view domain() const { return std::string_view(address).substr(address.find('@') + 1); }
};
Result<Sender> parse_sender(std::string_view text);  // "mail.sender_malformed"

// An address that can stand in a header and in a command: nothing that ends one or begins another.
bool is_plain_address(std::string_view address);

// As it goes over the wire, lines ending in \r\n.
std::string write_letter(const Letter& letter, const Sender& from);

}  // namespace millrace::mail

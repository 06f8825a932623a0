#include "runtime/mail/letter.hpp"

#include <algorithm>
#include <cstdint>
#include <ctime>

#include <fmt/format.h>

#include "engine/base/text.hpp"

namespace millrace::mail {
namespace {

constexpr std::size_t column_max = 76;

std::string base64(std::string_view bytes) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8 | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= have ? digits[group >> (18 - 6 * k) & 63U] : '=';
        }
    }
    return text;
}

// A word of a header: as it is, or, with anything unusual in it, encoded whole (RFC 2047). Either way it is one line.
std::string header_text(std::string_view text) {
    constexpr std::string_view plain =
        " !#$%&'*+-./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~";
    if (text.find_first_not_of(plain) == std::string_view::npos && text.size() <= column_max) {
        return std::string(text);
    }
    // An encoded word has at most 75 characters, so long texts are several, each of whole characters.
    std::string words;
    while (!text.empty()) {
        std::size_t size = std::min<std::size_t>(42, text.size());
        while (size < text.size() && size > 1 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
            --size;
        }
        words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64(text.substr(0, size)) + "?=";
        text.remove_prefix(size);
    }
    return words;
}

std::string mailbox(std::string_view name, std::string_view address) {
    return name.empty() ? fmt::format("<{}>", address) : fmt::format("{} <{}>", header_text(name), address);
}

std::string date_of(Time time) {
    const std::time_t seconds = time.ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0000", days[parts.tm_wday], parts.tm_mday,
                       months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

std::string with_line_ends(std::string_view text) {
    std::string lines;
    for (const char c : text) {
        lines += c == '\n' ? "\r\n" : std::string(1, c);
    }
    return lines;
}

}  // namespace

bool is_plain_address(std::string_view address) {
    const std::size_t at = address.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < address.size() && address.size() <= 254 &&
           std::all_of(address.begin(), address.end(), [](char c) {
               const auto byte = static_cast<unsigned char>(c);
               return byte > 0x20 && byte != 0x7F &&
                      std::string_view("<>()[],;:\\\"").find(c) == std::string_view::npos;
           });
}

Result<Sender> parse_sender(std::string_view text) {
    const std::string_view whole = trim(text);
    Sender sender;
    sender.address = whole;
    if (const std::size_t open = whole.find('<'); open != std::string_view::npos && whole.ends_with('>')) {
        sender.name = trim(whole.substr(0, open));
        sender.address = trim(whole.substr(open + 1, whole.size() - open - 2));
    }
    const bool is_one_line =
        std::none_of(sender.name.begin(), sender.name.end(), [](char c) { return c >= 0 && c < ' '; });
    if (!is_one_line || !is_plain_address(sender.address)) {
        return Error{
            "mail.sender_malformed",
            fmt::format("expected an address such as 'Desk <desk@example.com>' to send mail from but got '{}'", text)};
    }
    return sender;
}

std::string write_letter(const Letter& letter, const Sender& from) {
    std::string lines = fmt::format(
        "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n",
        date_of(letter.date), mailbox(from.name, from.address), mailbox(letter.to_name, letter.to),
        header_text(letter.subject), letter.id, from.domain());
    const std::string body = base64(with_line_ends(letter.text));
    for (std::size_t i = 0; i < body.size(); i += column_max) {
        lines += body.substr(i, column_max) + "\r\n";
    }
    return lines;
}

}  // namespace millrace::mail

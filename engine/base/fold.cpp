// How people's typing is made comparable: lower case, no accents.

#include "engine/base/text.hpp"
#include "engine/base/utf8.hpp"

namespace millrace {
namespace {

// The letters of U+00E0 to U+00FF without their accents; '?' marks what the caller spells out or leaves.
constexpr std::string_view latin_1 = "aaaaaa?ceeeeiiiidnooooo?ouuuuy?y";
// U+0100 to U+017F likewise; capitals and small letters alternate, so one table serves both.
constexpr std::string_view latin_extended_a =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii??jjkkkllllllllllnnnnnnnnnoooooo??rrrrrrssssssss"
    "ttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin_1.size() == 0x20 && latin_extended_a.size() == 0x80);

// A letter that folds to two.
std::string_view spelled_out(std::uint32_t c) {
    switch (c) {
        case 0xc6:
        case 0xe6:
            return "ae";
        case 0xde:
        case 0xfe:
            return "th";
        case 0xdf:
            return "ss";
        case 0x132:
        case 0x133:
            return "ij";
        case 0x152:
        case 0x153:
            return "oe";
        default:
            return {};
    }
}

std::uint32_t fold_greek(std::uint32_t c) {
    switch (c) {
        case 0x386:
        case 0x3ac:
            return 0x3b1;
        case 0x388:
        case 0x3ad:
            return 0x3b5;
        case 0x389:
        case 0x3ae:
            return 0x3b7;
        case 0x38a:
        case 0x390:
        case 0x3aa:
        case 0x3af:
        case 0x3ca:
            return 0x3b9;
        case 0x38c:
        case 0x3cc:
            return 0x3bf;
        case 0x38e:
        case 0x3ab:
        case 0x3b0:
        case 0x3cb:
        case 0x3cd:
            return 0x3c5;
        case 0x38f:
        case 0x3ce:
            return 0x3c9;
        case 0x3c2:
            return 0x3c3;  // the sigma that ends a word
        default:
            return c >= 0x391 && c <= 0x3a9 ? c + 0x20 : c;
    }
}

std::uint32_t fold_cyrillic(std::uint32_t c) {
    if (c <= 0x40f) {
        c += 0x50;
    } else if (c <= 0x42f) {
        c += 0x20;
    }
    switch (c) {
        case 0x439:
        case 0x45d:
            return 0x438;
        case 0x450:
        case 0x451:
            return 0x435;
        case 0x453:
            return 0x433;
        case 0x457:
            return 0x456;
        case 0x45c:
            return 0x43a;
        case 0x45e:
            return 0x443;
        default:
            return c;
    }
}

std::uint32_t fold_letter(std::uint32_t c) {
    if (c < 0x80) {
        return c >= 'A' && c <= 'Z' ? c + 0x20 : c;
    }
    if (c >= 0xc0 && c <= 0xff && c != 0xd7 && c != 0xf7) {
        return static_cast<unsigned char>(latin_1[(c | 0x20) - 0xe0]);
    }
    if (c >= 0x100 && c <= 0x17f) {
        return static_cast<unsigned char>(latin_extended_a[c - 0x100]);
    }
    if (c >= 0x386 && c <= 0x3ce) {
        return fold_greek(c);
    }
    if (c >= 0x400 && c <= 0x45f) {
        return fold_cyrillic(c);
    }
    return c;
}

}  // namespace

std::string fold(std::string_view text) {
    std::string folded;
    folded.reserve(text.size());
    while (!text.empty()) {
        const CodePoint c = read_code_point(text);
        if (c.size == 0) {  // not UTF-8: the byte stays as it is
            folded.push_back(text.front());
            text.remove_prefix(1);
            continue;
        }
        text.remove_prefix(static_cast<std::size_t>(c.size));
        if (c.value >= 0x300 && c.value <= 0x36f) {
            continue;  // an accent that follows its letter, as some keyboards send it
        }
        if (const auto letters = spelled_out(c.value); !letters.empty()) {
            folded += letters;
        } else {
            append_code_point(fold_letter(c.value), folded);
        }
    }
    return folded;
}

}  // namespace millrace

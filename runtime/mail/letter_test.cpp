#include "runtime/mail/letter.hpp"

#include <catch2/catch.hpp>

namespace millrace::mail {
namespace {

const Sender desk{"Desk", "desk@example.com"};

Letter letter(std::string name, std::string subject) {
    return {"mia@example.com", std::move(name), std::move(subject), "Hello.\nBye.\n", "m7", Time{1'767'603'600'000}};
}

TEST_CASE("A letter says from whom, to whom, when, and is one that a mail program reads") {
    const std::string text = write_letter(letter("Mia", "A new password"), desk);
    CHECK(text ==
          "Date: Mon, 05 Jan 2026 09:00:00 +0000\r\n"
          "From: Desk <desk@example.com>\r\n"
          "To: Mia <mia@example.com>\r\n"
          "Subject: A new password\r\n"
          "Message-ID: <m7@example.com>\r\n"
          "Auto-Submitted: auto-generated\r\n"
          "MIME-Version: 1.0\r\n"
          "Content-Type: text/plain; charset=utf-8\r\n"
          "Content-Transfer-Encoding: base64\r\n\r\n"
          "SGVsbG8uDQpCeWUuDQo=\r\n");
}

TEST_CASE("Nobody's name adds a header to a letter") {
    const std::string text = write_letter(letter("Mia\r\nBcc: all@example.com", "Hi\nX-Spam: no"), desk);
    CHECK(text.find("\r\nBcc:") == std::string::npos);
    CHECK(text.find("\nX-Spam:") == std::string::npos);
    CHECK(text.find("To: =?UTF-8?B?") != std::string::npos);
}

TEST_CASE("A long name beyond ASCII is cut between characters, and no line is too long") {
    std::string name;
    for (int i = 0; i < 60; ++i) {
        name += "ü";
    }
    const std::string text = write_letter(letter(name, "Grüße"), desk);
    CHECK(text.find("Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n") != std::string::npos);
    std::size_t line = 0;
    for (const char c : text) {
        line = c == '\n' ? 0 : line + 1;
        CHECK(line <= 90);
    }
    CHECK(text.find("/DvA==") == std::string::npos);  // no half of an ü
}

TEST_CASE("A sender is an address, with or without a name") {
    CHECK(parse_sender("desk@example.com")->address == "desk@example.com");
    const Result<Sender> named = parse_sender(" The desk <desk@example.com> ");
    REQUIRE(named);
    CHECK(named->name == "The desk");
    CHECK(named->domain() == "example.com");
    for (const char* wrong :
         {"", "desk", "@example.com", "desk@", "a b@example.com", "Desk <a@b", "a@b\r\nRCPT TO:<c@d>"}) {
        INFO(wrong);
        CHECK(parse_sender(wrong).error().code == "mail.sender_malformed");
    }
}

}  // namespace
}  // namespace millrace::mail

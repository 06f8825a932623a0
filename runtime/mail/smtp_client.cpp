#include "runtime/mail/smtp_client.hpp"

#include <curl/curl.h>

#include <cstring>
#include <memory>
#include <string_view>

#include <fmt/format.h>

namespace millrace::mail {
namespace {

struct CurlFree {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    void operator()(char* text) const { curl_free(text); }
};
template <class T>
using Owned = std::unique_ptr<T, CurlFree>;

// Once a process, before any thread uses it.
void begin_curl() {
    static const CURLcode begun = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)begun;  // a failure shows as a handle that cannot be made
}

std::string part_of(CURLU* url, CURLUPart part) {
    char* found = nullptr;
    if (curl_url_get(url, part, &found, CURLU_URLDECODE) != CURLUE_OK) {
        return {};
    }
    const Owned<char> held(found);
    return held.get();
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "[::1]" || host.substr(0, 4) == "127.";
}

struct Upload {
    std::string_view left;
    bool handed_over = false;  // all of it: from here on the server may take the letter
};

std::size_t read_some(char* buffer, std::size_t size, std::size_t count, void* context) {
    auto& upload = *static_cast<Upload*>(context);
    const std::size_t taken = std::min(size * count, upload.left.size());
    std::memcpy(buffer, upload.left.data(), taken);
    upload.left.remove_prefix(taken);
    upload.handed_over = taken == 0;
    return taken;
}

int is_stopping(void* context, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    return *static_cast<const std::atomic<bool>*>(context) ? 1 : 0;
}

Sent sort(CURLcode code, long answer, bool handed_over) {
    if (code == CURLE_OK) {
        return Sent::yes;
    }
    const bool refused = answer >= 500 && answer < 600;
    if (handed_over) {
        // 354 was the invitation to hand it over: after it no answer came.
        return refused ? Sent::never : answer >= 400 ? Sent::later : Sent::unknown;
    }
    return refused && code == CURLE_SEND_ERROR ? Sent::never : Sent::later;
}

}  // namespace

Result<SmtpClient> SmtpClient::make(SmtpOptions options) {
    begin_curl();
    Result<Sender> from = parse_sender(options.from);
    if (!from) {
        return from.error();
    }
    const Owned<CURLU> url(curl_url());
    const bool parsed = url && curl_url_set(url.get(), CURLUPART_URL, options.url.c_str(), 0) == CURLUE_OK;
    const std::string scheme = parsed ? part_of(url.get(), CURLUPART_SCHEME) : std::string();
    if (scheme != "smtp" && scheme != "smtps") {
        // Not the text itself: there may be a password in it.
        return Error{
            "mail.url_malformed",
            "expected a mail server such as smtp://mail.example.com:587 or smtps://mail.example.com:465 but the"
            " value of --mail is not one"};
    }
    SmtpClient client;
    client.from_ = std::move(*from);
    if (options.user.empty()) {
        options.user = part_of(url.get(), CURLUPART_USER);
        options.password = options.password.empty() ? part_of(url.get(), CURLUPART_PASSWORD) : options.password;
    }
    client.is_here_ = is_loopback(part_of(url.get(), CURLUPART_HOST));
    curl_url_set(url.get(), CURLUPART_USER, nullptr, 0);
    curl_url_set(url.get(), CURLUPART_PASSWORD, nullptr, 0);
    // The path is the name by which we say hello.
    curl_url_set(url.get(), CURLUPART_PATH, ("/" + std::string(client.from_.domain())).c_str(), 0);
    client.url_ = part_of(url.get(), CURLUPART_URL);
    client.options_ = std::move(options);
    return client;
}

Outcome SmtpClient::send(const Letter& letter, const std::atomic<bool>& stopping) const {
    if (!is_plain_address(letter.to)) {
        return {Sent::never, {"mail.address_malformed", "expected an address that mail can be sent to but it is not"}};
    }
    const Owned<CURL> handle(curl_easy_init());
    if (!handle) {
        return {Sent::later, {"mail.not_sent", "expected to be able to send mail but the library cannot begin"}};
    }
    CURL* curl = handle.get();
    const std::string text = write_letter(letter, from_);
    Upload upload{text};
    char trouble[CURL_ERROR_SIZE] = {};
    const std::string from = "<" + from_.address + ">";
    const Owned<curl_slist> to(curl_slist_append(nullptr, ("<" + letter.to + ">").c_str()));
    const bool has_secret = !options_.user.empty();

    curl_easy_setopt(curl, CURLOPT_URL, url_.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, trouble);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connecting.ms));
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(options_.sending.ms));
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(has_secret && !is_here_ ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!options_.authorities.empty()) {
        curl_easy_setopt(curl, CURLOPT_CAINFO, options_.authorities.c_str());
    }
    if (has_secret) {
        curl_easy_setopt(curl, CURLOPT_USERNAME, options_.user.c_str());
        curl_easy_setopt(curl, CURLOPT_PASSWORD, options_.password.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to.get());
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_some);
    curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, is_stopping);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, const_cast<std::atomic<bool>*>(&stopping));

    const CURLcode code = curl_easy_perform(curl);
    long answer = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer);
    Outcome outcome{sort(code, answer, upload.handed_over), {}};
    if (outcome.sent != Sent::yes) {
        const std::string_view said = trouble[0] != '\0' ? std::string_view(trouble) : curl_easy_strerror(code);
        outcome.why = {outcome.sent == Sent::unknown ? "mail.outcome_unknown" : "mail.not_sent",
                       answer > 0 ? fmt::format("expected the mail server to take it but: {} ({})", said, answer)
                                  : fmt::format("expected the mail server to take it but: {}", said)};
    }
    return outcome;
}

}  // namespace millrace::mail

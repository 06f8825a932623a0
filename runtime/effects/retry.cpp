#include "runtime/effects/retry.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

namespace millrace::effects {
namespace {

// May pass by itself; the rest (a bad name in a certificate, a blocked address, a broken request) will be the same
// again.
bool may_pass(HttpError::Kind kind) {
    switch (kind) {
        case HttpError::Kind::dns:
        case HttpError::Kind::refused:
        case HttpError::Kind::timeout:
        case HttpError::Kind::closed:
            return true;
        default:
            return false;
    }
}

bool may_pass(int status) {
    return status == 408 || status == 425 || status == 429 || status == 500 || status == 502 || status == 503 ||
           status == 504;
}

// Sending it twice does no harm: nothing has left, or the method says so (RFC 9110), or the peer knows it by its key.
bool repeatable(const OutboxRow& row, const HttpReply& reply) {
    if (!reply.may_have_reached) {
        return true;
    }
    if (row.at_most_once) {
        return false;
    }
    const std::string& method = row.request.method;
    return !row.key.empty() || method == "GET" || method == "HEAD" || method == "PUT" || method == "DELETE" ||
           method == "OPTIONS";
}

// "Sun, 06 Nov 1994 08:49:37 GMT", the only form that may still be sent.
std::optional<Time> parse_http_date(const std::string& text) {
    static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int day = 0;
    std::array<char, 4> month{};
    int year = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    int end = 0;
    const int read = std::sscanf(text.c_str(), "%*3[A-Za-z], %2d %3[A-Za-z] %4d %2d:%2d:%2d GMT%n", &day, month.data(),
                                 &year, &hour, &minute, &second, &end);
    const auto found = std::find_if(months.begin(), months.end(),
                                    [&](const char* name) { return std::strcmp(name, month.data()) == 0; });
    if (read != 6 || static_cast<std::size_t>(end) != text.size() || found == months.end()) {
        return std::nullopt;
    }
    const auto time = parse_time(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", year, found - months.begin() + 1,
                                             day, hour, minute, second));
    return time ? std::optional(*time) : std::nullopt;
}

}  // namespace

Duration backoff(const RetrySettings& settings, std::uint32_t attempts, Random& random) {
    std::int64_t ceiling = settings.first.ms;
    for (std::uint32_t i = 1; i < attempts && ceiling < settings.pause_max.ms; ++i) {
        ceiling *= 2;
    }
    ceiling = std::min(ceiling, settings.pause_max.ms);
    return milliseconds(static_cast<std::int64_t>(random.next() % (static_cast<std::uint64_t>(ceiling) + 1)));
}

std::optional<Duration> retry_after(const HttpReply& reply, Time now) {
    const std::string* text = find_header(reply.headers, "Retry-After");
    if (text == nullptr || text->empty()) {
        return std::nullopt;
    }
    const bool is_number =
        std::all_of(text->begin(), text->end(), [](unsigned char c) { return std::isdigit(c) != 0; });
    if (is_number) {
        // Longer than nine digits is longer than anybody waits.
        return text->size() > 9 ? days(36500) : seconds(std::stoll(*text));
    }
    const auto date = parse_http_date(*text);
    return date ? std::optional(std::max(*date - now, Duration{})) : std::nullopt;
}

Verdict judge(const OutboxRow& row, const HttpReply& reply, const RetrySettings& settings, Time now, Random& random) {
    Verdict verdict;
    if (reply.error) {
        const bool lost = row.at_most_once && reply.may_have_reached;
        verdict.outcome = lost ? Outcome::Kind::unknown : Outcome::Kind::failed;
    }
    const bool passes = reply.error ? may_pass(reply.error->kind) : may_pass(reply.status);
    if (!passes || !repeatable(row, reply) || row.attempts >= row.attempts_max) {
        return verdict;
    }
    Duration pause = backoff(settings, row.attempts, random);
    if (const auto asked = retry_after(reply, now)) {
        if (*asked > settings.retry_after_max) {
            return verdict;
        }
        pause = std::max(pause, *asked);
    }
    verdict.again_at = now + pause;
    return verdict;
}

Breaker::Lesson lesson_of(const HttpReply& reply) {
    if (!reply.error) {
        return reply.status >= 500 ? Breaker::Lesson::failed : Breaker::Lesson::succeeded;
    }
    switch (reply.error->kind) {
        case HttpError::Kind::invalid:
        case HttpError::Kind::blocked:
        case HttpError::Kind::unavailable:
            return Breaker::Lesson::spared;
        // It answers, if not to everybody's liking.
        case HttpError::Kind::too_large:
        case HttpError::Kind::redirects:
            return Breaker::Lesson::succeeded;
        default:
            return Breaker::Lesson::failed;
    }
}

}  // namespace millrace::effects

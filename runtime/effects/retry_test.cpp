#include "runtime/effects/retry.hpp"

#include <catch2/catch.hpp>

namespace millrace::effects {
namespace {

const Time noon = *parse_time("2026-01-05T12:00:00Z");

struct Dice final : Random {
    std::uint64_t seed = 7;
    std::uint64_t next() override { return mix(++seed); }
};
// Always the end of the range: the longest pause.
struct Pessimist final : Random {
    std::uint64_t range = 0;
    std::uint64_t next() override { return range; }
};

OutboxRow posting(std::uint32_t attempts) {
    OutboxRow row;
    row.request.method = "POST";
    row.attempts = attempts;
    row.key = "k";
    return row;
}

HttpReply failure(HttpError::Kind kind, bool may_have_reached) {
    HttpReply reply;
    reply.error = HttpError{kind, ""};
    reply.may_have_reached = may_have_reached;
    return reply;
}

HttpReply status(int status, Headers headers = {}) {
    HttpReply reply;
    reply.status = status;
    reply.headers = std::move(headers);
    reply.may_have_reached = true;
    return reply;
}

bool tries_again(const OutboxRow& row, const HttpReply& reply) {
    Dice dice;
    return judge(row, reply, {}, noon, dice).again_at.has_value();
}

}  // namespace

TEST_CASE("pauses are anything up to a ceiling that doubles, and never above the limit") {
    Dice dice;
    const RetrySettings settings;
    Duration longest[3] = {};
    for (int i = 0; i < 2000; ++i) {
        for (std::uint32_t attempts = 1; attempts <= 3; ++attempts) {
            const Duration pause = backoff(settings, attempts, dice);
            CHECK(pause.ms >= 0);
            longest[attempts - 1] = std::max(longest[attempts - 1], pause);
        }
    }
    CHECK(longest[0].ms <= 500);
    CHECK(longest[0].ms > 450);
    CHECK(longest[1].ms <= 1000);
    CHECK(longest[1].ms > 900);
    CHECK(longest[2].ms <= 2000);
    CHECK(longest[2].ms > 1800);

    Pessimist pessimist;
    pessimist.range = 30'000;
    CHECK(backoff(settings, 30, pessimist) == seconds(30));
    CHECK(backoff(settings, 4'000'000'000, pessimist) == seconds(30));
}

TEST_CASE("what may pass by itself is tried again, at most three times in all") {
    CHECK(tries_again(posting(1), failure(HttpError::Kind::refused, false)));
    CHECK(tries_again(posting(2), failure(HttpError::Kind::dns, false)));
    CHECK_FALSE(tries_again(posting(3), failure(HttpError::Kind::refused, false)));
    for (const int passing : {408, 425, 429, 500, 502, 503, 504}) {
        CHECK(tries_again(posting(1), status(passing)));
    }
}

TEST_CASE("what will be the same again is not tried again") {
    for (const auto kind : {HttpError::Kind::invalid, HttpError::Kind::blocked, HttpError::Kind::tls,
                            HttpError::Kind::protocol, HttpError::Kind::too_large, HttpError::Kind::redirects}) {
        CHECK_FALSE(tries_again(posting(1), failure(kind, false)));
    }
    for (const int final_status : {200, 204, 301, 400, 401, 404, 409, 422, 501}) {
        CHECK_FALSE(tries_again(posting(1), status(final_status)));
    }
}

TEST_CASE("a request that may have arrived is repeated only if it is keyed or idempotent") {
    const HttpReply lost = failure(HttpError::Kind::timeout, true);
    OutboxRow row = posting(1);
    CHECK(tries_again(row, lost));

    row.key.clear();
    CHECK_FALSE(tries_again(row, lost));
    CHECK(tries_again(row, failure(HttpError::Kind::timeout, false)));

    row.request.method = "PUT";
    CHECK(tries_again(row, lost));
}

TEST_CASE("at most once: lost on the way is unknown, never left is tried again, an answer is an answer") {
    Dice dice;
    OutboxRow row = posting(1);
    row.at_most_once = true;
    const Verdict lost = judge(row, failure(HttpError::Kind::closed, true), {}, noon, dice);
    CHECK_FALSE(lost.again_at);
    CHECK(lost.outcome == Outcome::Kind::unknown);

    CHECK(judge(row, failure(HttpError::Kind::refused, false), {}, noon, dice).again_at);

    const Verdict answered = judge(row, status(500), {}, noon, dice);
    CHECK_FALSE(answered.again_at);
    CHECK(answered.outcome == Outcome::Kind::replied);
}

TEST_CASE("Retry-After is read as seconds and as a date, and is a lower bound") {
    CHECK(retry_after(status(429, {{"retry-after", "7"}}), noon) == seconds(7));
    CHECK(retry_after(status(429, {{"Retry-After", "Mon, 05 Jan 2026 12:00:20 GMT"}}), noon) == seconds(20));
    CHECK(retry_after(status(429, {{"Retry-After", "Mon, 05 Jan 2026 11:00:00 GMT"}}), noon) == seconds(0));
    CHECK(retry_after(status(429, {{"Retry-After", "99999999999999999999"}}), noon) > days(1));
    for (const char* broken : {"", "soon", "-5", "1.5", "Mon, 05 Foo 2026 12:00:20 GMT", "Mon, 05 Jan 2026 12:00:20"}) {
        CHECK_FALSE(retry_after(status(429, {{"Retry-After", broken}}), noon));
    }

    Dice dice;
    const Verdict verdict = judge(posting(1), status(503, {{"Retry-After", "7"}}), {}, noon, dice);
    REQUIRE(verdict.again_at);
    CHECK(*verdict.again_at >= noon + seconds(7));
    CHECK(*verdict.again_at <= noon + seconds(8));
}

TEST_CASE("a peer that asks for more patience than a minute gets no further attempt") {
    CHECK(tries_again(posting(1), status(503, {{"Retry-After", "60"}})));
    CHECK_FALSE(tries_again(posting(1), status(503, {{"Retry-After", "61"}})));
}

TEST_CASE("the breaker learns from failures of the destination, not from the request's own") {
    CHECK(lesson_of(status(200)) == Breaker::Lesson::succeeded);
    CHECK(lesson_of(status(404)) == Breaker::Lesson::succeeded);
    CHECK(lesson_of(status(429)) == Breaker::Lesson::succeeded);
    CHECK(lesson_of(status(503)) == Breaker::Lesson::failed);
    CHECK(lesson_of(failure(HttpError::Kind::timeout, true)) == Breaker::Lesson::failed);
    CHECK(lesson_of(failure(HttpError::Kind::dns, false)) == Breaker::Lesson::failed);
    CHECK(lesson_of(failure(HttpError::Kind::too_large, true)) == Breaker::Lesson::succeeded);
    CHECK(lesson_of(failure(HttpError::Kind::blocked, false)) == Breaker::Lesson::spared);
}

}  // namespace millrace::effects

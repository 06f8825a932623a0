#include <charconv>

#include "api/operations/operation.hpp"
#include "api/operations/services.hpp"
#include "engine/base/digest.hpp"
#include "engine/value/json.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::api {

Result<Value> Call::body() const {
    if (request.body.empty()) {
        return Value(Map{});
    }
    Result<Value> body = request.json();
    if (body && !body->is_map()) {
        return Error{"request.malformed", "expected an object but found " + std::string(to_text(body->kind()))};
    }
    return body;
}

Result<std::int64_t> Call::number(std::string_view name, std::int64_t fallback, std::int64_t least,
                                  std::int64_t most) const {
    const auto text = request.query_value(name);
    if (!text) {
        return fallback;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || number < least || number > most) {
        return Error{"request.malformed", "expected " + std::string(name) + " to be a whole number from " +
                                              std::to_string(least) + " to " + std::to_string(most) + " but found '" +
                                              std::string(*text) + "'"};
    }
    return number;
}

Result<Time> Call::time(std::string_view name, Time fallback) const {
    const std::string text(request.query_value(name).value_or(""));
    if (text.empty()) {
        return fallback;
    }
    const Result<Time> time = parse_time(text);
    if (!time) {
        return Error{"request.invalid",
                     "expected " + std::string(name) + " as a time like 2026-01-05T09:00:00Z but found '" + text + "'"};
    }
    return *time;
}

namespace {

http::Answer key_reused() {
    return problem_of({"idempotency.key_reused",
                       "expected the same body as when this Idempotency-Key was first used but it differs"});
}

// What was answered then, in the same words.
http::Answer again(int success, const std::string& answer) {
    return success == 204 ? http::Answer::nothing() : http::Answer::json_text(success, answer.empty() ? "{}" : answer);
}

http::Answer answer_of(int success, store::Commit& commit, const std::optional<Value>& value,
                       const std::optional<Error>& refused) {
    using store::Outcome;
    switch (commit.result.outcome) {
        case Outcome::duplicate:
            return again(success, commit.result.answer);
        case Outcome::key_reused:
            return key_reused();
        case Outcome::storage_full:
            return problem_of({"storage_full", "expected room on the disk but there is none: nothing was written"});
        case Outcome::closed:
            return problem_of({"store.closed", "the server is stopping"});
        default:
            break;
    }
    if (refused) {
        return problem_of(*refused);
    }
    if (commit.result.outcome != Outcome::committed || !value) {
        return http::problem(500, commit.result.error);
    }
    return success == 204 ? http::Answer::nothing() : http::Answer::json(success, *value);
}

}  // namespace

Once once(const Call& call) {
    const auto key = call.request.header("idempotency-key");
    if (!key || key->empty()) {
        return std::nullopt;
    }
    return store::IdempotencyKey{call.org(),
                                 std::string(call.request.route) + " " + std::string(*key),
                                 sha256_hex(call.request.path + "\n" + call.request.body),
                                 {}};
}

std::optional<http::Answer> answered_before(const Call& call, int success, const Once& key) {
    if (!key) {
        return std::nullopt;
    }
    const auto reader = call.services.store.reader();
    const auto remembered = store::find_idempotent(reader->org(call.org()), key->key);
    if (!remembered) {
        return std::nullopt;
    }
    return remembered->hash == key->hash ? again(success, remembered->answer) : key_reused();
}

http::Answer write(const Call& call, int success, const Once& key, Writing work) {
    // The writer repeats a batch in which something failed, so results are assigned, never added to.
    auto value = std::make_shared<std::optional<Value>>();
    auto refused = std::make_shared<std::optional<Error>>();
    auto commit = std::make_unique<store::Commit>();
    store::Commit* raw = commit.get();
    commit->standing.whose = call.org().value;
    commit->key = key;
    commit->local.push_back({.run = [value, refused, raw, work = std::move(work)](store::Transaction& tx) -> Status {
        value->reset();
        refused->reset();
        Result<Value> result = work(tx);
        if (!result) {
            *refused = result.error();
            return result.error();
        }
        if (raw->key) {
            raw->key->answer = json::dump(*result);
        }
        *value = std::move(*result);
        return {};
    }});
    std::unique_ptr<store::Commit> back = call.services.store.commit_and_wait(std::move(commit));
    http::Answer answer = answer_of(success, *back, *value, *refused);
    store::Commits finished;
    finished.push_back(std::move(back));
    call.services.drive.finished(std::move(finished));
    return answer;
}

}  // namespace millrace::api

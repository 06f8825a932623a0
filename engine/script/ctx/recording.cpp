#include "engine/script/ctx/recording.hpp"

#include <fmt/format.h>

#include "engine/base/bytes.hpp"
#include "engine/script/limits.hpp"
#include "engine/value/codec.hpp"

namespace millrace::script {
namespace {

// FNV-1a: tells one question from another; nobody gains from making two collide in his own script.
std::int64_t digest_of(std::string_view bytes) {
    std::uint64_t digest = 0xcbf29ce484222325ULL;
    for (const char c : bytes) {
        digest = (digest ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    }
    return static_cast<std::int64_t>(digest);
}

}  // namespace

Asked asked(std::string_view what, const Value& given) {
    if (given.is_nil()) {
        return {what, 0};
    }
    ByteWriter bytes;
    encode(given, bytes);
    return {what, digest_of(bytes.bytes())};
}

// {"calls": [[what, digest, answer], …], "pending": [what, digest], "seen": {…}}
Recording::Recording(const Value& memory) {
    const auto read = [](const Value& call) {
        const List& parts = call.as_list();
        return Call{parts[0].as_shared_string(), parts[1].as_integer(), parts.size() > 2 ? parts[2] : Value()};
    };
    if (const Value& calls = memory["calls"]; calls.is_list()) {
        for (const Value& call : calls.as_list()) {
            calls_.push_back(read(call));
        }
    }
    if (const Value& pending = memory["pending"]; pending.is_list()) {
        pending_ = read(pending);
    }
    if (const Value& seen = memory["seen"]; seen.is_map()) {
        seen_ = seen.as_map();
    }
}

Error Recording::differs(const String& what, bool same, const Asked& now) const {
    return Error{"script.not_deterministic",
                 same ? fmt::format("expected ctx.{} to be called with what it was given before but it was something "
                                    "else; a script must ask for the same things in the same order each time it runs",
                                    what.view())
                      : fmt::format("expected ctx.{} as before but ctx.{} was called; a script must ask for the same "
                                    "things in the same order each time it runs",
                                    what.view(), now.what)};
}

Result<const Value*> Recording::next(const Asked& question) {
    if (at_ < calls_.size()) {
        const Call& call = calls_[at_];
        if (call.what.view() != question.what || call.digest != question.digest) {
            return differs(call.what, call.what.view() == question.what, question);
        }
        ++at_;
        return &call.answer;
    }
    if (pending_ && (pending_->what.view() != question.what || pending_->digest != question.digest)) {
        return differs(pending_->what, pending_->what.view() == question.what, question);
    }
    return nullptr;
}

Status Recording::answer(const Asked& question, Value answer) {
    if (calls_.size() >= static_cast<std::size_t>(recorded_calls_max)) {
        return Error{"script.limit", fmt::format("answers: expected at most {} ctx calls in one activation but "
                                                 "there is one more",
                                                 recorded_calls_max)};
    }
    pending_.reset();
    calls_.push_back(Call{String(question.what), question.digest, std::move(answer)});
    ++at_;
    return {};
}

void Recording::wait_for(const Asked& question) {
    pending_ = Call{String(question.what), question.digest, Value()};
}

Result<Value> Recording::memory() const {
    const auto written = [](const Call& call, bool with_answer) {
        List parts{call.what, call.digest};
        if (with_answer) {
            parts.push(call.answer);
        }
        return Value(std::move(parts));
    };
    Map memory;
    if (!calls_.empty()) {
        List calls;
        for (const Call& call : calls_) {
            calls.push(written(call, true));
        }
        memory.set("calls", std::move(calls));
    }
    if (pending_) {
        memory.set("pending", written(*pending_, false));
    }
    if (!seen_.empty()) {
        memory.set("seen", seen_);
    }
    ByteWriter bytes;
    encode(memory, bytes);
    if (bytes.size() > recorded_bytes_max) {
        return Error{"script.limit", fmt::format("answers: expected at most {} KiB of answers in one activation but "
                                                 "there are {} bytes",
                                                 recorded_bytes_max >> 10, bytes.size())};
    }
    return Value(std::move(memory));
}

}  // namespace millrace::script

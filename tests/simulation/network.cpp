#include "tests/simulation/network.hpp"

#include <optional>

#include <fmt/format.h>

#include "engine/base/id.hpp"

namespace millrace::simulation {
namespace {

using effects::HttpError;
using effects::HttpReply;

std::string host_of(const std::string& url) {
    return url.substr(0, url.find('/', url.find("//") + 2));
}

// "run-activation-n", as the rows of the outbox are keyed.
struct Key {
    RunId run;
    std::uint64_t activation = 0;
    std::uint32_t n = 0;
};
std::optional<Key> parse_key(const std::string& text) {
    const std::size_t last = text.rfind('-');
    const std::size_t first = last == std::string::npos ? last : text.rfind('-', last - 1);
    if (first == std::string::npos) {
        return std::nullopt;
    }
    const auto run = parse_id<RunTag>(text.substr(0, first));
    if (!run) {
        return std::nullopt;
    }
    return Key{*run, std::stoull(text.substr(first + 1, last - first - 1)),
               static_cast<std::uint32_t>(std::stoul(text.substr(last + 1)))};
}

HttpReply without_answer(HttpError::Kind kind, bool may_have_reached) {
    HttpReply reply;
    reply.error = HttpError{kind, "expected an answer, but the simulation lost it"};
    reply.may_have_reached = may_have_reached;
    return reply;
}

}  // namespace

void Network::process_ended() {
    ++life_;
    sent_in_this_life_.clear();
    under_way_.clear();
    not_before_.clear();
}

// Before a byte leaves: it was committed, it is not over, and nothing else of its line is under way.
void Network::check(const effects::HttpRequest& request, const std::string& key) {
    const std::optional<Key> parts = parse_key(key);
    if (!parts) {
        world_.fail("S2", "a request has no idempotency key but '" + key + "'");
        return;
    }
    if (!world_.ledger.is_pending(parts->run, parts->activation, parts->n)) {
        world_.fail("S1", "the request " + key + " leaves but no row of the outbox stands for it");
        return;
    }
    const RunBook* book = world_.ledger.find(parts->run);
    const Value& asked = book->calls.at(static_cast<run::ActivationId>(parts->activation)).asked.at(parts->n);
    const std::int64_t attempts = asked["attempts"].is_integer() ? asked["attempts"].as_integer() : 3;
    if (++sent_in_this_life_[key] > attempts) {
        world_.fail("S5", fmt::format("the request {} leaves for the {}th time, of {} allowed", key,
                                      sent_in_this_life_[key], attempts));
    }
    if (asked["url"] != Value(request.url)) {
        world_.fail("S2", "the request " + key + " asks for something else than the journal says");
    }
    const auto patience = not_before_.find(key);
    if (patience != not_before_.end() && world_.shown.now() < patience->second) {
        world_.fail("S5", "the request " + key + " leaves before its provider allowed it");
    }
}

void Network::send(effects::HttpRequest request, std::function<void(HttpReply)> reply) {
    const std::string* header = effects::find_header(request.headers, "Idempotency-Key");
    const std::string key = header == nullptr ? "" : *header;
    check(request, key);
    const std::string line = key.substr(0, key.find('-')) + " " + host_of(request.url);
    if (++under_way_[line] > 1) {
        world_.fail("S5", "two requests of one run to one destination are under way at once: " + line);
    }
    world_.trace.mark("send", sent_in_this_life_[key]);
    world_.trace.line(world_.agenda.now(), "  sends " + request.method + " " + request.url + " as " + key);

    const auto later = [this, line, key, life = life_, reply = std::move(reply)](Duration delay, HttpReply what) {
        world_.agenda.after(delay, [this, line, key, life, reply, what] {
            if (life != life_) {
                return;
            }
            --under_way_[line];
            const std::string* patience = effects::find_header(what.headers, "Retry-After");
            if (patience != nullptr) {
                not_before_[key] = world_.shown.now() + seconds(std::stoll(*patience));
            }
            world_.trace.line(world_.agenda.now(), fmt::format("  reply {} to {}", what.status, key));
            reply(what);
        });
    };
    const Duration there = dice_.any_length(milliseconds(400));
    const Duration back = dice_.any_length(milliseconds(400));
    const std::uint64_t fate = faulty ? dice_.below(12) : 99;
    if (fate == 0) {
        later(there, without_answer(HttpError::Kind::refused, false));
        return;
    }
    if (fate == 1) {  // never arrives
        later(request.time_limit, without_answer(HttpError::Kind::timeout, true));
        return;
    }
    const bool is_lost = fate == 2 || fate == 3;
    const bool doubled = fate == 4;
    const bool too_late = fate == 5;
    const Duration arrival = too_late ? request.time_limit + dice_.any_length(minutes(30)) : there;
    world_.agenda.after(arrival, [this, request, key] { arrive(request, key); });
    if (doubled) {
        world_.agenda.after(arrival + dice_.any_length(minutes(30)), [this, request, key] { arrive(request, key); });
    }
    if (too_late || fate == 2) {
        later(request.time_limit, without_answer(HttpError::Kind::timeout, true));
    } else if (is_lost) {
        later(there + back, without_answer(HttpError::Kind::closed, true));
    } else {
        later(there + back, answer(request, key));
    }
}

void Network::arrive(const effects::HttpRequest& request, const std::string& key) {
    Known& known = known_[key];
    const std::string asked = request.method + " " + request.url + " " + request.body;
    if (known.times++ > 0 && known.request != asked) {
        world_.fail("S2", "the key " + key + " comes again with another request: " + asked + ", then " + known.request);
    }
    known.request = asked;
}

HttpReply Network::answer(const effects::HttpRequest& request, const std::string& key) {
    HttpReply reply;
    reply.may_have_reached = true;
    const std::uint64_t mood = faulty ? dice_.below(10) : 9;
    static constexpr int statuses[] = {500, 503, 429, 404};
    if (mood < 4) {
        reply.status = statuses[mood];
        if (mood == 1 || mood == 2) {
            reply.headers.emplace_back("Retry-After", std::to_string(dice_.from(1, 90)));
        }
        return reply;
    }
    known_[key].said_yes = true;
    reply.status = 200;
    reply.headers.emplace_back("Content-Type", "application/json");
    reply.body = fmt::format(R"({{"name":"Ana","n":{}}})", request.url.size() % 7);
    return reply;
}

}  // namespace millrace::simulation

#include "runtime/effects/remote_effects.hpp"

#include <optional>

#include <catch2/catch.hpp>

#include "engine/base/bytes.hpp"
#include "engine/desk/integration.hpp"
#include "engine/value/codec.hpp"
#include "engine/value/json.hpp"
#include "runtime/effects/http_effect.hpp"
#include "runtime/effects/virtual_time.hpp"
#include "runtime/store/contract_world.hpp"

namespace millrace::effects {
namespace {

const Time nine = *parse_time("2026-01-05T09:00:00Z");

struct Dice final : Random {
    std::uint64_t seed = 7;
    std::uint64_t next() override { return mix(++seed); }
};

struct Peer final : Sender {
    void send(HttpRequest request, std::function<void(HttpReply)> reply) override {
        requests.push_back(std::move(request));
        reply_ = std::move(reply);
    }
    void answer(HttpReply reply) { std::exchange(reply_, nullptr)(std::move(reply)); }
    std::string key() const { return *find_header(requests.back().headers, "Idempotency-Key"); }

    std::vector<HttpRequest> requests;
    std::function<void(HttpReply)> reply_;
};

// A process over a store in a file: killing it leaves the file.
struct Process {
    explicit Process(const std::string& directory, Time now) : time(now) {
        store::Options options;
        options.wall = &time;
        options.writing = store::Writing::by_hand;
        options.directory = directory;
        store = std::move(*store::open_store(options));
        RemoteEffects::World world{*store,
                                   peer,
                                   time,
                                   time,
                                   dice,
                                   [this](store::OutboxRow row, Signal signal, const std::function<void()>& over) {
                                       answered = std::move(signal);
                                       auto commit = std::make_unique<store::Commit>();
                                       store::OutboxChange close;
                                       close.id = row.id;
                                       close.close = true;
                                       commit->outbox_changes.push_back(close);
                                       store->commit_and_wait(std::move(commit));
                                       over();
                                   }};
        effects.emplace(std::move(world));
        effects->submit(left());
    }

    void ask(const std::string& effect, std::string_view payload) {
        store::OutboxRow row;
        row.org = store::contract::our_org;
        row.run = RunId{77};
        row.activation = 4;
        row.destination = http_destination(*json::parse(payload));
        row.next_at = time.now();
        ByteWriter body;
        body.byte(1);
        body.text(effect);
        encode(*json::parse(payload), body);
        row.body = body.take();
        auto commit = std::make_unique<store::Commit>();
        commit->outbox.push_back(std::move(row));
        effects->submit(store->commit_and_wait(std::move(commit))->result.outbox);
    }
    std::vector<store::OutboxRow> left() { return store::pending_outbox(*store->reader(), {}, 100); }

    VirtualTime time;
    Dice dice;
    Peer peer;
    std::unique_ptr<store::Store> store;
    std::optional<Signal> answered;
    std::optional<RemoteEffects> effects;
};

HttpReply status(int status, std::string body) {
    HttpReply reply;
    reply.status = status;
    reply.headers = {{"Content-Type", "application/json"}};
    reply.body = std::move(body);
    reply.may_have_reached = true;
    return reply;
}

}  // namespace

TEST_CASE("a row of the outbox is sent, answered with what it wanted to keep, and closed") {
    store::contract::TemporaryDirectory directory;
    Process process(directory.path(), nine);
    process.ask("http.request", R"({"url":"https://crm.example/7","save":["name"]})");
    REQUIRE(process.peer.requests.size() == 1);
    CHECK(process.peer.requests[0].url == "https://crm.example/7");
    CHECK_FALSE(process.answered);
    CHECK(process.left().size() == 1);

    process.peer.answer(status(200, R"({"name":"Ana","age":7})"));
    const auto reply = process.answered->as<desk::HttpReplied>();
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(json::dump(reply->json) == R"({"name":"Ana"})");
    CHECK(process.left().empty());
}

TEST_CASE("a process that dies between two attempts goes on in the next one, with the same key") {
    store::contract::TemporaryDirectory directory;
    std::string key;
    Time next_at;
    {
        Process process(directory.path(), nine);
        process.ask("http.request", R"({"method":"POST","url":"https://crm.example/"})");
        key = process.peer.key();
        process.peer.answer(status(503, ""));
        process.store->pump();
        REQUIRE(process.left().size() == 1);
        CHECK(process.left()[0].attempts == 1);
        next_at = process.left()[0].next_at;
        CHECK(next_at >= nine);
    }
    Process process(directory.path(), nine);
    CHECK(process.peer.requests.empty() == (next_at > nine));
    process.time.advance(seconds(30));
    REQUIRE(process.peer.requests.size() == 1);
    CHECK(process.peer.key() == key);
    process.peer.answer(status(503, ""));
    process.time.advance(seconds(30));
    process.peer.answer(status(503, ""));
    const auto reply = process.answered->as<desk::HttpReplied>();
    CHECK(reply->status == 503);
    CHECK(reply->attempts == 3);
    CHECK(process.left().empty());
}

TEST_CASE("a process that dies with a request on the way sends it again, with the same key") {
    store::contract::TemporaryDirectory directory;
    std::string key;
    {
        Process process(directory.path(), nine);
        process.ask("http.request", R"({"method":"POST","url":"https://crm.example/"})");
        key = process.peer.key();
    }
    Process process(directory.path(), nine);
    REQUIRE(process.peer.requests.size() == 1);
    CHECK(process.peer.key() == key);
}

TEST_CASE("a row whose outcome nobody knows any more is answered so, and never sent") {
    store::contract::TemporaryDirectory directory;
    {
        Process process(directory.path(), nine);
        process.ask("http.request", R"({"method":"POST","url":"https://crm.example/"})");
        auto lost = std::make_unique<store::Commit>();
        store::OutboxChange change;
        change.id = process.left()[0].id;
        change.status = store::OutboxStatus::outcome_unknown;
        lost->outbox_changes.push_back(change);
        process.store->commit_and_wait(std::move(lost));
    }
    Process process(directory.path(), nine);
    CHECK(process.peer.requests.empty());
    REQUIRE(process.answered);
    const auto reply = process.answered->as<desk::HttpReplied>();
    REQUIRE(reply);
    CHECK(reply->error == "outcome_unknown");
    CHECK(process.left().empty());
}

TEST_CASE("an order that nobody can carry out fails at once and says why") {
    store::contract::TemporaryDirectory directory;
    Process process(directory.path(), nine);
    process.ask("http.request", R"({"url":"https://crm.example/","headers":[1]})");
    REQUIRE(process.answered);
    CHECK(process.answered->name == "effect.failed");
    CHECK(process.answered->payload["code"] == Value("effect.invalid"));

    process.answered.reset();
    process.ask("fax.send", R"({})");
    REQUIRE(process.answered);
    CHECK(process.answered->payload["code"] == Value("effect.unknown"));
    CHECK(process.peer.requests.empty());
    CHECK(process.left().empty());
}

TEST_CASE("the key names run, activation and number") {
    store::OutboxRow row;
    row.run = RunId{77};
    row.activation = 4;
    row.n = 2;
    CHECK(idempotency_key(row) == to_text(RunId{77}) + "-4-2");
}

}  // namespace millrace::effects

#include "runtime/effects/dispatcher.hpp"

#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "runtime/effects/virtual_time.hpp"

namespace millrace::effects {
namespace {

const Time noon = *parse_time("2026-01-05T12:00:00Z");

// A destination that answers when the test says so.
class Peer final : public Sender {
public:
    struct Call {
        HttpRequest request;
        std::function<void(HttpReply)> reply;
    };

    void send(HttpRequest request, std::function<void(HttpReply)> reply) override {
        calls.push_back({std::move(request), std::move(reply)});
    }
    void answer(HttpReply reply) {
        REQUIRE_FALSE(calls.empty());
        Call call = std::move(calls.front());
        calls.erase(calls.begin());
        answered.push_back(call.request);
        call.reply(std::move(reply));
    }
    std::vector<std::string> urls() const {
        std::vector<std::string> all;
        for (const Call& call : calls) {
            all.push_back(call.request.url);
        }
        return all;
    }

    std::vector<Call> calls;  // under way
    std::vector<HttpRequest> answered;
};

struct Store final : OutboxStore {
    void mark_sending(const OutboxRow& row, std::function<void(bool)> done) override {
        marked.push_back(row.id);
        if (at_once) {
            done(durable);
        } else {
            pending.push_back(std::move(done));
        }
    }
    void postpone(const OutboxRow& row) override { postponed[row.id] = {row.attempts, row.next_at}; }

    bool at_once = true;
    bool durable = true;
    std::vector<std::uint64_t> marked;
    std::vector<std::function<void(bool)>> pending;
    std::map<std::uint64_t, std::pair<std::uint32_t, Time>> postponed;
};

struct Dice final : Random {
    std::uint64_t seed = 7;
    std::uint64_t next() override { return mix(++seed); }
};

// One process: what it has in memory ends with it, while the rows stay with the test.
struct Process {
    explicit Process(Dispatcher::Settings settings = {})
        : dispatcher(
              {peer, store, time, time, dice},
              [this](const OutboxRow& row, const Outcome& outcome) {
                  ended.push_back(row.id);
                  outcomes[row.id] = outcome;
              },
              settings) {}

    VirtualTime time{noon};
    Peer peer;
    Store store;
    Dice dice;
    std::vector<std::uint64_t> ended;
    std::map<std::uint64_t, Outcome> outcomes;
    Dispatcher dispatcher;
};

OutboxRow row(std::uint64_t id, std::uint64_t run, const std::string& destination = "https://crm.example") {
    OutboxRow row;
    row.id = id;
    row.run = RunId{run};
    row.destination = destination;
    row.request.method = "POST";
    row.request.url = destination + "/" + std::to_string(id);
    row.key = "key-" + std::to_string(id);
    row.next_at = noon;
    return row;
}

HttpReply status(int status) {
    HttpReply reply;
    reply.status = status;
    reply.may_have_reached = true;
    return reply;
}

HttpReply refused() {
    HttpReply reply;
    reply.error = HttpError{HttpError::Kind::refused, "expected a connection"};
    return reply;
}

HttpReply lost() {
    HttpReply reply;
    reply.error = HttpError{HttpError::Kind::timeout, "expected an answer"};
    reply.may_have_reached = true;
    return reply;
}

using Ids = std::vector<std::uint64_t>;
using Urls = std::vector<std::string>;

}  // namespace

TEST_CASE("an effect is sent with its key, and its reply is reported once") {
    Process process;
    process.dispatcher.submit({row(1, 10)});
    REQUIRE(process.peer.calls.size() == 1);
    CHECK(*find_header(process.peer.calls[0].request.headers, "Idempotency-Key") == "key-1");

    process.peer.answer(status(200));
    CHECK(process.ended == Ids{1});
    CHECK(process.outcomes[1].kind == Outcome::Kind::replied);
    CHECK(process.outcomes[1].reply.status == 200);
    CHECK(process.outcomes[1].attempts == 1);
    CHECK_FALSE(process.outcomes[1].possible_duplicate);
    CHECK(process.dispatcher.figures().in_flight == 0);
}

TEST_CASE("a key that the flow's author chose is kept") {
    Process process;
    OutboxRow own = row(1, 10);
    own.request.headers = {{"idempotency-key", "order-7"}};
    process.dispatcher.submit({own});
    CHECK(process.peer.calls[0].request.headers == Headers{{"idempotency-key", "order-7"}});
}

TEST_CASE("effects of one run to one destination leave one after the other, those of others beside them") {
    Process process;
    process.dispatcher.submit({row(1, 10), row(2, 10), row(3, 20), row(4, 10, "https://other.example")});
    CHECK(process.peer.urls() == Urls{"https://crm.example/1", "https://other.example/4", "https://crm.example/3"});

    process.peer.answer(status(200));
    CHECK(process.peer.urls() == Urls{"https://other.example/4", "https://crm.example/3", "https://crm.example/2"});
}

TEST_CASE("order is kept over retries: the second waits until the first is over") {
    Process process;
    process.dispatcher.submit({row(1, 10), row(2, 10)});
    process.peer.answer(refused());
    CHECK(process.peer.calls.empty());

    process.time.advance(seconds(1));
    CHECK(process.peer.urls() == Urls{"https://crm.example/1"});
    process.peer.answer(status(200));
    CHECK(process.peer.urls() == Urls{"https://crm.example/2"});
}

TEST_CASE("three attempts carry one key, then the failure is reported") {
    Process process;
    process.dispatcher.submit({row(1, 10)});
    process.peer.answer(refused());
    CHECK(process.ended.empty());
    CHECK(process.store.postponed[1].first == 1);
    CHECK(process.store.postponed[1].second <= noon + milliseconds(500));
    process.time.advance(minutes(1));
    process.peer.answer(lost());
    process.time.advance(minutes(1));
    process.peer.answer(refused());

    CHECK(process.ended == Ids{1});
    CHECK(process.outcomes[1].kind == Outcome::Kind::failed);
    CHECK(process.outcomes[1].attempts == 3);
    CHECK(process.outcomes[1].possible_duplicate);
    REQUIRE(process.peer.answered.size() == 3);
    for (const HttpRequest& request : process.peer.answered) {
        CHECK(*find_header(request.headers, "Idempotency-Key") == "key-1");
    }
    process.time.advance(hours(1));
    CHECK(process.peer.calls.empty());
}

TEST_CASE("a row waits for its time, and what comes later in its line waits behind it") {
    Process process;
    OutboxRow later = row(1, 10);
    later.next_at = noon + seconds(20);
    process.dispatcher.submit({later, row(2, 10)});
    CHECK(process.peer.calls.empty());
    process.time.advance(milliseconds(19'999));
    CHECK(process.peer.calls.empty());
    process.time.advance(milliseconds(1));
    CHECK(process.peer.urls() == Urls{"https://crm.example/1"});
}

TEST_CASE("at most once: the store knows before the peer does") {
    Process process;
    process.store.at_once = false;
    OutboxRow once = row(1, 10);
    once.at_most_once = true;
    process.dispatcher.submit({once});
    CHECK(process.store.marked == Ids{1});
    CHECK(process.peer.calls.empty());

    process.store.pending[0](true);
    CHECK(process.peer.calls.size() == 1);
    process.peer.answer(lost());
    CHECK(process.outcomes[1].kind == Outcome::Kind::unknown);
    process.time.advance(hours(1));
    CHECK(process.peer.calls.empty());
}

TEST_CASE("at most once: what the store could not commit is not sent, and nothing overtakes it") {
    Process process;
    process.store.durable = false;
    OutboxRow once = row(1, 10);
    once.at_most_once = true;
    process.dispatcher.submit({once, row(2, 10), row(3, 20)});
    CHECK(process.peer.urls() == Urls{"https://crm.example/3"});
    CHECK(process.ended.empty());
    CHECK(process.dispatcher.figures().in_flight == 1);
}

TEST_CASE("after a restart a row goes on where it was, and one that was being sent at most once is unknown") {
    OutboxRow tried = row(1, 10);
    OutboxRow once = row(2, 20);
    once.at_most_once = true;
    {
        Process before;
        before.dispatcher.submit({tried, once});
        before.peer.answer(refused());
        CHECK(before.store.marked == Ids{2});
        tried.attempts = before.store.postponed[1].first;
        tried.next_at = before.store.postponed[1].second;
        once.sending = true;
        CHECK(before.ended.empty());
    }
    Process after;
    after.dispatcher.submit({tried, once});
    CHECK(after.ended == Ids{2});
    CHECK(after.outcomes[2].kind == Outcome::Kind::unknown);

    after.time.advance(minutes(1));
    after.peer.answer(refused());
    after.time.advance(minutes(1));
    after.peer.answer(refused());
    CHECK(after.outcomes[1].kind == Outcome::Kind::failed);
    CHECK(after.outcomes[1].attempts == 3);
    CHECK(after.outcomes[1].possible_duplicate);
}

TEST_CASE("after five failures in a row a destination is not asked for thirty seconds, another one is") {
    Process process;
    for (std::uint64_t id = 1; id <= 5; ++id) {
        OutboxRow single = row(id, id);
        single.attempts_max = 1;
        process.dispatcher.submit({single});
        process.peer.answer(status(503));
    }
    CHECK(process.dispatcher.figures().breakers_open == 1);

    process.dispatcher.submit({row(6, 6), row(7, 6), row(8, 8, "https://other.example")});
    CHECK(process.peer.urls() == Urls{"https://other.example/8"});
    REQUIRE(process.ended == Ids{1, 2, 3, 4, 5, 6, 7});
    CHECK(process.outcomes[7].kind == Outcome::Kind::unavailable);
    CHECK(process.outcomes[7].attempts == 0);
    CHECK_THAT(process.outcomes[7].reply.error->message, Catch::Contains("2026-01-05T12:00:30Z"));
    process.peer.answer(status(200));

    process.time.advance(seconds(30));
    process.dispatcher.submit({row(9, 9), row(10, 10)});
    CHECK(process.peer.urls() == Urls{"https://crm.example/9"});
    CHECK(process.outcomes[10].kind == Outcome::Kind::unavailable);
    process.peer.answer(status(200));
    CHECK(process.dispatcher.figures().breakers_open == 0);
    process.dispatcher.submit({row(11, 11), row(12, 12)});
    CHECK(process.peer.calls.size() == 2);
}

TEST_CASE("no more calls than the limits are under way, and a slow destination leaves room for others") {
    Dispatcher::Settings settings;
    settings.in_flight_per_destination_max = 2;
    settings.in_flight_max = 3;
    Process process(settings);
    std::vector<OutboxRow> rows;
    for (std::uint64_t id = 1; id <= 10; ++id) {
        rows.push_back(row(id, id));
    }
    rows.push_back(row(11, 11, "https://other.example"));
    rows.push_back(row(12, 12, "https://other.example"));
    process.dispatcher.submit(std::move(rows));

    CHECK(process.peer.urls() == Urls{"https://crm.example/1", "https://other.example/11", "https://crm.example/2"});
    std::size_t most = 0;
    while (!process.peer.calls.empty()) {
        most = std::max(most, process.peer.calls.size());
        process.peer.answer(status(200));
    }
    CHECK(most == 3);
    CHECK(process.ended.size() == 12);
}

TEST_CASE("what would wait behind too many others is unavailable at once") {
    Dispatcher::Settings settings;
    settings.waiting_per_destination_max = 3;
    Process process(settings);
    process.dispatcher.submit({row(1, 1), row(2, 1), row(3, 1), row(4, 1), row(5, 5, "https://other.example")});
    CHECK(process.ended == Ids{4});
    CHECK(process.outcomes[4].kind == Outcome::Kind::unavailable);
    CHECK(process.dispatcher.figures().waiting == 4);
}

TEST_CASE("the desk's effects are ordered by what they are about") {
    Process process;
    OutboxRow first = row(1, 0);
    first.subject = 77;
    OutboxRow second = row(2, 0);
    second.subject = 77;
    process.dispatcher.submit({first, second, row(3, 0), row(4, 0)});
    CHECK(process.peer.urls() == Urls{"https://crm.example/1", "https://crm.example/3", "https://crm.example/4"});
}

TEST_CASE("a thousand effects against a peer that fails at random all end, each in its order and within its attempts") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        INFO("seed " << seed);
        Dispatcher::Settings settings;
        settings.in_flight_max = 8;
        settings.in_flight_per_destination_max = 3;
        Process process(settings);
        std::uint64_t chance = seed;
        const auto roll = [&](std::uint64_t sides) { return mix(++chance * 1000 + seed) % sides; };

        std::map<std::uint64_t, std::uint64_t> run_of;
        for (std::uint64_t id = 1; id <= 1000; ++id) {
            const std::uint64_t run = 1 + roll(40);
            OutboxRow next = row(id, run, roll(2) == 0 ? "https://a.example" : "https://b.example");
            run_of[id] = next.run.value;
            next.at_most_once = roll(10) == 0;
            process.dispatcher.submit({next});
            while (roll(2) == 0 && !process.peer.calls.empty()) {
                const auto at = static_cast<std::ptrdiff_t>(roll(process.peer.calls.size()));
                std::rotate(process.peer.calls.begin(), process.peer.calls.begin() + at,
                            process.peer.calls.begin() + at + 1);
                const std::uint64_t fate = roll(6);
                process.peer.answer(fate == 0 ? refused() : fate == 1 ? lost() : status(fate == 2 ? 503 : 200));
            }
            process.time.advance(milliseconds(static_cast<std::int64_t>(roll(300))));
            CHECK(process.dispatcher.figures().in_flight <= 8);
        }
        while (!process.peer.calls.empty() || !process.time.idle()) {
            while (!process.peer.calls.empty()) {
                process.peer.answer(status(200));
            }
            process.time.advance(seconds(60));
        }
        CHECK(process.ended.size() == 1000);
        CHECK(process.outcomes.size() == 1000);
        CHECK(process.dispatcher.figures().waiting == 0);

        // In each (run, destination) the ids that the peer saw never go down.
        std::map<std::pair<std::uint64_t, char>, std::uint64_t> newest;
        std::map<std::uint64_t, int> sent;
        for (const HttpRequest& request : process.peer.answered) {
            const std::uint64_t id = std::stoull(request.url.substr(request.url.rfind('/') + 1));
            auto& before = newest[{run_of[id], request.url[8]}];
            CHECK(before <= id);
            before = std::max(before, id);
            CHECK(++sent[id] <= 3);
        }
    }
}

}  // namespace millrace::effects

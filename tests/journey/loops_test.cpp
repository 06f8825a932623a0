// With the threads of the program itself: time here is the machine's, and nothing is asserted about it.

#include <array>
#include <condition_variable>
#include <mutex>

#include <time.h>

#include "engine/script/limits.hpp"
#include "tests/journey/house.hpp"

namespace millrace::journey {
namespace {

constexpr const char* endless =
    R"({"format":"millrace.flow/1","key":"endless","title":"t","trigger":{"on":"api"},"start":"s",
  "nodes":{"s":{"type":"script.lua","settings":{"code":"while true do end"},"next":{"done":"e"}},
  "e":{"type":"control.end"}}})";

constexpr const char* honest =
    R"({"format":"millrace.flow/1","key":"honest","title":"t","trigger":{"on":"api"},"start":"s",
  "nodes":{"s":{"type":"script.lua","settings":{
    "code":"local sum = 0 for i = 1, 1000 do sum = sum + i end ctx.vars.sum = sum return 'done'"},"next":{"done":"e"}},
  "e":{"type":"control.end"}}})";

std::int64_t thread_cpu_ns() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<std::int64_t>(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// What came back, from whichever thread.
class Answers {
public:
    void add(drive::Answered answered) {
        const std::lock_guard lock(mutex_);
        answers_.push_back(std::move(answered));
        came_.notify_all();
    }
    std::vector<drive::Answered> all(std::size_t expected) {
        std::unique_lock lock(mutex_);
        // Far longer than any machine takes: over it, something hangs.
        REQUIRE(came_.wait_for(lock, std::chrono::minutes(3), [&] { return answers_.size() >= expected; }));
        return answers_;
    }

private:
    std::mutex mutex_;
    std::condition_variable came_;
    std::vector<drive::Answered> answers_;
};

// As the composition root makes them: a store that writes by itself, and two workers.
struct Threads {
    Threads() {
        script::set_stopwatch(thread_cpu_ns);
        store::Options wanted;
        wanted.migrations.add(said_table());
        auto opened = store::open_store(std::move(wanted));
        REQUIRE(opened);
        store = std::move(*opened);
        schedule::SchedulerOptions threads;
        threads.threads = 2;
        scheduler = schedule::make_scheduler(threads);
        process = std::make_unique<Process>(*store, *scheduler, versions, drive::Reads{}, drive::DriveOptions{});
    }
    ~Threads() {
        store->close();
        scheduler->stop();
        script::set_stopwatch(nullptr);
    }
    void start(std::string flow, Answers& into) {
        drive::StartRequest request;
        request.org = org;
        request.flow = std::move(flow);
        request.show = true;
        process->drive->start(std::move(request), [&into](drive::Answered a) { into.add(std::move(a)); });
    }

    std::shared_ptr<const Catalogue> catalogue = std::make_shared<const Catalogue>(nodes::shipped_catalogue());
    drive::Versions versions{desk::vocabulary(), [this](OrgId) { return catalogue; }};
    std::unique_ptr<store::Store> store;
    std::unique_ptr<schedule::Scheduler> scheduler;
    std::unique_ptr<Process> process;
};

}  // namespace

TEST_CASE("Four scripts that loop for ever leave other runs going") {
    constexpr std::size_t loops = 4;
    constexpr std::size_t others = 40;
    Answers ended;
    Answers stopped;
    Threads threads;
    publish(*threads.store, org, endless);
    publish(*threads.store, org, honest);

    for (std::size_t i = 0; i < loops; ++i) {
        threads.start("endless", stopped);
    }
    for (std::size_t i = 0; i < others; ++i) {
        threads.start("honest", ended);
    }

    for (const drive::Answered& answered : ended.all(others)) {
        CHECK(answered.kind == drive::Answered::Kind::done);
        CHECK(answered.shown["status"] == Value("completed"));
        CHECK(answered.shown["vars"]["sum"] == Value(500'500));
    }
    for (const drive::Answered& answered : stopped.all(loops)) {
        CHECK(answered.shown["status"] == Value("incident"));
        CHECK(answered.shown["incident"]["code"] == Value("script.limit"));
        CHECK_THAT(std::string(answered.shown["incident"]["message"].as_string()), Catch::StartsWith("cpu"));
    }
}

}  // namespace millrace::journey

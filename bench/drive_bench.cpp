// The drive with its real scheduler over SQLite in a folder, in one process: runs of five Lua nodes, started, finished
// and durable, with 256 of them in flight. What HTTP adds is http_bench.sh's business.
//
//   drive_bench [FOLDER [SECONDS [IN_FLIGHT]]]     FOLDER must not exist; it is removed at the end

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>

#include "bench/figure.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/script/limits.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/drive/drive.hpp"

namespace millrace::bench {
namespace {

const OrgId org{1};

std::string text_of(const char* file) {
    std::ifstream in(std::string(MILLRACE_BENCH) + "/" + file);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

template <class T>
T expected(Result<T> result) {
    if (!result) {
        fmt::print(stderr, "{}: {}\n", result.error().code, result.error().message);
        std::exit(1);
    }
    return std::move(*result);
}

void publish(store::Store& store, const flow::Document& document) {
    store::FlowVersionRow row;
    row.id = store.ids().next<store::VersionId>(0);
    row.org = org;
    row.flow = document.key;
    row.number = 1;
    row.hash = flow::hash(document);
    row.document = json::dump(flow::write(document));
    row.at = store.clock().now();
    const Status written = store.write([&](store::Transaction& tx) -> Status {
        if (auto added = store::add_flow(tx, {org, row.flow, document.title, 0, row.at, row.at}); !added) {
            return added;
        }
        if (auto added = store::add_version(tx, row); !added) {
            return added;
        }
        store::set_current_version(tx, org, row.flow, 1, row.at);
        return {};
    });
    MILLRACE_ASSERT(written);
}

// Keeps a number of runs in flight: the end of one is the start of the next, from the task that tells of the end.
class ClosedLoop {
public:
    explicit ClosedLoop(drive::Drive& drive) : drive_(drive) {}

    double runs_a_second(double seconds, int in_flight) {
        const auto began = steady_clock::now();
        until_ = began + std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(seconds));
        finished_ = 0;
        flying_ = in_flight;
        for (int i = 0; i < in_flight; ++i) {
            start();
        }
        std::unique_lock lock(mutex_);
        landed_.wait(lock, [this] { return flying_ == 0; });
        return static_cast<double>(finished_) / seconds_since(began);
    }

private:
    void start() {
        drive::StartRequest request;
        request.org = org;
        request.flow = "five";
        drive_.start(std::move(request), [this](drive::Answered answered) {
            if (answered.kind != drive::Answered::Kind::done) {
                fmt::print(stderr, "a run was not started: {}\n", answered.error.message);
                std::exit(1);
            }
            ++finished_;
            if (steady_clock::now() < until_) {
                start();
                return;
            }
            const std::lock_guard lock(mutex_);
            if (--flying_ == 0) {
                landed_.notify_one();
            }
        });
    }

    drive::Drive& drive_;
    steady_clock::time_point until_;
    std::atomic<std::uint64_t> finished_{0};
    std::mutex mutex_;
    std::condition_variable landed_;
    int flying_ = 0;
};

void measure(const std::string& folder, double seconds, int in_flight) {
    script::set_stopwatch(thread_cpu_ns);
    store::Options options;
    options.directory = folder;
    const std::unique_ptr<store::Store> store = expected(store::open_store(options));

    const auto catalogue = std::make_shared<const Catalogue>(nodes::shipped_catalogue());
    drive::Versions versions(desk::vocabulary(), [&](OrgId) { return catalogue; });
    const std::unique_ptr<schedule::Scheduler> scheduler = schedule::make_scheduler({});
    drive::LocalEffects effects;
    drive::Reads reads;
    drive::Drive drive(drive::World{*store, *scheduler, desk::vocabulary(), versions, effects, reads, {}, {}, {}, {}});
    store->on_completed([&](store::Commits commits) { drive.finished(std::move(commits)); });
    publish(*store, document_of(text_of("five_lua_nodes.json")));

    ClosedLoop loop(drive);
    report("drive_five_lua_nodes", "runs/s", [&] { return loop.runs_a_second(seconds, in_flight); });

    const drive::Drive::Figures figures = drive.figures();
    MILLRACE_ASSERT(figures.runs_ended == figures.runs_started && figures.steps == figures.runs_ended * 6);
    const store::Statistics written = store->statistics();
    fmt::print(
        "# {} runs in {} commits, {:.0f} us each\n", figures.runs_ended, written.batches,
        static_cast<double>(written.batch_us_total) / static_cast<double>(std::max<std::uint64_t>(1, written.batches)));
    scheduler->stop();
    store->close();
}

}  // namespace
}  // namespace millrace::bench

int main(int argc, char** argv) {
    const std::string folder = argc > 1 ? argv[1] : "drive_bench_data";
    if (std::filesystem::exists(folder)) {
        fmt::print(stderr, "expected a new folder, but {} exists\n", folder);
        return 2;
    }
    std::filesystem::create_directories(folder);
    millrace::bench::measure(folder, argc > 2 ? std::stod(argv[2]) : 2.0, argc > 3 ? std::stoi(argv[3]) : 256);
    std::filesystem::remove_all(folder);
    return 0;
}

// The drive with its real scheduler over a store, in one process: runs of five Lua nodes, started, finished and
// durable, and runs of five steps of which each is committed before the next. With 256 of them in flight, and with one.
// What HTTP adds is http_bench.sh's business.
//
//   drive_bench [PLACE [SECONDS [IN_FLIGHT]]]
//
// PLACE: a folder that does not exist and is removed at the end, or an empty database, postgresql://…

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string>
#include <vector>

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

// Keeps a number of runs in flight: the end of one is the start of the next, from the task that tells of the end. A run
// is at its end when the turn that ends it is durable.
class ClosedLoop {
public:
    void use(drive::Drive& drive) { drive_ = &drive; }

    double runs_a_second(const char* flow, double seconds, int in_flight) {
        fly(flow, seconds, in_flight);
        return static_cast<double>(finished_) / seconds_since(began_);
    }
    // Half of the runs take at most so long from their start to their durable end, one after the other.
    double median_us(const char* flow, double seconds) {
        fly(flow, seconds, 1);
        std::sort(took_us_.begin(), took_us_.end());
        return took_us_[took_us_.size() / 2];
    }

    // Every committed turn comes here.
    void watched(const run::State& state) {
        if (!run::is_terminal(state.status)) {
            return;
        }
        MILLRACE_ASSERT(state.status == run::Status::completed);
        ++finished_;
        const auto now = steady_clock::now();
        if (alone_) {
            took_us_.push_back(std::chrono::duration<double, std::micro>(now - started_).count());
        }
        if (now < until_) {
            start();
            return;
        }
        const std::lock_guard lock(mutex_);
        if (--flying_ == 0) {
            landed_.notify_one();
        }
    }

private:
    void fly(const char* flow, double seconds, int in_flight) {
        flow_ = flow;
        finished_ = 0;
        took_us_.clear();
        alone_ = in_flight == 1;
        flying_ = in_flight;
        began_ = steady_clock::now();
        until_ = began_ + std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(seconds));
        for (int i = 0; i < in_flight; ++i) {
            start();
        }
        std::unique_lock lock(mutex_);
        landed_.wait(lock, [this] { return flying_ == 0; });
    }

    void start() {
        started_ = steady_clock::now();
        drive::StartRequest request;
        request.org = org;
        request.flow = flow_;
        drive_->start(std::move(request), [](const drive::Answered& answered) {
            if (answered.kind != drive::Answered::Kind::done) {
                fmt::print(stderr, "a run was not started: {}\n", answered.error.message);
                std::exit(1);
            }
        });
    }

    drive::Drive* drive_ = nullptr;
    const char* flow_ = "";
    steady_clock::time_point began_;
    steady_clock::time_point until_;
    steady_clock::time_point started_;  // of the only one in flight
    bool alone_ = false;
    std::vector<double> took_us_;
    std::atomic<std::uint64_t> finished_{0};
    std::mutex mutex_;
    std::condition_variable landed_;
    int flying_ = 0;
};

bool is_database(const std::string& place) {
    return place.rfind("postgres", 0) == 0;
}

void measure(const std::string& place, double seconds, int in_flight) {
    script::set_stopwatch(thread_cpu_ns);
    store::Options options;
    (is_database(place) ? options.url : options.directory) = place;
    const std::unique_ptr<store::Store> store = expected(store::open_store(options));

    const auto catalogue = std::make_shared<const Catalogue>(nodes::shipped_catalogue());
    drive::Versions versions(desk::vocabulary(), [&](OrgId) { return catalogue; });
    const std::unique_ptr<schedule::Scheduler> scheduler = schedule::make_scheduler({});
    drive::LocalEffects effects;
    drive::Reads reads;
    ClosedLoop loop;
    drive::Drive drive(drive::World{*store,
                                    *scheduler,
                                    desk::vocabulary(),
                                    versions,
                                    effects,
                                    reads,
                                    {},
                                    {},
                                    {},
                                    [&](const run::State& state, const run::Turn&) { loop.watched(state); }});
    loop.use(drive);
    store->on_completed([&](store::Commits commits) { drive.finished(std::move(commits)); });
    drive.recover();
    publish(*store, document_of(text_of("five_lua_nodes.json")));
    publish(*store, document_of(text_of("five_durable_steps.json")));

    const std::string in = is_database(place) ? "postgres_" : "drive_";
    report((in + "five_lua_nodes").c_str(), "runs/s", [&] { return loop.runs_a_second("five", seconds, in_flight); });
    report((in + "five_lua_nodes_p50").c_str(), "us", [&] { return loop.median_us("five", seconds); });
    report((in + "durable_steps").c_str(), "runs/s", [&] { return loop.runs_a_second("durable", seconds, in_flight); });
    report((in + "durable_steps_p50").c_str(), "us", [&] { return loop.median_us("durable", seconds); });

    const drive::Drive::Figures figures = drive.figures();
    const store::Statistics written = store->statistics();
    fmt::print(
        "# {} runs, {} turns in {} batches, {:.0f} us each\n", figures.runs_ended, figures.turns, written.batches,
        static_cast<double>(written.batch_us_total) / static_cast<double>(std::max<std::uint64_t>(1, written.batches)));
    scheduler->stop();
    store->close();
}

}  // namespace
}  // namespace millrace::bench

int main(int argc, char** argv) {
    const std::string place = argc > 1 ? argv[1] : "drive_bench_data";
    const bool is_folder = !millrace::bench::is_database(place);
    if (is_folder && std::filesystem::exists(place)) {
        fmt::print(stderr, "expected a new folder, but {} exists\n", place);
        return 2;
    }
    if (is_folder) {
        std::filesystem::create_directories(place);
    }
    millrace::bench::measure(place, argc > 2 ? std::stod(argv[2]) : 2.0, argc > 3 ? std::stoi(argv[3]) : 256);
    if (is_folder) {
        std::filesystem::remove_all(place);
    }
    return 0;
}

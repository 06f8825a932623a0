// How many turns a second the store makes durable: store_bench [DIRECTORY or postgresql://…] [SECONDS] [IN_FLIGHT]
//
// "started and finished": each turn is a new run that ends at once (a journal row and a header row with its index
// entry). "resumed": each turn continues one of many waiting runs (a journal row and an updated header).

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <mutex>
#include <string>

#include <fmt/format.h>

#include "runtime/store/store.hpp"

using namespace millrace;
using namespace millrace::store;

namespace {

using std::chrono::steady_clock;

// Keeps a number of commits in flight: what comes back is sent again as the next turn, from the bench's own thread, as
// the lanes of the drive would.
class ClosedLoop {
public:
    explicit ClosedLoop(Store& store) : store_(store) {
        store_.on_completed([this](Commits batch) {
            std::lock_guard lock(mutex_);
            arrived_.push_back(std::move(batch));
            some_.notify_one();
        });
    }

    template <class Next>
    double turns_a_second(std::size_t in_flight, double seconds, Next&& next) {
        for (std::size_t i = 0; i < in_flight; ++i) {
            submit(next(nullptr));
        }
        const auto began = steady_clock::now();
        const auto end = began + std::chrono::duration<double>(seconds);
        std::size_t finished = 0;
        std::size_t flying = in_flight;
        while (flying > 0) {
            const bool again = steady_clock::now() < end;
            for (auto& batch : take()) {
                for (auto& commit : batch) {
                    if (commit->result.outcome != Outcome::committed) {
                        fmt::print(stderr, "a turn came back {}\n", to_text(commit->result.outcome));
                        std::exit(1);
                    }
                    ++finished;
                    --flying;
                    if (again) {
                        submit(next(std::move(commit)));
                        ++flying;
                    }
                }
            }
        }
        return static_cast<double>(finished) / std::chrono::duration<double>(steady_clock::now() - began).count();
    }

private:
    void submit(std::unique_ptr<Commit> commit) {
        if (auto taken = store_.submit(std::move(commit)); !taken) {
            fmt::print(stderr, "{}\n", taken.error().message);
            std::exit(1);
        }
    }
    std::vector<Commits> take() {
        std::unique_lock lock(mutex_);
        some_.wait(lock, [this] { return !arrived_.empty(); });
        return std::exchange(arrived_, {});
    }

    Store& store_;
    std::mutex mutex_;
    std::condition_variable some_;
    std::vector<Commits> arrived_;
};

const OrgId org{std::uint64_t{1} << 61};
const std::string body(180, 'b');  // about what five steps of a small flow take

std::unique_ptr<Commit> turn_of(const RunHeader& header, std::uint64_t seq_before, RunStatus status) {
    auto commit = std::make_unique<Commit>();
    commit->run = RunChange{.header = header, .seq_before = seq_before, .status_before = header.status};
    commit->run->header.seq = seq_before + 1;
    commit->run->header.status = status;
    commit->turn = TurnRow{.run = header.id,
                           .org = org,
                           .seq = seq_before + 1,
                           .prev = header.head,
                           .body = body,
                           .crc = turn_crc(0, header.id, seq_before + 1, body),
                           .has_snapshot = status == RunStatus::waiting};
    return commit;
}

RunHeader new_run(Store& store) {
    RunHeader header;
    header.id = store.ids().next<RunId>(5);
    header.org = org;
    header.flow = "five_lua_nodes";
    header.version = VersionId{1};
    header.subject = SubjectId{header.id.value};
    header.started = header.updated = store.clock().now();
    return header;
}

void report(const char* what, double rate, const Statistics& before, const Statistics& after) {
    const auto batches = after.batches - before.batches;
    fmt::print("{:<22}{:>9.0f} turns/s {:>7.1f} a batch {:>7.0f} us a batch {:>4} checkpoints\n", what, rate,
               batches == 0 ? 0.0 : static_cast<double>(after.commits - before.commits) / static_cast<double>(batches),
               batches == 0
                   ? 0.0
                   : static_cast<double>(after.batch_us_total - before.batch_us_total) / static_cast<double>(batches),
               after.checkpoints - before.checkpoints);
}

}  // namespace

int main(int argc, char** argv) {
    const std::string directory = argc > 1 ? argv[1] : "store_bench_data";
    const double seconds = argc > 2 ? std::stod(argv[2]) : 3;
    const std::size_t in_flight = argc > 3 ? std::stoul(argv[3]) : 256;

    Options options;
    if (directory.compare(0, 10, "postgresql") == 0) {
        options.url = directory;
    } else {
        options.directory = directory == ":memory:" ? "" : directory;
    }
    if (!options.directory.empty() && std::filesystem::exists(options.directory)) {
        fmt::print(stderr, "expected a new directory, but {} exists\n", options.directory);
        return 2;
    }
    auto opened = open_store(options);
    if (!opened) {
        fmt::print(stderr, "{}\n", opened.error().message);
        return 1;
    }
    Store& store = **opened;
    ClosedLoop loop(store);

    auto before = store.statistics();
    auto rate = loop.turns_a_second(
        in_flight, seconds, [&](std::unique_ptr<Commit>) { return turn_of(new_run(store), 0, RunStatus::completed); });
    report("started and finished", rate, before, store.statistics());

    before = store.statistics();
    rate = loop.turns_a_second(in_flight, seconds, [&](std::unique_ptr<Commit> last) {
        return last ? turn_of(last->run->header, last->run->header.seq, RunStatus::waiting)
                    : turn_of(new_run(store), 0, RunStatus::waiting);
    });
    report("resumed", rate, before, store.statistics());

    store.close();
    if (!options.directory.empty()) {
        std::filesystem::remove_all(options.directory);
    }
    return 0;
}

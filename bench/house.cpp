#include "bench/house.hpp"

#include <filesystem>
#include <thread>

#include "bench/figure.hpp"
#include "bench/flows.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/script/limits.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"

namespace millrace::bench {
namespace {

std::unique_ptr<store::Store> open(const Wish& wish, const std::string& name) {
    store::Options options;
    if (wish.store.empty()) {
        options.directory = wish.folder + "/" + name;
        std::filesystem::create_directories(options.directory);
    } else {
        options.url = wish.store;
        options.patience = seconds(10);
    }
    return expected(store::open_store(std::move(options)));
}

std::string_view text_of(const std::string& file) {
    for (std::size_t i = 0; i < embedded_files_count; ++i) {
        if (embedded_files[i].name == "flows/" + file) {
            return embedded_files[i].bytes;
        }
    }
    MILLRACE_ASSERT(false);
    return {};
}

}  // namespace

struct House::Inside {
    explicit Inside(std::unique_ptr<store::Store> opened)
        : store(std::move(opened)),
          catalogue(std::make_shared<const Catalogue>(nodes::shipped_catalogue())),
          versions(desk::vocabulary(), [this](OrgId) { return catalogue; }),
          scheduler(schedule::make_scheduler({})),
          drive(drive::World{*store,
                             *scheduler,
                             desk::vocabulary(),
                             versions,
                             effects,
                             reads,
                             {},
                             {},
                             {},
                             [this](const run::State& state, const run::Turn& turn) {
                                 if (watch) {
                                     watch(state, turn);
                                 }
                             }}) {
        store->on_completed([this](store::Commits commits) { drive.finished(std::move(commits)); });
        drive.recover();
        timers = std::make_unique<drive::TimerThread>(drive, store->clock());
    }
    ~Inside() {
        timers.reset();
        scheduler->stop();
        store->close();
    }

    std::function<void(const run::State&, const run::Turn&)> watch;
    std::unique_ptr<store::Store> store;
    std::shared_ptr<const Catalogue> catalogue;
    drive::Versions versions;
    std::unique_ptr<schedule::Scheduler> scheduler;
    drive::LocalEffects effects;
    drive::Reads reads;
    drive::Drive drive;
    std::unique_ptr<drive::TimerThread> timers;
};

House::House(const Wish& wish, const std::string& name) : prefix_(wish.store.empty() ? "" : "postgres_") {
    script::set_stopwatch(thread_cpu_ns);
    inside_ = std::make_unique<Inside>(open(wish, name));
}
House::~House() = default;

drive::Drive& House::drive() {
    return inside_->drive;
}
store::Store& House::store() {
    return *inside_->store;
}
void House::watch(std::function<void(const run::State&, const run::Turn&)> watch) {
    inside_->watch = std::move(watch);
}

void House::publish(OrgId org, const std::string& file) {
    const flow::Document document = document_of(text_of(file));
    store::Store& store = *inside_->store;
    {
        const auto reader = store.reader();
        if (store::find_flow(reader->org(org), document.key)) {
            return;
        }
    }
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

void House::start(OrgId org, const std::string& flow, Value input, schedule::Class urgency, drive::Done done) {
    drive::StartRequest request;
    request.org = org;
    request.flow = flow;
    request.input = std::move(input);
    request.urgency = urgency;
    inside_->drive.start(std::move(request), std::move(done));
}

void House::rest() {
    while (inside_->drive.figures().commands_waiting > 0) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

}  // namespace millrace::bench

// millrace verify

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "api/app/commands.hpp"
#include "api/app/open_data.hpp"
#include "engine/desk/vocabulary.hpp"
#include "engine/run/replay.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::app {
namespace {

// What is wrong with one run, or nothing: its journal's links and checksums, its fold against its header, and each of
// its turns decided again.
std::string look_at(store::Session& session, drive::Versions& versions, const store::RunHeader& header) {
    const auto rows = store::load_journal(session, header.id);
    if (!rows) {
        return rows.error().message;
    }
    std::vector<std::string> bodies;
    for (const store::TurnRow& row : *rows) {
        bodies.push_back(row.body);
    }
    if (header.seq != bodies.size()) {
        return fmt::format("expected {} turns, as its header says, but found {}", header.seq, bodies.size());
    }
    run::Machine machine{desk::vocabulary(), versions};
    const Result<run::Replay> replayed =
        drive::with_versions(session, versions, [&] { return run::replay(bodies, machine); });
    if (!replayed) {
        return replayed.error().message;
    }
    if (replayed->divergence) {
        return fmt::format("turn {} decided again differs: expected {} but found {}", replayed->divergence->seq,
                           replayed->divergence->expected, replayed->divergence->found);
    }
    if (run::to_text(replayed->state.status) != store::to_text(header.status)) {
        return fmt::format("expected the status {}, as its journal says, but its header says {}",
                           run::to_text(replayed->state.status), store::to_text(header.status));
    }
    return {};
}

int verify(const DataPlace& place) {
    auto data = open_data(place);
    if (!data) {
        fmt::print(stderr, "millrace verify: {}\n", data.error().message);
        return 1;
    }
    std::size_t wrong = 0;
    const auto pages = data->store->quick_check();
    if (!pages) {
        fmt::print("the database: {}\n", pages.error().message);
        ++wrong;
    } else {
        for (const std::string& line : *pages) {
            fmt::print("the database: {}\n", line);
            ++wrong;
        }
    }
    std::size_t runs = 0;
    std::size_t turns = 0;
    for (RunId after;;) {
        std::vector<store::RunHeader> headers;
        {
            const auto reader = data->store->reader();
            headers = store::all_runs(*reader, after, 200);
        }
        if (headers.empty()) {
            break;
        }
        for (const store::RunHeader& header : headers) {
            const auto reader = data->store->reader();
            const std::string what = look_at(*reader, *data->versions, header);
            if (!what.empty()) {
                fmt::print("run {} of {}: {}\n", to_text(header.id), header.flow, what);
                ++wrong;
            }
            ++runs;
            turns += header.seq;
        }
        after = headers.back().id;
    }
    for (const desk::Org& org : desk::list_orgs(*data->store->reader())) {
        const auto reader = data->store->reader();
        if (const auto entries = desk::verify_audit(reader->org(org.id)); !entries) {
            fmt::print("org {}: {}\n", org.key, entries.error().message);
            ++wrong;
        }
    }
    fmt::print("{} runs, {} turns: {}\n", runs, turns,
               wrong == 0 ? "sound" : fmt::format("{} things are wrong", wrong));
    return wrong == 0 ? 0 : 1;
}

}  // namespace

void add_verify(CLI::App& app, int& status) {
    auto place = std::make_shared<DataPlace>();
    CLI::App* command = app.add_subcommand("verify", "Walk through the data and name what is wrong");
    add_data_options(*command, *place);
    command->callback([place, &status] { status = verify(*place); });
}

}  // namespace millrace::app

#include "runtime/watch/run_list.hpp"

#include <algorithm>
#include <map>

#include "engine/base/id.hpp"
#include "engine/run/view.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::watch {
namespace {

constexpr int looked_at_once = 500;
constexpr int headers_max = 10'000;  // looked at for one page
constexpr int loads_max = 500;       // read whole for one page
// Nobody looks for the run of a conversation that began a month after it.
constexpr Duration subject_lives = days(31);

// The first id that is given out at this time.
std::uint64_t first_id_at(Time time) {
    const std::int64_t since_epoch = time.ms - static_cast<std::int64_t>(id_epoch_ms);
    return since_epoch <= 0 ? 0 : static_cast<std::uint64_t>(since_epoch) << 21;
}
Time time_of_id(std::uint64_t id) {
    return Time{static_cast<std::int64_t>(id >> 21) + static_cast<std::int64_t>(id_epoch_ms)};
}

bool fits(const store::RunHeader& run, const RunQuery& query, store::VersionId version) {
    return (version.value == 0 || run.version == version) && (!query.subject || run.subject == query.subject) &&
           (!query.since || run.started >= *query.since) && (!query.until || run.started < *query.until);
}

bool has_node(const Value& shown, const std::string& node) {
    const List& at = shown["at"].as_list();
    return std::any_of(at.begin(), at.end(), [&](const Value& one) { return one == Value(node); }) ||
           shown["incident"]["node"] == Value(node);
}

// What lists say of flows and versions, looked up once.
class Names {
public:
    Names(store::Session& session, drive::Versions& versions) : session_(session), versions_(versions) {}

    std::int64_t number_of(store::VersionId version) {
        const auto [found, is_new] = numbers_.try_emplace(version.value, 0);
        if (is_new) {
            const GraphPtr graph = versions_.at_hand(version.value);
            if (graph != nullptr) {
                found->second = graph->number;
            } else if (const auto row = store::find_version(session_, version)) {
                found->second = row->number;
            }
        }
        return found->second;
    }
    const std::string& title_of(OrgId org, const std::string& flow) {
        const auto [found, is_new] = titles_.try_emplace(flow);
        if (is_new) {
            if (const auto row = store::find_flow(session_.org(org), flow)) {
                found->second = row->title;
            }
        }
        return found->second;
    }

private:
    store::Session& session_;
    drive::Versions& versions_;
    std::map<std::uint64_t, std::int64_t> numbers_;
    std::map<std::string, std::string> titles_;
};

Map show_with(Names& names, store::Session& session, drive::Versions& versions, const store::RunHeader& run) {
    Map shown{{"run_id", to_text(run.id)},
              {"flow", run.flow},
              {"flow_title", names.title_of(run.org, run.flow)},
              {"version_id", to_text(run.version)},
              {"version", names.number_of(run.version)},
              {"status", store::to_text(run.status)},
              {"subject", run.subject.value == run.id.value ? Value() : Value(to_text(run.subject))},
              {"started_at", to_text(run.started)},
              {"updated_at", to_text(run.updated)},
              {"ended_at", Value()},
              {"outcome", Value()},
              {"incident", Value()},
              {"at", List{}}};
    // One that cannot be read is shown as its header says: nothing else of it can be.
    const auto loaded = drive::load(session, versions, run.id);
    if (!loaded || *loaded == nullptr) {
        return shown;
    }
    const run::State& state = *(*loaded)->state;
    if (run::is_terminal(state.status)) {
        shown.set("ended_at", to_text(state.ended));
    }
    if (state.status == run::Status::completed) {
        shown.set("outcome", state.outcome);
    }
    shown.set("incident", run::incident_of(state));
    List at;
    for (const Value& token : run::tokens_of(state)) {
        if (token["flow"].is_nil() && std::find(at.begin(), at.end(), token["node"]) == at.end()) {
            at.push(token["node"]);
        }
    }
    shown.set("at", std::move(at));
    return shown;
}

}  // namespace

Map show_in_list(store::Session& session, drive::Versions& versions, const store::RunHeader& run) {
    Names names(session, versions);
    return show_with(names, session, versions, run);
}

RunPage find_runs(store::Session& session, drive::Versions& versions, OrgId org, const desk::Viewer& viewer,
                  const RunQuery& query) {
    RunPage page;
    const store::OrgReader here = session.org(org);
    store::VersionId version;
    if (query.version != 0) {
        const auto row = store::find_version(here, query.flow, query.version);
        if (!row) {
            return page;
        }
        version = row->id;
    }
    store::RunFilter filter;
    filter.flow = query.flow;
    filter.status = query.status;
    filter.before = query.before;
    std::uint64_t oldest = query.since ? first_id_at(*query.since - minutes(1)) : 0;
    std::uint64_t newest = query.until ? first_id_at(*query.until + minutes(1)) : UINT64_MAX;
    if (query.subject) {
        // A run on a conversation begins after it.
        oldest = std::max(oldest, first_id_at(time_of_id(query.subject.value) - minutes(1)));
        newest = std::min(newest, first_id_at(time_of_id(query.subject.value) + subject_lives));
    }
    if (newest != UINT64_MAX && (!filter.before || filter.before.value > newest)) {
        filter.before = RunId{std::max<std::uint64_t>(newest, 1)};
    }
    const bool is_plain = version.value == 0 && !query.subject && !query.since && !query.until && query.node.empty() &&
                          query.outcome.empty();
    filter.limit = is_plain ? query.limit : looked_at_once;
    Names names(session, versions);
    int looked_at = 0;
    int loads = 0;
    while (true) {
        const std::vector<store::RunHeader> runs = desk::list_runs(here, viewer, filter);
        for (const store::RunHeader& run : runs) {
            if (run.id.value < oldest) {
                return page;
            }
            filter.before = run.id;
            const bool goes_on = store::is_live(run.status);
            if (fits(run, query, version) && (query.node.empty() || goes_on) && (query.outcome.empty() || !goes_on)) {
                Map shown = show_with(names, session, versions, run);
                ++loads;
                if ((query.node.empty() || has_node(shown, query.node)) &&
                    (query.outcome.empty() || shown["outcome"] == Value(query.outcome))) {
                    page.items.push(std::move(shown));
                }
            }
            if (page.items.size() == static_cast<std::size_t>(query.limit) || loads == loads_max ||
                ++looked_at == headers_max) {
                page.next = run.id;
                return page;
            }
        }
        if (runs.size() < static_cast<std::size_t>(filter.limit)) {
            return page;
        }
    }
}

}  // namespace millrace::watch

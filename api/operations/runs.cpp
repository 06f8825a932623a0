// Runs: started, looked at, told things.

#include <atomic>

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/run_of.hpp"
#include "engine/base/digest.hpp"
#include "engine/run/view.hpp"
#include "engine/value/codec.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/store/flow_table.hpp"

namespace millrace::api {
namespace {

struct StartInput {
    Value input;
};
void describe(Fields<StartInput>& fields) {
    fields.add("input", &StartInput::input).help("Members become variables.");
}

struct SignalInput {
    std::string name;
    std::string id;
    Value payload;
};
void describe(Fields<SignalInput>& fields) {
    fields.add("name", &SignalInput::name).required();
    fields.add("id", &SignalInput::id).help("Yours; the same id takes effect once.");
    fields.add("payload", &SignalInput::payload);
}

struct CancelInput {
    std::string reason;
};
void describe(Fields<CancelInput>& fields) {
    fields.add("reason", &CancelInput::reason);
}

constexpr std::string_view incident_resolved = "incident.resolved";

enum class Action : std::uint8_t { retry, retry_on, skip, cancel };
std::vector<Choice> choices_of(Action) {
    return {{"retry", "Try the node again"},
            {"retry_on", "Try it on another version"},
            {"skip", "Leave it by an output"},
            {"cancel", "Cancel the run"}};
}
struct IncidentInput {
    Action action = Action::retry;
    std::int64_t version = 0;
    std::string output;
};
void describe(Fields<IncidentInput>& fields) {
    fields.add("action", &IncidentInput::action).required();
    fields.add("version", &IncidentInput::version).help("Number of the flow's version, for retry_on.");
    fields.add("output", &IncidentInput::output).help("For skip.");
}

// What a command's fate means on the wire.
http::Answer answer_of(const drive::Answered& answered, int success) {
    using Kind = drive::Answered::Kind;
    switch (answered.kind) {
        case Kind::done:
        case Kind::ignored:
            return http::Answer::json(
                success, answered.shown.is_nil() ? Value(Map{{"run_id", to_text(answered.run)}}) : answered.shown);
        case Kind::rejected:
            return problem_of(answered.error);
        case Kind::unknown_run:
            return problem_of({"run.unknown", "expected the id of a run but there is none"});
        case Kind::busy:
            return problem_of({"drive.busy",
                               "expected room for one more command but too many are under way: try again "
                               "in a moment"});
        case Kind::over_share:
            return problem_of({"drive.over_share",
                               "expected less of this org's work at once while others wait too: try "
                               "again in a moment"});
        case Kind::storage_full:
            return problem_of({"storage_full", "expected room on the disk but there is none: nothing was written"});
        case Kind::key_reused:
            return problem_of({"idempotency.key_reused",
                               "expected the same body as when this Idempotency-Key was first used but it differs"});
        case Kind::duplicate:
            return http::Answer::json(success, Map{{"run_id", to_text(answered.run)}});
        case Kind::handed_over:
            return http::Answer::json(
                202, answered.shown.is_nil() ? Value(Map{{"run_id", to_text(answered.run)}}) : answered.shown);
        case Kind::moved:
        case Kind::failed:
            break;
    }
    if (answered.error.code == "run.quarantined") {
        return problem_of(answered.error);
    }
    return http::problem(503, answered.error).with_retry_soon();
}

bool settled(const Value& shown) {
    const std::string_view status = shown["status"].is_string() ? shown["status"].as_string() : "";
    return status == "completed" || status == "cancelled" || status == "incident" || status == "quarantined";
}

void answer_settled(Services& services, OrgId org, RunId run, std::int64_t wait_ms, const Respond& respond) {
    services.drive.when_settled(org, run, services.store.clock().now() + milliseconds(wait_ms),
                                [respond](const drive::Answered& answered) { respond(answer_of(answered, 201)); });
}

void start(const Call& call, Respond respond) {
    Result<Value> body = call.body();
    if (!body) {
        respond(problem_of(body.error()));
        return;
    }
    const Value& input = (*body)["input"];
    if (!input.is_nil() && !input.is_map()) {
        respond(http::problem(
            422, {"request.invalid", "expected input to be an object but found " + std::string(to_text(input.kind())),
                  "/input"}));
        return;
    }
    if (!input.fits(run::variables_bytes_max, codec_depth_max / 2)) {
        respond(
            http::problem(422, {"run.too_large", "expected the input to stay within 256 KiB and 64 levels", "/input"}));
        return;
    }
    const Result<std::int64_t> wait = call.number("wait", 0, 0, 30'000);
    if (!wait) {
        respond(problem_of(wait.error()));
        return;
    }
    drive::StartRequest request;
    request.org = call.org();
    request.flow = std::string(call.param("key"));
    request.input = input;
    request.show = true;
    if (const auto key = call.request.header("idempotency-key"); key && !key->empty()) {
        request.key = store::IdempotencyKey{
            call.org(), "runs " + std::string(*key), sha256_hex(request.flow + "\n" + call.request.body), {}};
    }
    Services& services = call.services;
    services.drive.start(
        std::move(request), [&services, org = call.org(), wait_ms = *wait, respond](drive::Answered answered) {
            if (answered.kind == drive::Answered::Kind::duplicate) {
                // The same run, as it is now.
                const auto run = parse_id<RunTag>(answered.remembered);
                answer_settled(services, org, run ? *run : answered.run, wait_ms, respond);
            } else if (answered.kind == drive::Answered::Kind::done && wait_ms > 0 && !settled(answered.shown)) {
                answer_settled(services, org, answered.run, wait_ms, respond);
            } else {
                respond(answer_of(answered, 201));
            }
        });
}

http::Answer show(const Call& call) {
    const auto reader = call.services.store.reader();
    const auto header = run_of(call, *reader);
    if (!header) {
        return problem_of(header.error());
    }
    const auto loaded = drive::load(*reader, call.services.versions, header->id);
    if (!loaded) {
        return problem_of(loaded.error());
    }
    const run::State& state = *(*loaded)->state;
    Map shown = run::show(state).as_map();
    const store::OrgReader here = reader->org(call.org());
    const auto flow = store::find_flow(here, header->flow);
    shown.set("flow_title", flow ? Value(flow->title) : Value());
    shown.set("subject", state.subject.id == 0
                             ? Value()
                             : Value(Map{{"kind", state.subject.kind}, {"id", to_base32(state.subject.id)}}));
    if (call.request.query_value("document") == std::string_view("1")) {
        const auto version = store::find_version(*reader, header->version);
        const Result<Value> document = json::parse(version ? version->document : "null");
        shown.set("document", document ? *document : Value());
    }
    return http::Answer::json(std::move(shown));
}

http::Answer journal(const Call& call) {
    const auto reader = call.services.store.reader();
    const auto header = run_of(call, *reader);
    if (!header) {
        return problem_of(header.error());
    }
    const RunId id = header->id;
    const auto rows = store::load_journal(*reader, id);
    if (!rows) {
        return http::problem(500, rows.error());
    }
    const std::vector<store::OutboxRow> pending = store::outbox_of(reader->org(call.org()), id);
    const Result<List> items = drive::with_versions(*reader, call.services.versions, [&]() -> Result<List> {
        List turns;
        run::State state;
        for (const store::TurnRow& row : *rows) {
            const Result<run::Record> record = run::decode_record(row.body);
            if (!record) {
                return record.error();
            }
            Map turn = run::show_turn(*record, state, call.services.versions).as_map();
            List effects;
            for (const Value& event : turn["events"].as_list()) {
                if (event["name"] != Value("effect.asked")) {
                    continue;
                }
                const Value& name = event["data"]["name"];
                const EffectSpec* spec = call.services.vocabulary.effect(name.as_string());
                std::string status = "done";
                for (const store::OutboxRow& out : pending) {
                    if (event["activation"] == Value(static_cast<std::int64_t>(out.activation)) &&
                        event["data"]["number"] == Value(static_cast<std::int64_t>(out.n))) {
                        status = out.status == store::OutboxStatus::sending ? "sending" : "pending";
                    }
                }
                effects.push(Map{{"id", to_text(id) + "." + json::dump(event["activation"]) + "." +
                                            json::dump(event["data"]["number"])},
                                 {"name", name},
                                 {"local", spec == nullptr || spec->local},
                                 {"status", status}});
            }
            turn.set("effects", std::move(effects));
            turns.push(std::move(turn));
            if (auto applied = run::apply_record(state, *record, call.services.versions); !applied) {
                return applied.error();
            }
        }
        return turns;
    });
    if (!items) {
        return http::problem(500, items.error());
    }
    return http::Answer::json(Map{{"items", *items}, {"cursor", Value()}});
}

// What a person did with a run stands in the audit, by the turn's own transaction.
store::LocalWork audited(const Call& call, std::string_view action, const Value& after) {
    desk::Feed& feed = call.services.feed;
    return {.run = [&feed, org = call.org(), actor = call.caller.user_id, action = std::string(action), after,
                    object = "run:" + std::string(call.param("id"))](store::Transaction& tx) -> Status {
        desk::record(desk::Work{tx, feed, org, actor}, action, object, Value(), after);
        return {};
    }};
}

struct Order {
    run::Command command;
    std::optional<store::Source> source = {};
    store::LocalWork along = {};
};

// A command to a run of the org.
void hand_on(const Call& call, Order order, const Respond& respond) {
    const Result<RunId> id = run_id(call);
    if (!id) {
        respond(problem_of(id.error()));
        return;
    }
    drive::CommandRequest request;
    request.org = call.org();
    request.run = *id;
    request.command = std::move(order.command);
    request.source = std::move(order.source);
    request.along = std::move(order.along);
    request.urgency = schedule::Class::live;
    request.show = true;
    if (request.source) {
        request.source->run = *id;
    }
    call.services.drive.command(std::move(request),
                                [respond](const drive::Answered& answered) { respond(answer_of(answered, 200)); });
}

// A command to a run that the caller can see. Who sees all of them need not be looked up; the others' right is in the
// store, which may block.
void command(const Call& call, Order order, const Respond& respond) {
    if (viewer_of(call.caller).sees_all()) {
        hand_on(call, std::move(order), respond);
        return;
    }
    // What `call` refers to lives as long as `respond` does.
    call.services.scheduler.post_blocking([call, order = std::move(order), respond] {
        try {
            const auto reader = call.services.store.reader();
            if (const auto header = run_of(call, *reader); !header) {
                respond(problem_of(header.error()));
                return;
            }
        } catch (const store::SqlError& error) {
            respond(http::problem(503, error.error()).with_retry_soon());
            return;
        }
        hand_on(call, order, respond);
    });
}

void signal(const Call& call, Respond respond) {
    const Result<SignalInput> input = input_of<SignalInput>(call);
    if (!input) {
        respond(problem_of(input.error()));
        return;
    }
    const std::string id =
        !input->id.empty() ? input->id : std::string(call.request.header("idempotency-key").value_or(""));
    run::DeliverSignal deliver{Signal{String(input->name), input->payload.is_nil() ? Value(Map{}) : input->payload}, 0,
                               id, call.services.store.clock().now()};
    std::optional<store::Source> source;
    if (!id.empty()) {
        source = store::Source{call.org(), "api.signal", std::string(call.param("id")) + ":" + id, {}, {}};
    }
    command(call, {std::move(deliver), std::move(source)}, respond);
}

void cancel(const Call& call, Respond respond) {
    const Result<CancelInput> input = input_of<CancelInput>(call);
    if (!input) {
        respond(problem_of(input.error()));
        return;
    }
    command(call, {run::CancelRun{input->reason}, {}, audited(call, "run.cancelled", Map{{"reason", input->reason}})},
            respond);
}

void incident(const Call& call, Respond respond) {
    const Result<IncidentInput> input = input_of<IncidentInput>(call);
    if (!input) {
        respond(problem_of(input.error()));
        return;
    }
    run::ResolveIncident resolve;
    resolve.action = static_cast<run::ResolveIncident::Action>(input->action);
    resolve.output = input->output;
    Map did{{"action", choices_of(input->action)[static_cast<std::size_t>(input->action)].value}};
    if (!input->output.empty()) {
        did.set("output", input->output);
    }
    if (input->action != Action::retry_on) {
        command(call, {resolve, {}, audited(call, incident_resolved, did)}, respond);
        return;
    }
    did.set("version", input->version);
    std::optional<store::FlowVersionRow> version;
    {
        const auto reader = call.services.store.reader();
        const auto header = run_of(call, *reader);
        if (!header) {
            respond(problem_of(header.error()));
            return;
        }
        version = store::find_version(reader->org(call.org()), header->flow, input->version);
    }
    if (!version) {
        respond(
            problem_of({"flow.unknown_version",
                        "expected a version of the run's flow but there is no number " + std::to_string(input->version),
                        "/version"}));
        return;
    }
    resolve.version = version->id.value;
    command(call, {resolve, {}, audited(call, incident_resolved, did)}, respond);
}

template <class T>
Operation telling(std::string path, std::string summary, void (*run)(const Call&, Respond), int success = 200) {
    Operation op = posting<T>(std::move(path), "run.command", std::move(summary), nullptr, success);
    op.read = nullptr;
    op.run = run;
    return op;
}

}  // namespace

void add_runs(std::vector<Operation>& all) {
    Operation begin = telling<StartInput>(
        "/api/flows/{key}/runs", "Starts a run of the published version; ?wait=ms answers when it ends.", start, 201);
    begin.permission = "run.start";
    begin.creates = true;
    all.push_back(std::move(begin));
    all.push_back(
        getting("/api/runs/{id}", "run.read", "A run as it is now; ?document=1 with its version's document.", show));
    all.push_back(
        getting("/api/runs/{id}/journal", "run.read", "Its turns: steps, events, inputs and effects.", journal));
    all.push_back(telling<SignalInput>("/api/runs/{id}/signals", "Wakes the run.", signal));
    all.push_back(telling<CancelInput>("/api/runs/{id}/cancel", "Cancels it, with its clean-up.", cancel));
    Operation resolve = telling<IncidentInput>("/api/runs/{id}/incident",
                                               "Goes on after an incident: retry, retry_on, skip or cancel.", incident);
    resolve.blocks = true;  // it looks a version up before it hands the command on
    all.push_back(std::move(resolve));
}

}  // namespace millrace::api

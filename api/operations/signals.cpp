// Events from outside, for whichever runs wait for them: found by name and key, without a run's id.

#include <algorithm>

#include "api/operations/catalogue.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "engine/base/digest.hpp"
#include "engine/run/state.hpp"
#include "engine/value/codec.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/triggers/subscription.hpp"

namespace millrace::api {
namespace {

constexpr double name_bytes_max = 128;
constexpr double key_bytes_max = 512;

struct SendInput {
    std::string name;
    std::string key;
    std::string id;
    Value payload;
};
void describe(Fields<SendInput>& fields) {
    fields.add("name", &SendInput::name).required().at_least(1).at_most(name_bytes_max).help("order.shipped");
    fields.add("key", &SendInput::key).required().at_least(1).at_most(key_bytes_max).help("Whose: the order's number.");
    fields.add("id", &SendInput::id).at_most(key_bytes_max).help("Yours; the same id takes effect once.");
    fields.add("payload", &SendInput::payload);
}

// Is the word written anywhere in it: as the setting of a node, in a script?
bool spells(const Value& value, std::string_view word) {
    if (value.is_string()) {
        return value.as_string().find(word) != std::string_view::npos;
    }
    if (value.is_list()) {
        const List& items = value.as_list();
        return std::any_of(items.begin(), items.end(), [&](const Value& item) { return spells(item, word); });
    }
    if (value.is_map()) {
        const Map& members = value.as_map();
        return std::any_of(members.begin(), members.end(),
                           [&](const auto& member) { return spells(member.second, word); });
    }
    return false;
}

// The graph's own list of signals would say "anything" for most scripts.
bool may_hear(const Graph& graph, std::string_view name) {
    return graph.trigger.on == "event:" + std::string(name) ||
           std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const GraphNode& node) {
               return node.type->source.find(name) != std::string::npos || spells(node.settings, name);
           });
}

// Could anybody hear it: a run that waits now, or one of a published flow that has not come that far? A name that a
// script only works out at run time is known while a run waits for it.
bool is_known(const Call& call, const std::string& name) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    if (desk::is_awaited(here, name)) {
        return true;
    }
    for (const store::FlowRow& flow : store::list_flows(here)) {
        if (flow.current == 0) {
            continue;
        }
        const Result<GraphPtr> graph = call.services.versions.load_current(here, *reader, flow.key);
        if (graph && may_hear(**graph, name)) {
            return true;
        }
    }
    return false;
}

// What is wrong with it, beyond its shape.
Status check_sent(const Call& call, const SendInput& input) {
    if (call.services.vocabulary.signal(input.name) != nullptr) {
        return Error{"signal.reserved",
                     "expected an event of your own but " + input.name + " is said by Millrace alone", "/name"};
    }
    if (!input.payload.fits(run::variables_bytes_max, codec_depth_max / 2)) {
        return Error{"signal.too_large", "expected the payload to stay within 256 KiB and 64 levels", "/payload"};
    }
    if (!is_known(call, input.name)) {
        return Error{
            "signal.unknown",
            "expected an event that a published flow waits for or begins on but none knows '" + input.name + "'",
            "/name"};
    }
    return {};
}

// The sender's id is the key; without one his Idempotency-Key is.
Once once_of(const Call& call, const SendInput& input) {
    if (input.id.empty()) {
        return once(call);
    }
    return store::IdempotencyKey{
        call.org(), "signals " + input.id, sha256_hex(json::dump(List{input.name, input.key, input.payload})), {}};
}

// Nobody waits: it is accepted, reaches nobody and is not kept, which the empty list says.
http::Answer send(const Call& call) {
    const Result<SendInput> input = input_of<SendInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const Once key = once_of(call, *input);
    if (auto before = answered_before(call, 202, key)) {
        return std::move(*before);
    }
    if (const Status sound = check_sent(call, *input); !sound) {
        return problem_of(sound.error());
    }
    return write(call, 202, key,
                 [&feed = call.services.feed, org = call.org(), input = *input](store::Transaction& tx) {
                     const Value payload = input.payload.is_nil() ? Value(Map{}) : input.payload;
                     List runs;
                     for (const RunId run :
                          desk::tell_others(desk::Work{tx, feed, org}, {}, {}, input.name, input.key, payload)) {
                         runs.push(to_text(run));
                     }
                     return Result<Value>(Map{{"runs", std::move(runs)}});
                 });
}

}  // namespace

void add_signals(std::vector<Operation>& all) {
    Operation sending = posting<SendInput>(
        "/api/signals", "signal.send",
        "An event for the runs that wait for it by name and key, and for flows that begin on it; answers which waited.",
        send, 202);
    sending.creates = true;
    all.push_back(std::move(sending));
}

}  // namespace millrace::api

#include "runtime/watch/recorded_case.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "engine/base/id.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/desk/integration.hpp"
#include "engine/desk/queue.hpp"
#include "engine/run/codec.hpp"
#include "engine/run/view.hpp"
#include "engine/value/fields.hpp"
#include "runtime/watch/case_lines.hpp"
#include "runtime/watch/case_trial.hpp"

namespace millrace::watch {
namespace {

using run::ActivationId;
using run::Tag;

std::string text_in(const Value& value) {
    return value.is_string() ? std::string(value.as_string()) : std::string();
}

ActivationId activation_in(const Value& event) {
    return event["activation"].is_integer() ? static_cast<ActivationId>(event["activation"].as_integer()) : 0;
}

// A journal, event by event; what is done between two turns sees the state between them.
class Walk {
public:
    using Begun = std::function<void(const run::Record&)>;
    using Seen = std::function<void(Tag, const Value&)>;
    Walk(const std::vector<store::TurnRow>& turns, run::Flows& flows) : turns_(turns), flows_(flows) {}

    Result<void> through(const Begun& begun, const Seen& seen, const std::function<void(const run::State&)>& over) {
        run::State state;
        for (const store::TurnRow& row : turns_) {
            const Result<run::Record> record = run::decode_record(row.body);
            if (!record) {
                return record.error();
            }
            begun(*record);
            const run::Applier applier{state, flows_, record->now};
            applier.begin_turn(run::from_outside(record->command));
            if (!run::follow_events(record->events, applier, seen)) {
                return Error{"journal.damaged", "expected the events of a turn but the bytes are damaged"};
            }
            applier.end_turn();
            over(state);
        }
        return {};
    }

private:
    const std::vector<store::TurnRow>& turns_;
    run::Flows& flows_;
};

// Where time mattered: from the moment at which a wait began to that at which its time was over.
struct Lapse {
    ActivationId activation = 0;
    Time from;
    Time to;
    Duration lasts;  // as it was meant
};

class Recorder {
public:
    Recorder(run::Flows& flows, const std::vector<store::TurnRow>& turns) : walk_(turns, flows) {}

    Result<CaseLines> record() {
        if (auto found = find_lapses(); !found) {
            return found.error();
        }
        auto walked = walk_.through([this](const run::Record& record) { begin(record); },
                                    [this](Tag tag, const Value& event) { happened(tag, event); },
                                    [this](const run::State& after) { over(after); });
        if (!walked) {
            return walked.error();
        }
        finish();
        return std::move(lines_);
    }
    // Ids and the like, which are others each time.
    const std::set<std::string>& passing() const { return passing_; }

private:
    Result<void> find_lapses() {
        struct Open {
            Time since;
            Time due;
        };
        std::map<ActivationId, Open> open;
        const run::Record* now = nullptr;
        return walk_.through(
            [&](const run::Record& record) { now = &record; },
            [&](Tag tag, const Value& event) {
                const ActivationId id = activation_in(event);
                const Value& data = event["data"];
                if (tag == Tag::node_waited && data["due"].is_string()) {
                    const Result<Time> due = parse_time(data["due"].as_string());
                    open[id] = {now->now, due ? *due : now->now};
                } else if (tag == Tag::node_resumed && data["signal"] == Value("timer.fired") && open.count(id) != 0) {
                    lapses_.push_back({id, open[id].since, now->now, open[id].due - open[id].since});
                }
            },
            [](const run::State&) {});
    }

    void begin(const run::Record& record) {
        asks_to_close_ = closing_;
        for (const run::Answer& answer : record.inputs) {
            was_read(answer.question, answer.answer);
        }
        if (const auto* start = std::get_if<run::StartRun>(&record.command)) {
            last_ = record.now;
            start_ = *start;
            lines_.given("given now=" + to_text(record.now));
            return;
        }
        if (const auto* signal = std::get_if<run::DeliverSignal>(&record.command)) {
            pass(record.now);
            return heard(*signal);
        }
        if (std::holds_alternative<run::FireTimer>(record.command)) {
            return time_came(record.now);
        }
        pass(record.now);
        if (std::holds_alternative<run::CancelRun>(record.command)) {
            lines_.happens("cancel");
        } else if (const auto* resolve = std::get_if<run::ResolveIncident>(&record.command)) {
            using Action = run::ResolveIncident::Action;
            lines_.happens(resolve->action == Action::skip     ? "incident skip " + line_word(resolve->output)
                           : resolve->action == Action::cancel ? "incident cancel"
                                                               : "incident retry");
        }
    }

    // Time stands still in a case, unless something that came true waited for it.
    void pass(Time now) {
        const bool mattered = std::any_of(lapses_.begin(), lapses_.end(), [&](const Lapse& lapse) {
            return lapse.from <= last_ && lapse.to >= now && lapse.to > last_;
        });
        if (mattered && now > last_) {
            carried_ = carried_ + (now - last_);
            const Duration whole{carried_.ms / 1000 * 1000};
            carried_ = Duration{carried_.ms - whole.ms};
            pass_on(whole);
        }
        last_ = now;
    }

    void time_came(Time now) {
        const auto lapse =
            std::find_if(lapses_.begin(), lapses_.end(), [&](const Lapse& one) { return one.to == now; });
        const auto set = lapse == lapses_.end() ? set_.end() : set_.find(lapse->activation);
        if (set != set_.end()) {
            pass_on((set->second + lapse->lasts) - clock_);
        } else {
            pass_on(now - last_);  // the end of a clean-up's time
        }
        last_ = now;
        carried_ = {};
    }

    void pass_on(Duration duration) {
        if (duration.ms > 0) {
            clock_ = clock_ + duration;
            lines_.happens("after " + to_text(duration));
        }
    }

    void was_read(const Question& question, const Value& answer) {
        const std::string about = text_in(question.about);
        if (!reads_
                 .insert(question.name + "\n" + about + text_in(question.about["name"]) +
                         text_in(question.about["table"]) + text_in(question.about["key"]))
                 .second) {
            return;  // what is true of a case is so from its beginning
        }
        const std::string name = line_word(about);
        if (question.name == "contact" || question.name == "channel" || question.name == "org") {
            Map said = answer.is_map() ? answer.as_map() : Map{};
            passing_.insert(text_in(said["id"]));
            said.erase("id");
            if (const std::string pairs = line_pairs(said, question.name + "."); !pairs.empty()) {
                lines_.given("given" + pairs);
            }
        } else if (question.name == "conversation") {
            passing_.insert(text_in(answer["id"]));
        } else if (question.name == "binding" && !answer.is_nil()) {
            lines_.given("given bind" + line_pairs(Map{{String(text_in(question.about["name"])), answer}}));
        } else if (question.name == "calendar" && answer.is_map()) {
            lines_.given("given calendar " + name + line_pairs(answer));
        } else if (question.name == "queue_status") {
            lines_.given(answer.is_map() ? "given queue " + name + line_pairs(answer) : "given no queue " + name);
        } else if (question.name == "free_agents" && answer["agent"].is_string()) {
            lines_.given("given agent " + line_word(text_in(answer["agent"])) +
                         line_pairs(Map{{"name", answer["agent_name"]}, {"status", "online"}}));
        } else if (question.name == "template" && answer.is_string()) {
            lines_.given("given template " + name + line_pairs(Map{{"text", answer}}));
        } else if (question.name == "lookup" && !answer["value"].is_nil()) {
            lines_.given("given lookup " + line_word(text_in(question.about["table"])) +
                         line_pairs(Map{{String(text_in(question.about["key"])), answer["value"]}}));
        }
    }

    void heard(const run::DeliverSignal& delivered) {
        const Signal& signal = delivered.signal;
        const Value& payload = signal.payload;
        if (signal.is(desk::HttpReplied::name) && delivered.activation != 0) {
            return answered(delivered.activation, payload);
        }
        if (delivered.activation != 0) {
            // An event that it waited for by a key; every other answer the desk of the case gives by itself.
            if (const auto awaited = awaited_.find(delivered.activation);
                awaited != awaited_.end() && signal.is(awaited->second.event)) {
                lines_.happens("signal " + line_word(signal.name) + " for " + line_word(awaited->second.key) +
                               line_pairs(payload));
            }
            return;
        }
        if (signal.is(desk::MessageReceived::name)) {
            lines_.happens("customer: " + line_text(text_in(payload["text"])));
        } else if (signal.is(desk::HumanRequested::name)) {
            const std::string text = text_in(payload["text"]);
            lines_.happens(text.empty() ? "customer human" : "customer: " + line_text(text));
        } else if (signal.is(desk::ConversationAssigned::name)) {
            lines_.happens("agent " + agent_of(payload) + " takes");
        } else if (signal.is(desk::ConversationHandedBack::name)) {
            lines_.happens("agent " + agent_of(payload) + " hands back");
        } else if (signal.is(desk::ConversationClosed::name)) {
            closed(payload);
        } else if (!signal.is("run.ended") && !signal.is(desk::QueueChanged::name) &&
                   !signal.is(desk::LeftQueue::name)) {
            lines_.happens("signal " + line_word(signal.name) + line_pairs(payload));
        }
    }

    void closed(const Value& payload) {
        const std::string by = text_in(payload["by"]);
        if (by == "customer") {
            lines_.happens("customer leaves");
        } else if (by == "agent" && !agent_.empty()) {
            lines_.happens("agent " + agent_ + " closes " + line_word(text_in(payload["reason"])));
        } else if (!asks_to_close_) {
            lines_.happens("signal conversation.closed" + line_pairs(payload));
        }
    }

    // By his name in small letters: an id says nothing.
    std::string agent_of(const Value& payload) {
        const std::string name = text_in(payload["agent_name"]);
        std::string key;
        for (const char c : name) {
            const char small = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            const bool plain = (small >= 'a' && small <= 'z') || (!key.empty() && small >= '0' && small <= '9');
            if (plain) {
                key += small;
            } else if (!key.empty() && key.back() != '_') {
                key += '_';
            }
        }
        agent_ = key.empty() ? "somebody" : key;
        passing_.insert(text_in(payload["agent"]));
        lines_.given("given agent " + agent_ + line_pairs(Map{{"name", name.empty() ? agent_ : name}}));
        return agent_;
    }

    void happened(Tag tag, const Value& event) {
        const Value& data = event["data"];
        const ActivationId id = activation_in(event);
        switch (tag) {
            case Tag::node_waited:
                set_[id] = clock_;
                return;
            case Tag::effect_asked:
                return asked(id, text_in(data["name"]), data["payload"], text_in(data["node"]));
            case Tag::incident_raised:
                incidents_.insert(text_in(data["code"]));
                return;
            default:
                return;
        }
    }

    void asked(ActivationId id, const std::string& effect, const Value& payload, const std::string& node) {
        if (effect == desk::SendMessage::name) {
            lines_.is_seen("bot: " + line_text(text_in(payload["text"])));
            offers(payload["options"]);
        } else if (effect == desk::HttpRequest::name) {
            // Answered, if at all, by a turn that is still to come; the line stands before the call.
            calls_.push_back({id, node, "@call " + std::to_string(calls_.size()), "never"});
            lines_.beforehand(calls_.back().mark);
        } else if (effect == desk::Subscribe::name) {
            awaited_[id] = {text_in(payload["event"]), text_in(payload["key"])};
        } else if (effect == desk::StartFlow::name) {
            lines_.given("given flow " + line_word(text_in(payload["flow"])) + " ends done");
        } else if (effect == desk::JoinQueue::name) {
            queued_ = "expect queue " + line_word(text_in(payload["queue"])) +
                      line_pairs(Map{{"priority", payload["priority"]}});
        } else if (effect == desk::TagConversation::name) {
            lines_.is_seen("expect tag " + line_word(text_in(payload["tag"])));
        } else if (effect == desk::CloseConversation::name) {
            closing_ = true;
        }
    }

    void offers(const Value& options) {
        if (!options.is_list() || options.as_list().empty()) {
            return;
        }
        std::string line = "bot offers";
        const char* before = " ";
        for (const Value& option : options.as_list()) {
            line += before + line_word(text_in(option["value"]));
            before = ", ";
        }
        lines_.is_seen(std::move(line));
    }

    void answered(ActivationId id, const Value& payload) {
        const auto call = std::find_if(calls_.begin(), calls_.end(),
                                       [&](const Call& one) { return one.activation == id && !one.over; });
        if (call != calls_.end()) {
            call->over = true;
            call->reply = line_reply(payload);
        }
    }

    // What it waits in, if it waits there still.
    void over(const run::State& after) {
        after_ = after;
        if (!queued_.empty() && after.status == run::Status::waiting) {
            lines_.is_seen(queued_);
        }
        queued_.clear();
    }

    void finish() {
        const Graph& graph = *after_.root().graph;
        if (const std::string input = line_pairs(start_.input, "vars."); !input.empty()) {
            lines_.given("given" + input);
        }
        if (graph.trigger.on != "api" && graph.trigger.on != "conversation.started") {
            lines_.given("given" + line_pairs(start_.event, "event."));
        }
        if (after_.subject.id != 0) {
            passing_.insert(to_base32(after_.subject.id));
            if (!after_.subject.owned) {
                lines_.given("given companion");
            } else if (graph.trigger.on == "api") {
                lines_.given("given conversation");
            }
        }
        passing_.insert(to_base32(after_.run));
        passing_.erase("");
        for (const std::string& code : incidents_) {
            lines_.is_seen("expect incident " + line_word(code));
        }
        if (after_.status == run::Status::completed) {
            lines_.is_seen("expect ended" + (after_.outcome.empty() ? "" : " " + line_word(after_.outcome)));
        } else if (after_.status == run::Status::cancelled) {
            lines_.is_seen("expect cancelled");
        } else {
            std::set<std::string> nodes;
            for (const Value& token : run::tokens_of(after_)) {
                if (token["flow"].is_nil() && nodes.insert(text_in(token["node"])).second) {
                    lines_.is_seen("expect node " + line_word(text_in(token["node"])));
                }
            }
        }
        for (const Call& call : calls_) {
            lines_.replace(call.mark, "http " + line_word(call.node) + " -> " + call.reply);
        }
    }

    struct Call {
        ActivationId activation = 0;
        std::string node;
        std::string mark;  // in place of its line
        std::string reply;
        bool over = false;
    };
    struct Awaited {
        std::string event;
        std::string key;
    };
    Walk walk_;
    CaseLines lines_;
    run::State after_;
    run::StartRun start_;
    std::vector<Lapse> lapses_;
    std::map<ActivationId, Time> set_;  // when each wait began, by the clock of the case
    Time clock_{0};                     // of the case
    Time last_;                         // turn
    Duration carried_;                  // parts of a second
    std::set<std::string> reads_;
    std::set<std::string> incidents_;
    std::set<std::string> passing_;
    std::map<ActivationId, Awaited> awaited_;
    std::vector<Call> calls_;
    std::string agent_;
    std::string queued_;
    bool closing_ = false;
    bool asks_to_close_ = false;
};

}  // namespace

Result<RecordedCase> record_case(const std::vector<store::TurnRow>& turns, run::Flows& flows, const RecordedFlow& flow,
                                 const flowtest::World& world) {
    if (turns.empty()) {
        return Error{"journal.damaged", "expected a run with at least one turn but it has none"};
    }
    Recorder recorder(flows, turns);
    Result<CaseLines> lines = recorder.record();
    if (!lines) {
        return lines.error();
    }
    lines->forget(recorder.passing());
    RecordedCase recorded;
    recorded.name = "recorded from the run " + to_text(turns.front().run);
    for (int tries = 0; tries < 20; ++tries) {
        recorded.text = lines->write(recorded.name);
        const auto failure = play_case(recorded.text, flow, world);
        if (!failure) {
            recorded.passes = true;
            return recorded;
        }
        recorded.why_not = failure->source + ": expected " + failure->expected + " but found " + failure->seen;
        if (!say_less(*lines, *failure)) {
            return recorded;
        }
    }
    return recorded;
}

}  // namespace millrace::watch

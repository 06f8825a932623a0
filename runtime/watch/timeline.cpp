#include "runtime/watch/timeline.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/base/id.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/run/codec.hpp"
#include "engine/run/view.hpp"

namespace millrace::watch {
namespace {

using run::ActivationId;
using run::FrameId;
using run::Tag;

constexpr std::uint64_t nowhere = UINT64_MAX;

std::string text_of(const Value& value) {
    return value.is_string() ? std::string(value.as_string()) : std::string();
}

// Moments as they come, of which only those of the page are kept.
class Moments {
public:
    explicit Moments(const TimelinePage& page) : page_(page) {}

    // Its number, by which it is found again while the run goes on.
    std::uint64_t add(Map moment, std::size_t bytes) {
        const std::uint64_t number = count_++;
        if (number < page_.from || next_ != 0) {
            return number;
        }
        bytes_ += bytes;
        if (!kept_.empty() && (kept_.size() >= page_.moments_max || bytes_ > page_.bytes_max)) {
            next_ = number;
            return number;
        }
        kept_.push_back(std::move(moment));
        return number;
    }
    bool is_first() const { return count_ == page_.from; }
    // Null when it is not of this page.
    Map* find(std::uint64_t number) {
        return number < page_.from || number - page_.from >= kept_.size() ? nullptr : &kept_[number - page_.from];
    }
    std::uint64_t next() const { return next_; }
    List take() {
        List list;
        for (Map& moment : kept_) {
            list.push(std::move(moment));
        }
        return list;
    }

private:
    const TimelinePage page_;
    std::vector<Map> kept_;
    std::uint64_t count_ = 0;
    std::uint64_t next_ = 0;
    std::size_t bytes_ = 0;
};

// The wires that were taken, in the order of their first time.
class Path {
public:
    void entered(const std::string& flow, const std::string& node, Time at) { ++here(flow, node, "", at).count; }
    void left(const std::string& flow, const std::string& node, const std::string& output, Time at, bool first_wire) {
        ++here(flow, node, output, at).count;
        if (first_wire) {
            --here(flow, node, "", at).count;
        }
    }
    List show(const std::string& root) const {
        List list;
        for (const Taken& taken : taken_) {
            if (taken.count <= 0) {
                continue;
            }
            Map one{{"node", taken.node},
                    {"output", taken.output.empty() ? Value() : Value(taken.output)},
                    {"at", to_text(taken.at)},
                    {"count", taken.count}};
            if (taken.flow != root) {
                one.set("flow", taken.flow);
            }
            list.push(std::move(one));
        }
        return list;
    }

private:
    struct Taken {
        std::string flow;
        std::string node;
        std::string output;  // empty: entered, and not left by a wire
        Time at;
        std::int64_t count = 0;
    };
    Taken& here(const std::string& flow, const std::string& node, const std::string& output, Time at) {
        const auto [found, is_new] = places_.try_emplace(flow + "\n" + node + "\n" + output, taken_.size());
        if (is_new) {
            taken_.push_back({flow, node, output, at, 0});
        }
        return taken_[found->second];
    }

    std::vector<Taken> taken_;
    std::map<std::string, std::size_t> places_;
};

class Telling {
public:
    Telling(const std::vector<store::OutboxRow>& pending, run::Flows& flows, const Vocabulary& vocabulary,
            const TimelinePage& page)
        : pending_(pending), flows_(flows), vocabulary_(vocabulary), moments_(page) {}

    Result<void> turn(const run::Record& record) {
        now_ = record.now;
        record_ = &record;
        inputs_told_ = record.inputs.empty();
        const run::Applier applier{state_, flows_, record.now};
        applier.begin_turn(run::from_outside(record.command));
        if (!run::follow_events(record.events, applier,
                                [this](Tag tag, const Value& event) { happened(tag, event); })) {
            return Error{"journal.damaged", "expected the events of turn " + std::to_string(state_.seq) +
                                                " of the run but the bytes are damaged"};
        }
        applier.end_turn();
        return {};
    }

    Timeline take() {
        Timeline told;
        told.next = moments_.next();
        told.items = moments_.take();
        if (!state_.frames.empty()) {
            told.path = path_.show(state_.root().graph->key);
            told.version = state_.root().graph->number;
        }
        return told;
    }

private:
    // A visit to a node, from entering on.
    struct Visit {
        FrameId frame = 0;
        std::string node;
        std::string flow;
        std::uint64_t wait = nowhere;  // its open wait
        Time waits_since;
        struct Asked {
            std::uint64_t moment = nowhere;
            const EffectSpec* spec = nullptr;
            bool answered = false;
        };
        std::vector<Asked> effects;
    };

    void happened(Tag tag, const Value& event) {
        const Value& data = event["data"];
        const ActivationId activation =
            event["activation"].is_integer() ? static_cast<ActivationId>(event["activation"].as_integer()) : 0;
        switch (tag) {
            case Tag::variable_set:
                changed_[frame_in(data)].set(String(text_of(data["name"])), data["value"]);
                return;
            case Tag::node_entered:
                return entered(activation, data);
            case Tag::node_waited:
                return waited(activation, data);
            case Tag::node_resumed:
                return resumed(activation, data);
            case Tag::node_left:
                return left(activation, {text_of(data["output"])});
            case Tag::region_opened: {
                std::vector<std::string> branches;
                for (const Value& branch : data["outputs"].as_list()) {
                    branches.push_back(text_of(branch));
                }
                return left(activation, branches);
            }
            case Tag::effect_asked:
                return asked(activation, data);
            case Tag::signal_kept:
                return heard(0, text_of(data["name"]), data["payload"], Map{{"kept", true}});
            case Tag::signal_taken:
                heard_before_ = true;
                return;
            case Tag::hook_fired:
                if (!std::exchange(heard_before_, false)) {
                    heard(0, text_of(data["on"]), data["payload"], Map{{"hook", data["to"]}});
                }
                return close_waits();
            case Tag::incident_raised:
                incident_ = add(activation, "incident", Map{{"incident", incident(data)}});
                return;
            case Tag::caught: {
                Map caught = incident(data);
                caught.set("caught_by", data["catch"]);
                add(activation, "incident", Map{{"incident", std::move(caught)}});
                path_.left(flow_of(frame_in(data)), text_of(data["catch"]), "caught", now_, false);
                return close_waits();
            }
            case Tag::error_routed:
                amend(incident_, "incident", Map{{"routed_to", data["to"]}});
                return close_waits();
            case Tag::incident_resolved:
                amend(incident_, "incident", Map{{"resolved", resolution()}});
                return close_waits();
            case Tag::version_changed:
                return;
            case Tag::cancel_requested:
                heard(0, "run.cancelled", Map{{"text", data["reason"]}}, {});
                return close_waits();
            case Tag::run_ended:
                return ended("completed", data);
            case Tag::run_cancelled:
                return ended("cancelled", data);
            case Tag::run_quarantined:
                return ended("quarantined", data);
            case Tag::region_closed:
            case Tag::region_cancelled:
            case Tag::frame_left:
                return close_waits();
            default:
                return;
        }
    }

    void entered(ActivationId id, const Value& data) {
        Visit& visit = visits_[id];
        visit.frame = frame_in(data);
        visit.node = text_of(data["node"]);
        visit.flow = flow_of(visit.frame);
        path_.entered(visit.flow, visit.node, now_);
        add(id, "entered", {});
    }

    void waited(ActivationId id, const Value& data) {
        List signals = data["signals"].is_list() ? data["signals"].as_list() : List{};
        Map more;
        if (!data["due"].is_nil()) {
            signals.push("timer.fired");
            more.set("until", data["due"]);
        }
        more.set("waits_for", std::move(signals));
        Visit& visit = visits_[id];
        visit.waits_since = now_;
        visit.wait = add(id, "waited", std::move(more));
        waiting_.push_back(id);
    }

    void wait_over(ActivationId id, const std::string& woken_by) {
        Visit& visit = visits_[id];
        if (Map* moment = moments_.find(std::exchange(visit.wait, nowhere))) {
            moment->set("waited_ms", (now_ - visit.waits_since).ms);
            if (!woken_by.empty()) {
                moment->set("woken_by", woken_by);
            }
        }
        std::erase(waiting_, id);
    }

    // Whatever was cancelled waits no longer.
    void close_waits() {
        const std::vector<ActivationId> open = waiting_;
        for (const ActivationId id : open) {
            if (state_.activation(id) == nullptr) {
                wait_over(id, "");
            }
        }
    }

    void resumed(ActivationId id, const Value& data) {
        const std::string signal = text_of(data["signal"]);
        wait_over(id, signal);
        if (std::exchange(heard_before_, false) || signal == "timer.fired" ||
            answered(visits_[id], signal, data["payload"])) {
            return;
        }
        heard(id, signal, data["payload"], {});
    }

    // The oldest effect of the visit that this may be the answer to.
    bool answered(Visit& visit, const std::string& signal, const Value& payload) {
        const bool failed = signal == "effect.failed";
        for (Visit::Asked& effect : visit.effects) {
            const bool fits = effect.spec != nullptr &&
                              (failed ? payload["effect"] == Value(effect.spec->name)
                                      : std::find(effect.spec->answers.begin(), effect.spec->answers.end(), signal) !=
                                            effect.spec->answers.end());
            if (!fits || effect.answered) {
                continue;
            }
            effect.answered = true;
            const bool unknown = payload["error"] == Value("outcome_unknown");
            amend(effect.moment, "effect",
                  Map{{"answer", payload},
                      {"answered_at", to_text(now_)},
                      {"status", failed    ? "failed"
                                 : unknown ? "outcome_unknown"
                                           : "done"}});
            return true;
        }
        return false;
    }

    void heard(ActivationId id, const std::string& signal, const Value& payload, Map more) {
        more.set("signal", signal);
        if (payload.is_map() && payload["text"].is_string()) {
            more.set("text", payload["text"]);
        }
        more.set("payload", payload);
        add(id, "heard", std::move(more));
    }

    void left(ActivationId id, const std::vector<std::string>& outputs) {
        wait_over(id, "");
        const Visit& visit = visits_[id];
        for (std::size_t i = 0; i < outputs.size(); ++i) {
            path_.left(visit.flow, visit.node, outputs[i], now_, i == 0);
            add(id, "left", Map{{"output", outputs[i]}});
        }
    }

    void asked(ActivationId id, const Value& data) {
        const std::string name = text_of(data["name"]);
        if (name == desk::SendMessage::name) {
            Map said{{"text", data["payload"]["text"]}};
            if (data["payload"]["options"].is_list()) {
                said.set("options", data["payload"]["options"]);
            }
            add(id, "said", std::move(said));
            return;
        }
        const EffectSpec* spec = vocabulary_.effect(name);
        const Value& number = data["number"];
        const auto on_its_way = std::find_if(pending_.begin(), pending_.end(), [&](const store::OutboxRow& row) {
            return row.activation == id && Value(static_cast<std::int64_t>(row.n)) == number;
        });
        const char* status = on_its_way == pending_.end()                         ? "done"
                             : on_its_way->status == store::OutboxStatus::sending ? "sending"
                                                                                  : "pending";
        Map effect{{"id", to_base32(state_.run) + "." + std::to_string(id) + "." +
                              std::to_string(number.is_integer() ? number.as_integer() : 0)},
                   {"name", name},
                   {"local", spec == nullptr || spec->local},
                   {"status", status},
                   {"asked", data["payload"]}};
        const std::uint64_t moment = add(id, "effect", Map{{"effect", std::move(effect)}});
        visits_[id].effects.push_back({moment, spec, false});
    }

    void ended(const char* status, const Value& data) {
        close_waits();
        Map more{{"status", status}};
        for (const char* member : {"outcome", "result", "reason"}) {
            if (!data[member].is_nil()) {
                more.set(member, data[member]);
            }
        }
        add(0, "ended", std::move(more));
    }

    static Map incident(const Value& data) {
        return Map{{"code", data["code"]}, {"message", data["message"]}, {"node", data["node"]}};
    }

    // What the person did, whose command this turn is.
    Value resolution() const {
        const auto* resolve = std::get_if<run::ResolveIncident>(&record_->command);
        if (resolve == nullptr) {
            return Map{{"at", to_text(now_)}};
        }
        static constexpr const char* names[] = {"retry", "retry_on", "skip", "cancel"};
        Map said{{"action", names[static_cast<std::size_t>(resolve->action)]}, {"at", to_text(now_)}};
        if (!resolve->output.empty()) {
            said.set("output", resolve->output);
        }
        if (resolve->version != 0) {
            said.set("version", static_cast<std::int64_t>(flows_.version(resolve->version)->number));
        }
        return said;
    }

    std::uint64_t add(ActivationId id, const char* kind, Map more) {
        more.set("seq", static_cast<std::int64_t>(state_.seq));
        more.set("at", to_text(now_));
        more.set("kind", kind);
        FrameId frame = state_.root().id;
        if (const auto visit = id == 0 ? visits_.end() : visits_.find(id); visit != visits_.end()) {
            more.set("node", visit->second.node);
            frame = visit->second.frame;
            if (frame != state_.root().id) {
                more.set("flow", visit->second.flow);
            }
        }
        std::size_t bytes = 256;
        add_variables(frame, more, bytes);
        if (!std::exchange(inputs_told_, true)) {
            List inputs;
            for (const run::Answer& answer : record_->inputs) {
                Map question{{"name", answer.question.name}};
                if (!answer.question.about.is_nil()) {
                    question.set("about", answer.question.about);
                }
                bytes += answer.answer.footprint();
                inputs.push(Map{{"question", std::move(question)}, {"answer", answer.answer}});
            }
            more.set("inputs", std::move(inputs));
        }
        return moments_.add(std::move(more), bytes);
    }

    // Those of the flow in which it happened: a subflow has its own.
    void add_variables(FrameId frame, Map& moment, std::size_t& bytes) {
        const run::Frame* here = state_.frame(frame);
        const auto changed = changed_.find(frame);
        if (here == nullptr || (changed == changed_.end() && frame == shown_frame_ && !moments_.is_first())) {
            return;
        }
        Map vars = run::variables_of(*here);
        bytes += here->bytes;
        moment.set("vars", std::move(vars));
        shown_frame_ = frame;
        if (changed != changed_.end()) {
            moment.set("changed", std::move(changed->second));
            changed_.erase(changed);
        }
    }

    void amend(std::uint64_t moment, const char* member, const Map& more) {
        Map* found = moment == nowhere ? nullptr : moments_.find(moment);
        if (found == nullptr) {
            return;
        }
        Map whole = (*found)[member].is_map() ? (*found)[member].as_map() : Map{};
        for (const auto& [name, value] : more) {
            whole.set(name, value);
        }
        found->set(member, std::move(whole));
    }

    FrameId frame_in(const Value& data) const {
        return data["frame"].is_integer() ? static_cast<FrameId>(data["frame"].as_integer()) : state_.root().id;
    }
    std::string flow_of(FrameId frame) const {
        const run::Frame* found = state_.frame(frame);
        return found == nullptr ? std::string() : found->graph->key;
    }

    const std::vector<store::OutboxRow>& pending_;
    run::Flows& flows_;
    const Vocabulary& vocabulary_;
    Moments moments_;
    Path path_;
    run::State state_;
    Time now_;
    const run::Record* record_ = nullptr;
    bool inputs_told_ = true;
    bool heard_before_ = false;  // what comes next was kept when it came, and told then
    std::unordered_map<ActivationId, Visit> visits_;
    std::vector<ActivationId> waiting_;
    std::map<FrameId, Map> changed_;  // since the last moment there
    FrameId shown_frame_ = 0;
    std::uint64_t incident_ = nowhere;  // the last one
};

}  // namespace

Result<Timeline> timeline(const std::vector<store::TurnRow>& turns, const std::vector<store::OutboxRow>& pending,
                          run::Flows& flows, const Vocabulary& vocabulary, const TimelinePage& page) {
    Telling telling(pending, flows, vocabulary, page);
    for (const store::TurnRow& row : turns) {
        const Result<run::Record> record = run::decode_record(row.body);
        if (!record) {
            return record.error();
        }
        if (auto told = telling.turn(*record); !told) {
            return told.error();
        }
    }
    return telling.take();
}

}  // namespace millrace::watch

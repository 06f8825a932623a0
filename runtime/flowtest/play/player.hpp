#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/flowtest/desk/test_desk.hpp"
#include "runtime/flowtest/play/flow_set.hpp"
#include "runtime/flowtest/play/journals.hpp"
#include "runtime/flowtest/script/statement.hpp"

namespace millrace::flowtest {

// One line of what happened: who said or did what, when.
struct TranscriptLine {
    Time at;
    std::string who;
    std::string text;
};
std::string to_text(const TranscriptLine& line);

// An effect that some run asked for.
struct AskedEffect {
    std::uint64_t run = 0;
    run::ActivationId activation = 0;
    std::string node;
    std::string flow;
    std::string name;
    Value payload;
    bool awaited = false;
    bool answered = false;
    bool read = false;  // a line of the case has asked for it
    // Of an HTTP call.
    Time at = {};
    std::optional<Reply> reply = {};
    Time replied = {};  // when it was given; its delay comes on top
};

struct PlayerOptions {
    bool effects_are_carried_out = true;  // else they are only recorded, and the case plays the desk
    std::uint64_t first_id = 1;           // ids of the conversation and its runs count from here
    bool calls_wait = false;              // an HTTP call that nothing answers waits for mock_http; else it is trouble
    // Asked before each question of a run, for facts that are looked up when they are wanted.
    std::function<void(const Question&, Facts&)> learn = {};
    std::function<bool()> out_of_time = {};  // true: give up, which is trouble
};

// Plays flows in virtual time against a contact centre in memory, with the real decide and apply. For transcript tests,
// for talking to a flow in a terminal and for simulations. Nothing happens by itself: time moves by after() alone.
class Player {
public:
    Player(FlowSet& flows, Facts facts, Journals& journals, PlayerOptions options = {});
    Player(const Player&) = delete;
    Player& operator=(const Player&) = delete;

    // Starts the flow as its trigger says: a conversation begins, or the API asks. The error is that there is no such
    // flow.
    Status begin(std::string_view flow);

    // What the customer does.
    Status say(std::string text);
    Status pick(const std::string& option);  // by value or label, of the newest message with options
    Status ask_for_human();
    Status leave();
    // What an agent does.
    Status agent_takes(const std::string& agent);
    Status agent_replies(const std::string& agent, std::string text);
    Status agent_closes(const std::string& agent, const std::string& reason);
    Status agent_hands_back(const std::string& agent);
    // Time passes; what is due fires in order, each thing at its time.
    void after(Duration duration);
    // How the next call of the node is answered; an empty name is any node. A call that waits is answered at once.
    void mock_http(std::string node, Reply reply);
    // With a key, to those who subscribed to it; else to the runs of the conversation, or the first run if there is
    // none.
    void signal(const std::string& name, const std::string& key, Value payload);
    // To the activation that waits for this answer to what it asked; false if there is none.
    bool answer(const std::string& name, Value payload);
    Status cancel(std::string reason);
    Status resolve(run::ResolveIncident::Action action, std::string output = {});

    // The process dies: every run comes back from where its rows are kept. The error says what differs then.
    Status die();

    // What is to be seen.
    const TestDesk& desk() const { return desk_; }
    TestDesk& desk() { return desk_; }
    Time now() const { return desk_.now(); }
    const std::deque<PlayedRun>& runs() const { return runs_; }
    const PlayedRun* first_run() const { return runs_.empty() ? nullptr : &runs_.front(); }
    std::vector<AskedEffect>& effects() { return effects_; }
    const std::vector<AskedEffect>& effects() const { return effects_; }
    const std::vector<TranscriptLine>& transcript() const { return transcript_; }
    const std::vector<std::pair<std::string, Reply>>& mocks_left() const { return mocks_; }
    // Incidents that were raised, by code and node, those that a route took care of too.
    struct Incident {
        std::string code;
        std::string message;
        std::string node;
        std::string flow;
        bool routed = false;
        bool read = false;
    };
    std::vector<Incident>& incidents() { return incidents_; }
    const std::vector<Incident>& incidents() const { return incidents_; }
    // Nodes and the outputs they were left by, in order; a fork by all of its branches, a catch by `caught`.
    struct Left {
        std::string node;
        std::string output;
    };
    const std::vector<Left>& left() const { return left_; }
    // The way of all runs: each entering and each leaving of a node. One that is left by several outputs is told for
    // each.
    struct Passage {
        std::uint64_t run = 0;
        run::ActivationId activation = 0;
        std::string flow;
        std::string node;
        std::string output;  // empty: entered
    };
    const std::vector<Passage>& passages() const { return passages_; }
    // Outputs of the nodes of a flow, {node: {name: value}}: those of subflows under their own key.
    const std::map<std::string, Map, std::less<>>& node_outputs() const { return node_outputs_; }
    // What runs asked of the outside, with each answer once.
    const std::vector<run::Answer>& answers() const { return answers_; }
    // The call can still be answered: it has no reply, and whoever made it waits.
    bool is_open(const AskedEffect& call) const;
    // When a timer or a reply is due next; run::never.
    Time due() const;
    // What nodes have set since the beginning, the newest of each name.
    const Map& outputs_set() const { return outputs_set_; }
    const Map& variables_set() const { return variables_set_; }
    // What must not happen in a test and did: an HTTP call without a mock, code that threw, an effect without a rule.
    const std::vector<std::string>& troubles() const { return troubles_; }
    FlowSet& flows() { return flows_; }
    void note(std::string who, std::string text);

private:
    class AtHand;
    void settle();
    void route(Delivery&& delivery);
    void route(ToRun&& to);
    void route(ToSubject&& to);
    void route(StartFlow&& start);
    void route(EventForAll&& event);
    enum class Took { done, ignored, rejected };
    Took give(PlayedRun& run, run::Command command);
    std::optional<run::Decision> decide(PlayedRun& run, const run::Command& command);
    void commit(PlayedRun& run, run::Turn&& turn, const run::State& before);
    void carry_out(PlayedRun& run, const run::EffectOrder& order, std::string node);
    void call_http(PlayedRun& run, AskedEffect& call);
    void reply_to(const AskedEffect& call, const Reply& reply);
    void observe(PlayedRun& run, const List& events);
    void note_changes();
    void trace(const PlayedRun& run, std::string_view name, const Value& event);
    bool gives_up();
    PlayedRun* find(std::uint64_t run);
    const PlayedRun* find(std::uint64_t run) const;
    PlayedRun* owner();
    Status done(Status status);

    FlowSet& flows_;
    Journals& journals_;
    PlayerOptions options_;
    TestDesk desk_;
    std::uint64_t next_id_;
    std::deque<PlayedRun> runs_;  // a run stays where it is
    std::vector<AskedEffect> effects_;
    std::vector<std::pair<std::string, Reply>> mocks_;
    std::multimap<Time, ToRun> replies_;  // on their way
    std::vector<Incident> incidents_;
    std::vector<Left> left_;
    std::vector<Passage> passages_;
    // Of each run: the flows of its frames by id, and the frames of its activations.
    struct Places {
        std::vector<std::string> frames;
        std::map<std::int64_t, std::int64_t> frame_of;
    };
    std::map<std::uint64_t, Places> places_;
    std::map<std::string, Map, std::less<>> node_outputs_;
    std::vector<run::Answer> answers_;
    Map outputs_set_;
    Map variables_set_;
    std::vector<std::string> troubles_;
    std::vector<TranscriptLine> transcript_;
    std::size_t messages_noted_ = 0;
    std::string desk_noted_;
    int commands_ = 0;  // since the last thing that happened from outside
};

}  // namespace millrace::flowtest

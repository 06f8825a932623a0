#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/check/check.hpp"
#include "runtime/flowtest/play/player.hpp"
#include "runtime/flowtest/script/file.hpp"
#include "runtime/flowtest/world.hpp"

namespace millrace::flowtest {

// The line of a case that did not hold.
struct Failure {
    int line = 0;
    int column = 0;
    std::string source;
    std::string expected;
    std::string seen;
    std::vector<std::string> transcript;  // up to there
};

// Plays one case in one way.
class CasePlay {
public:
    // `flows` are those that the case finds beside it; a node case, or one with flows of its own, adds to a copy.
    CasePlay(const Script& script, const Case& played, const World& world, const FlowSet& flows, Journals& journals,
             std::uint64_t first_id);

    std::optional<Failure> play();

    // After play(): what happened. Null if the case never came to a beginning.
    const Player* player() const { return player_.get(); }
    FlowSet& flows() { return flows_; }

private:
    struct Wrong {
        std::string expected;
        std::string seen;
    };
    using Outcome = std::optional<Wrong>;

    Outcome arrange(const Statement& statement);
    Outcome begin();
    Outcome begin_node();
    Outcome perform(const Statement& statement);
    Outcome happen(const Statement& statement);
    Outcome look_at_node(const Statement& statement);
    Outcome look_at_flow(const Statement& statement);
    Outcome look_at_talk(const Statement& statement);
    Outcome look_at_desk(const Statement& statement);
    Outcome look_at_run(const Statement& statement);
    Outcome look_back(const Statement& never);
    Outcome over();
    Outcome troubled();

    Outcome refused(const Statement& statement);
    Outcome holds(const Statement& statement);
    Outcome asks(const Statement& statement);
    Outcome waits(const Statement& statement);
    Outcome signalled(const Statement& statement);
    Outcome ended(const Statement& statement);

    const run::Activation* node_activation() const;
    const PlayedRun* run_of(const std::string& flow) const;
    Value variable(const std::string& path) const;
    std::string status_of_node() const;
    std::string where() const;
    Failure failure(const Statement& statement, Wrong wrong) const;

    const Script& script_;
    const Case& case_;
    const World& world_;
    Journals& journals_;
    std::uint64_t first_id_;
    FlowSet flows_;
    Facts facts_;
    std::vector<StubFlow> stubs_;
    std::vector<Pair> settings_;
    std::vector<std::string> wires_;
    std::vector<std::string> unwired_;
    std::vector<std::pair<std::string, Reply>> mocks_;  // of lines before the beginning
    std::vector<const Statement*> nevers_;
    Problems problems_;  // of the node's flow
    std::unique_ptr<Player> player_;
    std::size_t messages_read_ = 0;
    std::optional<std::size_t> last_message_;
};

}  // namespace millrace::flowtest

// One case from its first line to its last.

#include "runtime/flowtest/play/case_play.hpp"

#include <algorithm>

#include "engine/desk/vocabulary.hpp"
#include "engine/node/settings.hpp"
#include "runtime/flowtest/play/happen.hpp"
#include "runtime/flowtest/play/harness.hpp"
#include "runtime/flowtest/play/matching.hpp"
#include "runtime/flowtest/script/given.hpp"

namespace millrace::flowtest {

const Vocabulary& World::words() const {
    return vocabulary != nullptr ? *vocabulary : desk::vocabulary();
}

CasePlay::CasePlay(const Script& script, const Case& played, const World& world, const FlowSet& flows,
                   Journals& journals, std::uint64_t first_id)
    : script_(script),
      case_(played),
      world_(world),
      journals_(journals),
      first_id_(first_id),
      flows_(flows),
      settings_(script.settings) {}

std::optional<Failure> CasePlay::play() {
    std::vector<const Statement*> lines;
    for (const Statement& statement : script_.statements) {
        lines.push_back(&statement);
    }
    for (const Statement& statement : case_.statements) {
        lines.push_back(&statement);
    }
    for (const Statement* line : lines) {
        const Verb verb = line->verb;
        if (world_.out_of_time && world_.out_of_time()) {
            return failure(*line, {"the cases to be played in the time that there is", "they take longer"});
        }
        if (player_ == nullptr && (verb <= Verb::wire || verb == Verb::http || verb >= Verb::never_bot)) {
            if (Outcome wrong = arrange(*line)) {
                return failure(*line, std::move(*wrong));
            }
            continue;
        }
        if (verb >= Verb::never_bot) {
            nevers_.push_back(line);
            continue;
        }
        if (verb <= Verb::wire) {
            return failure(*line, {"this line before the case begins", "the case has begun with the lines above"});
        }
        if (player_ == nullptr && verb != Verb::refused) {
            if (Outcome wrong = begin()) {
                return failure(*line, std::move(*wrong));
            }
        }
        Outcome wrong = perform(*line);
        if (!wrong) {
            wrong = troubled();
        }
        if (!wrong && player_ != nullptr) {
            if (Status revived = player_->die(); !revived) {
                wrong = Wrong{"the run to come back as it was", revived.error().message};
            }
        }
        if (wrong) {
            return failure(*line, std::move(*wrong));
        }
    }
    Statement end;
    end.line = lines.empty() ? case_.line : lines.back()->line;
    end.column = lines.empty() ? 1 : lines.back()->column;
    end.source = "the end of the case";
    if (player_ == nullptr) {
        const bool checked =
            std::any_of(lines.begin(), lines.end(), [](const Statement* line) { return line->verb == Verb::refused; });
        return checked ? std::nullopt
                       : std::optional<Failure>(failure(end, {"a line in which something happens", "none"}));
    }
    for (const Statement* never : nevers_) {
        if (Outcome wrong = look_back(*never)) {
            return failure(*never, std::move(*wrong));
        }
    }
    if (Outcome wrong = over()) {
        return failure(end, std::move(*wrong));
    }
    return {};
}

CasePlay::Outcome CasePlay::arrange(const Statement& statement) {
    switch (statement.verb) {
        case Verb::with: {
            for (const Pair& pair : statement.pairs) {
                std::erase_if(settings_, [&](const Pair& one) { return one.key == pair.key; });
                settings_.push_back(pair);
            }
            return {};
        }
        case Verb::wire:
            for (const std::string& word : statement.names) {
                if (word.front() == '-') {
                    unwired_.push_back(word.substr(1));
                } else {
                    wires_.push_back(word);
                }
            }
            return {};
        case Verb::http:
            mocks_.emplace_back(statement.name, *statement.reply);
            return {};
        case Verb::never_bot:
        case Verb::never_queue:
        case Verb::never_tag:
        case Verb::never_asks:
            nevers_.push_back(&statement);
            return {};
        default:
            if (const auto complaint = apply_given(statement, facts_, stubs_)) {
                return Wrong{complaint->message, ""};
            }
            return {};
    }
}

CasePlay::Outcome CasePlay::begin() {
    for (const StubFlow& stub : stubs_) {
        if (Status added = flows_.add(stub_document(*world_.catalogue, stub)); !added) {
            return Wrong{"the flow " + stub.key + " to compile", added.error().message};
        }
    }
    const bool node = script_.kind == Script::Kind::node;
    if (node) {
        if (Outcome wrong = begin_node()) {
            return wrong;
        }
    }
    PlayerOptions options;
    options.effects_are_carried_out = !node;
    options.first_id = first_id_;
    options.out_of_time = world_.out_of_time;
    player_ = std::make_unique<Player>(flows_, facts_, journals_, options);
    for (auto& [of, reply] : mocks_) {
        player_->mock_http(of, reply);
    }
    if (Status begun = player_->begin(node ? harness_key : std::string_view(script_.subject)); !begun) {
        return Wrong{"the flow to begin", begun.error().message};
    }
    return troubled();
}

// The node among ends, checked as a publish would check it.
CasePlay::Outcome CasePlay::begin_node() {
    if (script_.kind != Script::Kind::node) {
        return {};
    }
    if (!facts_.companion) {
        facts_.on_conversation = true;
    }
    Value settings = Map{};
    for (const Pair& pair : settings_) {
        if (pair.value.is_nil()) {
            Map left = settings.as_map();
            left.erase(pair.key);
            settings = left;
        } else {
            Map more = settings.as_map();
            more.set(pair.key, pair.value);
            settings = more;
        }
    }
    const NodeSetting setting{world_.catalogue, script_.subject, settings, wires_, unwired_, &facts_, &stubs_};
    flow::Reading reading;
    reading.document = one_node_flow(setting);
    checks::World around;
    around.catalogue = world_.catalogue;
    around.vocabulary = &world_.words();
    around.check_script = world_.check_script;
    around.callee = [this](std::string_view key) -> std::optional<checks::World::Callee> {
        for (const StubFlow& stub : stubs_) {
            if (stub.key == key) {
                return checks::contract_of(stub_document(*world_.catalogue, stub), *world_.catalogue);
            }
        }
        return {};
    };
    problems_ = checks::check(reading, around);
    for (const Problem& problem : problems_) {
        // Variables of a case are given; which of them a flow would set is not the node's business.
        if (problem.severity == Severity::error && problem.code != "flow.variable_unset") {
            return Wrong{"the check to find nothing", problem.code + " at " + problem.pointer + ": " + problem.message};
        }
    }
    if (Status added = flows_.add(reading.document, true); !added) {
        return Wrong{"the node's flow to compile", added.error().message};
    }
    return {};
}

CasePlay::Outcome CasePlay::perform(const Statement& statement) {
    const Verb verb = statement.verb;
    if (verb <= Verb::incident_cancel) {
        return happen(statement);
    }
    if (verb <= Verb::refused) {
        return look_at_node(statement);
    }
    return look_at_flow(statement);
}

CasePlay::Outcome CasePlay::happen(const Statement& statement) {
    if (statement.verb == Verb::signal) {
        return signalled(statement);
    }
    const Status status = flowtest::happen(*player_, statement);
    return status ? Outcome() : Outcome(Wrong{"that this can happen", status.error().message});
}

CasePlay::Outcome CasePlay::signalled(const Statement& statement) {
    const Value payload = payload_of(statement);
    if (script_.kind == Script::Kind::flow) {
        player_->signal(statement.name, statement.key, payload);
        return {};
    }
    if (player_->answer(statement.name, payload)) {
        return {};
    }
    const PlayedRun* run = player_->first_run();
    const std::size_t turns = run == nullptr ? 0 : run->rows.size();
    player_->signal(statement.name, statement.key, payload);
    if (run == nullptr || run->rows.size() == turns) {
        return Wrong{"the node to hear " + statement.name,
                     std::string("nobody hears it: ") + (run != nullptr && run::is_terminal(run->state.status)
                                                             ? "the run has ended"
                                                             : "its type does not say that it hears this signal")};
    }
    return {};
}

CasePlay::Outcome CasePlay::troubled() {
    if (player_ != nullptr && !player_->troubles().empty()) {
        const std::string& trouble = player_->troubles().front();
        const std::size_t but = trouble.find(" but ");
        if (trouble.rfind("expected ", 0) == 0 && but != std::string::npos) {
            return Wrong{trouble.substr(9, but - 9), trouble.substr(but + 5)};
        }
        return Wrong{"nothing to go wrong", trouble};
    }
    return {};
}

// What must be true when nothing more is said.
CasePlay::Outcome CasePlay::over() {
    const std::vector<Message>& messages = player_->desk().conversation().messages;
    if (script_.kind == Script::Kind::flow) {
        for (std::size_t i = messages_read_; i < messages.size(); ++i) {
            if (messages[i].from == Message::From::bot) {
                return Wrong{"every message of the bot to be read by a line 'bot: …'", "unread: " + messages[i].text};
            }
        }
    }
    for (const Player::Incident& incident : player_->incidents()) {
        if (!incident.read && !incident.routed) {
            return Wrong{"no incident that no line expects", incident.code + ": " + incident.message};
        }
    }
    if (!player_->mocks_left().empty()) {
        const std::string& node = player_->mocks_left().front().first;
        return Wrong{"a call by " + (node.empty() ? "some node" : node) + " for each line 'http …'",
                     "one was never called for"};
    }
    return {};
}

CasePlay::Outcome CasePlay::look_back(const Statement& never) {
    const Conversation& conversation = player_->desk().conversation();
    const auto seen = [&](const std::string& what) { return Wrong{"that this is never seen", what}; };
    switch (never.verb) {
        case Verb::never_bot:
            for (const Message& message : conversation.messages) {
                if (message.from == Message::From::bot && matches(never.text, message.text)) {
                    return seen(message.text);
                }
            }
            return {};
        case Verb::never_queue:
            for (const std::string& queue : player_->desk().queues_seen()) {
                if (queue == never.name) {
                    return seen("the conversation was in the queue " + queue);
                }
            }
            return {};
        case Verb::never_tag:
            return conversation.tags.count(never.text) != 0 ? Outcome(seen("the tag " + never.text)) : Outcome();
        case Verb::never_asks:
            for (const AskedEffect& effect : player_->effects()) {
                if (effect.name == never.name) {
                    return seen(effect.node + " asked for " + effect.name + " " + show_members(effect.payload));
                }
            }
            return {};
        default:
            return {};
    }
}

Failure CasePlay::failure(const Statement& statement, Wrong wrong) const {
    Failure failed{
        statement.line, statement.column, statement.source, std::move(wrong.expected), std::move(wrong.seen), {}};
    if (player_ != nullptr) {
        for (const TranscriptLine& line : player_->transcript()) {
            failed.transcript.push_back(to_text(line));
        }
    }
    return failed;
}

}  // namespace millrace::flowtest

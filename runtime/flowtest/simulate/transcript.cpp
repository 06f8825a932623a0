// From a talk to a case: what was given, what happened in its order, and how it ended.

#include "runtime/flowtest/simulate/transcript.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/base/text.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/flowtest/simulate/frames.hpp"
#include "runtime/flowtest/simulate/words.hpp"

namespace millrace::flowtest {
namespace {

class Transcriber {
public:
    Transcriber(const Player& player, const std::vector<Moment>& moments, const std::vector<Statement>& given,
                const Facts& began_with, Detail detail)
        : player_(player), moments_(moments), given_(given), began_with_(began_with), detail_(detail) {}

    std::string text() {
        world();
        happened();
        end();
        std::string text = "case " + name() + "\n";
        for (const std::string& line : lines_) {
            text += "  " + line + "\n";
        }
        return text;
    }

private:
    void add(std::string line) { lines_.push_back(std::move(line)); }

    // What runs were told of the outside. What was given by hand is said in the words in which it was given.
    void world() {
        if (detail_ == Detail::exact) {
            if (!is_given("now")) {
                add("given now=" + to_text(began_with_.now));
            }
            if (!began_with_.phrases.empty() && !is_given("phrases") &&
                began_with_.phrases != desk::default_phrases()) {
                List phrases;
                for (const std::string& phrase : began_with_.phrases) {
                    phrases.push(phrase);
                }
                add("given phrases=" + written_value(phrases));
            }
        }
        std::set<std::string> told;
        for (const run::Answer& one : player_.answers()) {
            if (one.answer.is_nil()) {
                continue;
            }
            const std::string line = line_about(one);
            if (!line.empty() && told.insert(line).second) {
                add(line);
            }
        }
        agents();
        for (const Statement& statement : given_) {
            add(statement.source);
        }
    }

    bool is_given(std::string_view name) const {
        return std::any_of(given_.begin(), given_.end(), [&](const Statement& one) {
            const auto named = [&](const Pair& pair) { return pair.key == name; };
            return std::any_of(one.pairs.begin(), one.pairs.end(), named);
        });
    }
    bool is_given(Verb verb, std::string_view name) const {
        return std::any_of(given_.begin(), given_.end(),
                           [&](const Statement& one) { return one.verb == verb && one.name == name; });
    }
    bool is_bound(std::string_view name) const {
        return std::any_of(given_.begin(), given_.end(), [&](const Statement& one) {
            return std::any_of(one.bindings.begin(), one.bindings.end(),
                               [&](const Pair& pair) { return pair.key == name; });
        });
    }

    std::string line_about(const run::Answer& one) const {
        const Value& about = one.question.about;
        const std::string key(about.is_string() ? about.as_string() : std::string_view());
        if (one.question.name == "binding") {
            const std::string name(about["name"].is_string() ? about["name"].as_string() : std::string_view());
            return is_bound(name) || !is_pair_key(name) ? "" : "given bind " + name + "=" + written_value(one.answer);
        }
        if (one.question.name == "calendar") {
            return is_given(Verb::given_calendar, key) ? "" : calendar(key, one.answer);
        }
        if (one.question.name == "template") {
            return is_given(Verb::given_template, key)
                       ? ""
                       : "given template " + written_word(key) + " text=" + written_value(one.answer);
        }
        if (one.question.name == "lookup") {
            return lookup(about, one.answer);
        }
        if (one.question.name == "org") {
            std::string line;
            for (const auto& [name, value] : one.answer.as_map()) {
                static const Facts usual;
                if (!is_given("org." + name.str()) && !(usual.org[name.view()] == value)) {
                    line += " org." + name.str() + "=" + written_value(value);
                }
            }
            return line.empty() ? "" : "given" + line;
        }
        return "";
    }

    std::string calendar(const std::string& key, const Value& opening) const {
        const std::string line = "given calendar " + written_word(key);
        const auto week = player_.desk().facts().calendars.find(key);
        if (detail_ == Detail::exact && week != player_.desk().facts().calendars.end()) {
            std::string members;
            for (const auto& [name, value] : week->second) {
                members += " " + name.str() + "=" + written_value(value);
            }
            return line + members;
        }
        const Value& opens = opening["opens_at"];
        return line + " open=" + written_value(opening["open"]) +
               (opens.is_nil() ? "" : " opens_at=" + written_value(opens));
    }

    // The table is there even where it has no such key.
    std::string lookup(const Value& about, const Value& found) const {
        const std::string table(about["table"].is_string() ? about["table"].as_string() : std::string_view());
        const std::string key(about["key"].is_string() ? about["key"].as_string() : std::string_view());
        if (is_given(Verb::given_lookup, table) || !is_pair_key(key)) {
            return "";
        }
        return "given lookup " + written_word(table) + " " + key + "=" + written_value(found["value"]);
    }

    // People whose names are not their keys.
    void agents() {
        std::set<std::string> seen;
        const TestDesk& desk = player_.desk();
        for (const auto& [key, name] : began_with_.agents) {
            const bool speaks = std::any_of(
                desk.conversation().messages.begin(), desk.conversation().messages.end(),
                [&](const Message& message) { return message.from == Message::From::agent && message.author == name; });
            const bool takes = std::any_of(moments_.begin(), moments_.end(), [&](const Moment& moment) {
                return moment.line.starts_with("agent " + written_word(key) + " ");
            });
            if ((speaks || takes || desk.conversation().agent == key) && !is_given(Verb::given_agent, key)) {
                add("given agent " + written_word(key) + " name=" + written_value(Value(name)));
            }
        }
    }

    void happened() {
        std::size_t messages = 0;
        std::size_t effects = 0;
        std::string queue;
        for (const Moment& moment : moments_) {
            for (; effects < moment.effects; ++effects) {
                if (player_.effects()[effects].name == "http.request") {
                    add(answer_to(player_.effects()[effects]));
                }
            }
            if (!moment.line.empty()) {
                add(moment.line);
            }
            for (; messages < moment.messages; ++messages) {
                said(player_.desk().conversation().messages[messages]);
            }
            if (moment.queue != queue) {
                queue = moment.queue;
                if (!queue.empty()) {
                    add("expect queue " + queue);
                }
            }
        }
    }

    // Before the call, with the time that it took until somebody answered.
    static std::string answer_to(const AskedEffect& call) {
        Reply never;
        never.never = true;
        return call.reply ? http_line(call.node, *call.reply, (call.replied - call.at) + call.reply->delay)
                          : http_line(call.node, never, {});
    }

    void said(const Message& message) {
        if (message.from != Message::From::bot) {
            return;
        }
        add("bot: " + written_text(message.text));
        if (!message.options.empty()) {
            std::string offered;
            for (const desk::MenuOption& option : message.options) {
                offered += (offered.empty() ? "" : ", ") + written_part(option.value);
            }
            add("bot offers " + offered);
        }
    }

    void end() {
        const Conversation& c = player_.desk().conversation();
        for (const std::string& tag : c.tags) {
            add("expect tag " + written_text(tag));
        }
        std::string fields;
        for (const auto& [name, value] : c.fields) {
            if (is_pair_key(name.view())) {
                fields += " " + name.str() + "=" + written_value(value);
            }
        }
        if (!fields.empty()) {
            add("expect field" + fields);
        }
        for (const Player::Incident& one : player_.incidents()) {
            if (!one.routed) {
                add("expect incident " + written_word(one.code));
            }
        }
        if (c.status == "closed") {
            add("expect closed " + written_word(c.close_reason));
            end_ = "closed as " + c.close_reason;
        } else if (c.status == "assigned") {
            add("expect agent " + written_word(c.agent));
            end_ = "with " + c.agent;
        } else if (c.entry) {
            end_ = "waits in the queue " + c.entry->queue;
        }
        if (const PlayedRun* run = player_.first_run()) {
            end_of(*run);
        }
        const PlayedRun* shown = shown_run(player_);
        if (shown != nullptr && shown != player_.first_run()) {
            stands(*shown);
        }
    }

    void end_of(const PlayedRun& run) {
        if (run.state.status == run::Status::completed) {
            add("expect ended " + written_word(run.state.outcome.view()));
            if (!run.state.result.is_nil() && !(run.state.result == Value(Map{}))) {
                add("expect result " + written_value(run.state.result));
            }
            end_ = end_.empty() ? "ended with " + run.state.outcome.str() : end_;
        } else if (run.state.status == run::Status::cancelled) {
            add("expect cancelled");
            end_ = "cancelled";
        } else {
            stands(run);
        }
    }

    void stands(const PlayedRun& run) {
        for (const run::Activation& activation : run.state.activations) {
            const Graph& graph = *run.state.frame(activation.frame)->graph;
            const std::string node = graph.nodes[static_cast<std::size_t>(activation.node)].id.str();
            add("expect node " + node + (graph.key == player_.first_run()->flow ? "" : " of " + graph.key));
            end_ = end_.empty() ? "stands at " + node : end_;
        }
    }

    // What the customer came with, and where it led.
    std::string name() const {
        std::string first;
        const auto& messages = player_.desk().conversation().messages;
        const auto asked = std::find_if(messages.begin(), messages.end(),
                                        [](const Message& message) { return message.from == Message::From::customer; });
        if (asked != messages.end()) {
            for (const char c : asked->text.substr(0, asked->text.find('\n'))) {
                first += static_cast<unsigned char>(c) < ' ' || c == '#' || c == '"' ? ' ' : c;
            }
            first = std::string(trim(first));
            constexpr std::size_t enough = 40;
            if (utf8_length(first) > enough) {
                std::size_t end = first.rfind(' ', enough);
                end = end == std::string::npos || end == 0 ? enough : end;
                while (end > 0 && (static_cast<unsigned char>(first[end]) & 0xC0U) == 0x80U) {
                    --end;
                }
                first = first.substr(0, end) + " …";
            }
        }
        if (first.empty()) {
            return end_.empty() ? "it begins" : end_;
        }
        return end_.empty() ? first : first + ": " + end_;
    }

    const Player& player_;
    const std::vector<Moment>& moments_;
    const std::vector<Statement>& given_;
    const Facts& began_with_;
    Detail detail_;
    std::vector<std::string> lines_;
    std::string end_;
};

}  // namespace

std::string transcribe(const Player& player, const std::vector<Moment>& moments, const std::vector<Statement>& given,
                       const Facts& began_with, Detail detail) {
    return Transcriber(player, moments, given, began_with, detail).text();
}

}  // namespace millrace::flowtest

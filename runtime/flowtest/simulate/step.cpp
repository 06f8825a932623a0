#include "runtime/flowtest/simulate/step.hpp"

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "engine/desk/integration.hpp"
#include "engine/value/json.hpp"
#include "runtime/flowtest/script/grammar.hpp"
#include "runtime/flowtest/simulate/words.hpp"

namespace millrace::flowtest {
namespace {

// Stands for an agent until it is known who has the conversation.
constexpr std::string_view whoever = "whoever";

Error malformed_step(std::string expected, const Value& found, std::string pointer) {
    return {"request.invalid",
            "expected " + std::move(expected) + " but found " + (found.is_nil() ? "nothing" : json::dump(found)),
            std::move(pointer)};
}

// The members of one step, read one after the other; the first that does not fit is the error.
class StepMembers {
public:
    explicit StepMembers(const Value& step) : step_(step) {}

    std::string text(const char* name, const std::string& what, bool required = true) {
        known_.push_back(name);
        const Value& value = step_[name];
        if (value.is_string() || (value.is_nil() && !required)) {
            return value.is_string() ? std::string(value.as_string()) : std::string();
        }
        fail(malformed_step(what, value, "/" + std::string(name)));
        return {};
    }
    std::string name(const char* member, const std::string& what, bool required = true) {
        const std::string text = this->text(member, what, required);
        const bool blank = trim(text).empty();
        if (ok() && ((required && blank) || text.size() > 100)) {
            fail(malformed_step(what, step_[member], "/" + std::string(member)));
        }
        return text;
    }
    std::string duration(const char* name, bool required = true) {
        const std::string text = this->text(name, "a duration such as 90s or 15m", required);
        if (ok() && !text.empty() && !parse_duration(text)) {
            fail(malformed_step("a duration such as 90s or 15m", step_[name], "/" + std::string(name)));
        }
        return text;
    }
    const Value& any(const char* name) {
        known_.push_back(name);
        return step_[name];
    }
    const Value& map(const char* name) {
        const Value& value = any(name);
        if (!value.is_nil() && !value.is_map()) {
            fail(malformed_step("an object", value, "/" + std::string(name)));
        }
        return value;
    }
    // What nobody asked for is a misspelt member.
    void end() {
        if (!ok() || !step_.is_map()) {
            return;
        }
        for (const auto& [name, value] : step_.as_map()) {
            if (std::find(known_.begin(), known_.end(), name.view()) == known_.end()) {
                std::string all;
                for (const std::string& one : known_) {
                    all += (all.empty() ? "" : ", ") + one;
                }
                fail({"request.invalid", "expected " + all + " but found the member " + name.str(), "/" + name.str()});
            }
        }
    }
    void fail(Error error) {
        if (!failed_) {
            failed_ = std::move(error);
        }
    }
    bool ok() const { return !failed_; }
    const Error& error() const { return *failed_; }

private:
    const Value& step_;
    std::vector<std::string> known_{"do"};
    std::optional<Error> failed_;
};

std::string pairs_of(StepMembers& members, const Value& map, const std::string& pointer) {
    std::string line;
    if (map.is_map()) {
        for (const auto& [name, value] : map.as_map()) {
            if (!is_pair_key(name.view())) {
                members.fail({"request.invalid",
                              "expected names of letters, digits, dots, - and _ but found '" + name.str() + "'",
                              pointer});
            }
            line += " " + name.str() + "=" + written_value(value);
        }
    }
    return line;
}

// 200 {"id":7} etag=x after 3s
std::string reply_of(StepMembers& members) {
    const Value& whole = members.map("reply");
    StepMembers reply(whole);
    const std::string failure = reply.text("failure", "a failure such as timeout", false);
    const Value& status = reply.any("status");
    const Value& body = reply.any("body");
    const Value& headers = reply.map("headers");
    std::string line;
    if (!failure.empty()) {
        line = written_word(failure);
        for (const char* name : {"status", "body", "headers"}) {
            if (!whole[name].is_nil()) {
                reply.fail(malformed_step("a failure without a reply", whole[name], "/" + std::string(name)));
            }
        }
    } else {
        if (!status.is_nil() && (!status.is_integer() || status.as_integer() < 100 || status.as_integer() > 599)) {
            reply.fail(malformed_step("a status from 100 to 599", status, "/status"));
        }
        line = status.is_integer() ? std::to_string(status.as_integer()) : "200";
        if (body.is_string()) {
            line += " " + json::dump(body);
        } else if (!body.is_nil()) {
            line += " " + written_value(body);
        }
        line += pairs_of(reply, headers, "/headers");
    }
    if (const std::string delay = reply.duration("delay", false); !delay.empty()) {
        line += " after " + delay;
    }
    // `do` is of the step, not of the reply.
    if (whole.is_map() && !whole["do"].is_nil()) {
        reply.fail(
            {"request.invalid", "expected status, body, headers, failure or delay but found the member do", "/do"});
    }
    reply.end();
    if (!reply.ok()) {
        Error error = reply.error();
        error.pointer = "/reply" + error.pointer;
        members.fail(std::move(error));
    }
    return line;
}

// Without a name it is whoever has the conversation.
std::string who(StepMembers& members) {
    const std::string agent = members.name("agent", "an agent", false);
    return agent.empty() ? std::string(whoever) : written_word(agent);
}

std::string line_of(StepMembers& members, std::string_view what) {
    if (what == "customer") {
        return "customer: " + written_text(members.text("text", "what the customer writes"));
    }
    if (what == "pick") {
        return "customer picks " + written_text(members.text("option", "an option's value or label"));
    }
    if (what == "human") {
        return "customer human";
    }
    if (what == "leave") {
        return "customer leaves";
    }
    if (what == "after") {
        return "after " + members.duration("duration");
    }
    if (what == "agent_takes") {
        return "agent " + written_word(members.name("agent", "an agent")) + " takes";
    }
    if (what == "agent_replies") {
        const std::string agent = who(members);
        return "agent " + agent + " replies " + written_text(members.text("text", "what the agent writes"));
    }
    if (what == "agent_closes") {
        const std::string agent = who(members);
        const std::string reason = members.name("reason", "a close reason", false);
        return "agent " + agent + " closes" + (reason.empty() ? "" : " " + written_word(reason));
    }
    if (what == "agent_hands_back") {
        return "agent " + who(members) + " hands back";
    }
    if (what == "http") {
        const std::string node = members.name("node", "a node", false);
        return "http " + (node.empty() ? "" : written_word(node) + " ") + "-> " + reply_of(members);
    }
    if (what == "signal") {
        const std::string name = members.name("name", "a signal such as parcel.scanned");
        const std::string key = members.name("key", "a key", false);
        const Value& payload = members.map("payload");
        return "signal " + written_word(name) + (key.empty() ? "" : " for " + written_word(key)) +
               pairs_of(members, payload, "/payload");
    }
    if (what == "cancel") {
        return "cancel";
    }
    const std::string action = members.name("action", "retry, skip or cancel");
    if (members.ok() && action != "retry" && action != "skip" && action != "cancel") {
        members.fail(malformed_step("retry, skip or cancel", Value(action), "/action"));
    }
    const std::string output = members.name("output", "an output", action == "skip");
    return "incident " + action + (action == "skip" ? " " + written_word(output) : "");
}

constexpr auto step_names = std::to_array<std::string_view>(
    {"customer", "pick", "human", "leave", "after", "next", "agent_takes", "agent_replies", "agent_closes",
     "agent_hands_back", "http", "signal", "cancel", "incident"});

}  // namespace

Result<SimulationStep> read_step(const Value& step) {
    if (!step.is_map()) {
        return malformed_step("a step, an object with the member do,", step, "");
    }
    const Value& what = step["do"];
    if (!what.is_string() || std::find(step_names.begin(), step_names.end(), what.as_string()) == step_names.end()) {
        std::string all;
        for (const std::string_view name : step_names) {
            all += (all.empty() ? "" : ", ") + std::string(name);
        }
        return malformed_step("one of " + all, what, "/do");
    }
    StepMembers members(step);
    SimulationStep made;
    if (what.as_string() == "next") {
        made.next = true;
        made.statement.verb = Verb::after;
        members.end();
        return members.ok() ? Result<SimulationStep>(made) : members.error();
    }
    const std::string line = line_of(members, what.as_string());
    members.end();
    if (!members.ok()) {
        return members.error();
    }
    auto parsed = parse_statement(line, Form::In::flows);
    if (const auto* complaint = std::get_if<Complaint>(&parsed)) {
        return Error{"request.invalid", complaint->message, ""};
    }
    made.statement = std::move(std::get<Statement>(parsed));
    made.statement.source = line;
    made.anybody = what.as_string().starts_with("agent_") && made.statement.name == whoever;
    return made;
}

std::string http_line(const std::string& node, const Reply& reply, Duration later) {
    std::string line = "http " + written_word(node) + " -> ";
    const auto replied = from_value<desk::HttpReplied>(reply.payload);
    if (reply.never) {
        line += "never";
    } else if (!replied.error.empty()) {
        line += replied.error;
    } else {
        line += std::to_string(replied.status);
        if (!replied.json.is_nil()) {
            line += " " + written_value(replied.json);
        } else if (!replied.body.empty()) {
            line += " " + json::dump(Value(replied.body));
        }
        if (replied.headers.is_map()) {
            for (const auto& [name, value] : replied.headers.as_map()) {
                line += " " + name.str() + "=" + written_value(value);
            }
        }
    }
    return line + (later.ms > 0 ? " after " + to_text(later) : "");
}

Result<std::vector<Statement>> read_given(std::string_view text) {
    std::vector<Statement> all;
    int number = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        ++number;
        LineReader reader(line);
        if (reader.done()) {
            continue;
        }
        auto parsed = parse_statement(line, Form::In::flows);
        Complaint complaint;
        if (auto* wrong = std::get_if<Complaint>(&parsed)) {
            complaint = std::move(*wrong);
        } else if (std::get<Statement>(parsed).verb > Verb::given_conversation) {
            complaint = {"", 0, std::get<Statement>(parsed).column,
                         "expected a line 'given …' but found '" + std::string(trim(line)) + "'"};
        }
        if (!complaint.message.empty()) {
            return Error{"request.invalid",
                         "line " + std::to_string(number) + ", column " + std::to_string(complaint.column) + ": " +
                             complaint.message,
                         "/given"};
        }
        Statement& statement = std::get<Statement>(parsed);
        statement.line = number;
        statement.source = std::string(trim(line));
        all.push_back(std::move(statement));
    }
    return all;
}

}  // namespace millrace::flowtest

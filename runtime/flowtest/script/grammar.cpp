#include "runtime/flowtest/script/grammar.hpp"

#include <algorithm>
#include <cctype>

#include "engine/base/text.hpp"
#include "runtime/flowtest/script/reply.hpp"

namespace millrace::flowtest {

const std::vector<Form>& forms() {
    using enum Verb;
    constexpr auto both = Form::In::both;
    constexpr auto nodes = Form::In::nodes;
    constexpr auto flows = Form::In::flows;
    static const std::vector<Form> all = {
        {given_queue, both, "given queue NAME k=v…", "Figures of a queue, as queue_status answers them."},
        {given_no_queue, both, "given no queue NAME", "There is no such queue; every other one exists."},
        {given_calendar, both, "given calendar NAME k=v…",
         "A calendar: open, opens_at, closes_at as they are now, or zone and days; as calendars are stored."},
        {given_agent, both, "given agent NAME k=v…",
         "How an agent is called, and whether he is there: name; status online, offline or busy."},
        {given_template, both, "given template NAME k=v…", "A reusable text of the org: text."},
        {given_lookup, both, "given lookup NAME k=v…", "A table of the org: its keys and their values."},
        {given_flow, both, "given flow NAME ends OUTCOME [k=v…]",
         "Another flow, played by one that only ends so: result."},
        {given_companion, both, "given companion", "The run accompanies the conversation; it does not own it."},
        {given_conversation, both, "given conversation", "The run owns a conversation, although the API started it."},
        {given, both, "given [k=v…] [bind k=v…]",
         "now, contact.…, conversation.…, channel.…, org.…, vars.…, event.…, phrases; and bindings."},
        {with, nodes, "with k=v…", "Settings of this case over those of the file; null takes one away."},
        {wire, nodes, "wire WORDS", "Outputs to wire besides the node's own; -NAME leaves one unwired."},

        {enter, nodes, "enter", "The run comes to the node."},
        {customer_says, both, "customer: TEXT", "The customer writes."},
        {customer_picks, flows, "customer picks TEXT", "The customer clicks an option, by value or label."},
        {customer_human, flows, "customer human", "The customer asks for a person by the button."},
        {customer_leaves, flows, "customer leaves", "The customer ends the conversation."},
        {after, both, "after DURATION", "Time passes; timers fire as it does. Nothing else moves time."},
        {http, both, "http [NODE] -> REPLY", "How the node's next call is answered: see below."},
        {signal, both, "signal NAME [for KEY] [k=v…]",
         "Something else wakes the run; with a key, as an event of that key."},
        {agent_takes, flows, "agent NAME takes", "An agent takes the conversation from its queue."},
        {agent_replies, flows, "agent NAME replies TEXT", "The agent writes to the customer."},
        {agent_closes, flows, "agent NAME closes [REASON]",
         "The agent closes the conversation; resolved, if not said."},
        {agent_hands_back, flows, "agent NAME hands back", "The agent gives the conversation back to the flow."},
        {cancel, both, "cancel", "Somebody cancels the run."},
        {incident_retry, both, "incident retry", "A person has the failed node tried again."},
        {incident_skip, both, "incident skip OUTPUT", "A person sends the failed node on along an output."},
        {incident_cancel, both, "incident cancel", "A person gives the failed run up."},

        {holds, nodes, "holds EFFECT [k=v…]", "The node holds this; leaving it in any way releases it."},
        {asks, both, "asks EFFECT [k=v…]", "The next effect of this name that was asked for."},
        {waits, nodes, "waits [SIGNALS] [for DURATION]", "The node waits for these, so long from now."},
        {leaves, nodes, "leaves OUTPUT", "The node has been left by this output."},
        {sets, nodes, "sets k=v…", "Outputs of the node and variables that it has set."},
        {fails, nodes, "fails CODE", "The node raised this incident."},
        {refused, nodes, "refused CODE [at PATH]", "The check refuses the node with these settings."},

        {bot_says, both, "bot: TEXT", "The next unread message of the flow, whole; … stands for anything."},
        {bot_offers, both, "bot offers LIST", "The options under that message, by value or label."},
        {expect_no_queue, flows, "expect no queue", "The conversation is in no queue."},
        {expect_queue, flows, "expect queue NAME [k=v…]", "The conversation waits in this queue: priority."},
        {expect_ended, both, "expect ended [OUTCOME] [of FLOW]", "The run has ended so."},
        {expect_result, both, "expect result VALUE", "What the run handed back."},
        {expect_cancelled, both, "expect cancelled", "The run was cancelled."},
        {expect_node, flows, "expect node NODE [of FLOW]", "The run stands at this node."},
        {expect_left, flows, "expect left NODE by OUTPUT", "The run has left this node by this output."},
        {expect_var, both, "expect var k=v…", "Variables of the run; null is unset."},
        {expect_no_tag, flows, "expect no tag TEXT", "The conversation does not have the tag."},
        {expect_tag, flows, "expect tag TEXT", "The conversation has the tag."},
        {expect_note, flows, "expect note TEXT", "The conversation has this note; … stands for anything."},
        {expect_field, flows, "expect field k=v…", "Fields of the conversation."},
        {expect_closed, flows, "expect closed [REASON]", "The conversation is closed."},
        {expect_status, flows, "expect status NAME", "The conversation's status."},
        {expect_owner, flows, "expect owner NAME", "The conversation's owner: flow, human or none."},
        {expect_agent, flows, "expect agent NAME", "The agent whose conversation it is."},
        {expect_incident, both, "expect incident CODE", "The run had this incident; any other fails the case."},
        {expect_event, flows, "expect event NAME [for KEY] [k=v…]", "The flow told others of this event."},
        {expect_flow, flows, "expect flow NAME [k=v…]", "A run of this other flow was started, with this input."},
        {expect_http, flows, "expect http NODE k=v…", "The node's last call: method, url, json.…, headers.…"},

        {never_bot, both, "never bot: TEXT", "No message of the whole case is this."},
        {never_queue, flows, "never queue NAME", "The conversation is never in this queue."},
        {never_tag, flows, "never tag TEXT", "The conversation never has the tag."},
        {never_asks, both, "never asks EFFECT", "The effect is not asked for in the whole case."},
    };
    return all;
}

namespace {

// Whether a line that reads on here has what stands in these brackets.
bool wants(LineReader& line, const std::vector<std::string_view>& group, std::string_view following) {
    const std::string_view first = group.front();
    if (line.done()) {
        return false;
    }
    if (first == "k=v…") {
        return line.at_pair();
    }
    LineReader look = line;
    if (std::isupper(static_cast<unsigned char>(first[0])) == 0) {
        return look.accept(first);
    }
    return following.empty() || !look.accept(following);
}

void read_words(LineReader& line, std::string_view last, std::vector<std::string>& into) {
    do {
        LineReader look = line;
        if (!last.empty() && look.accept(last)) {
            return;
        }
        std::string word = line.word("a name");
        if (!word.empty() && word.back() == ',') {
            word.pop_back();
        }
        into.push_back(std::move(word));
    } while (!line.done());
}

void read_slot(LineReader& line, std::string_view slot, bool after_bind, Statement& into) {
    if (slot == "k=v…") {
        std::vector<Pair>& pairs = after_bind ? into.bindings : into.pairs;
        do {
            pairs.push_back(line.pair());
        } while (line.at_pair() && !line.failed());
    } else if (slot == "TEXT") {
        into.text = line.text("a text");
    } else if (slot == "LIST") {
        into.names = line.list("a name");
    } else if (slot == "WORDS") {
        read_words(line, "", into.names);
    } else if (slot == "SIGNALS") {
        read_words(line, "for", into.names);
    } else if (slot == "DURATION") {
        into.duration = line.duration();
    } else if (slot == "VALUE") {
        into.value = line.value("a value");
    } else if (slot == "REPLY") {
        into.reply = read_reply(line);
    } else {
        std::string what = "a";
        what += std::string_view("AEIO").find(slot[0]) != std::string_view::npos ? "n " : " ";
        for (char c : slot) {
            what += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        }
        const bool second = !into.name.empty() || slot == "FLOW" || slot == "PATH" || slot == "KEY";
        (second ? into.key : into.name) = line.word(what);
    }
}

std::vector<std::string_view> words_of(std::string_view pattern) {
    std::vector<std::string_view> words;
    while (!pattern.empty()) {
        const std::size_t blank = pattern.find(' ');
        words.push_back(pattern.substr(0, blank));
        pattern = blank == std::string_view::npos ? std::string_view() : pattern.substr(blank + 1);
    }
    return words;
}

// How far the line fits the form: all of it, if nothing failed.
Statement read_form(LineReader& line, const Form& form) {
    Statement statement;
    statement.verb = form.verb;
    const std::vector<std::string_view> pattern = words_of(form.pattern);
    for (std::size_t i = 0; i < pattern.size() && !line.failed(); ++i) {
        std::vector<std::string_view> group{pattern[i]};
        const bool optional = pattern[i].front() == '[';
        if (optional) {
            group.front().remove_prefix(1);
            while (group.back().back() != ']') {
                group.push_back(pattern[++i]);
            }
            group.back().remove_suffix(1);
            std::string_view following = i + 1 < pattern.size() ? pattern[i + 1] : std::string_view();
            following.remove_prefix(following.substr(0, 1) == "[" ? 1 : 0);
            if (!wants(line, group, following)) {
                continue;
            }
        }
        bool after_bind = false;
        for (std::string_view word : group) {
            if (std::isupper(static_cast<unsigned char>(word[0])) != 0 || word == "k=v…") {
                read_slot(line, word, after_bind, statement);
            } else {
                line.expect(word);
                after_bind = word == "bind";
            }
        }
    }
    if (!line.failed() && !line.done()) {
        line.fail("the end of the line");
    }
    return statement;
}

bool suits(Form::In form, Form::In file) {
    return form == Form::In::both || form == file;
}

std::string unquoted(const std::string& word) {
    const bool quoted = word.size() > 2 && word.front() == '\'' && word.back() == '\'';
    return quoted ? word.substr(1, word.size() - 2) : std::string();
}

// The forms that begin with the same words, or all first words there are.
std::string alternatives(std::string_view first, Form::In in) {
    std::vector<std::string> same;
    std::vector<std::string> starts;
    for (const Form& form : forms()) {
        if (!suits(form.in, in)) {
            continue;
        }
        const std::string_view begins = words_of(form.pattern).front();
        if (begins == first) {
            same.push_back("'" + std::string(form.pattern) + "'");
        }
        if (std::find(starts.begin(), starts.end(), begins) == starts.end()) {
            starts.emplace_back(begins);
        }
    }
    std::string text;
    for (const std::string& one : same.empty() ? starts : same) {
        text += (text.empty() ? "" : ", ") + one;
    }
    return text;
}

}  // namespace

std::variant<Statement, Complaint> parse_statement(std::string_view text, Form::In in) {
    LineReader whole(text);
    const int column = whole.column();
    Complaint best{"", 0, 0, ""};
    std::vector<std::string> words;  // that the forms which fit best would have wanted at that place
    std::string found;
    for (const Form& form : forms()) {
        if (!suits(form.in, in)) {
            continue;
        }
        LineReader line(text);
        Statement statement = read_form(line, form);
        if (!line.failed()) {
            statement.column = column;
            return statement;
        }
        if (line.failed_column() > best.column) {
            words.clear();
            found = line.found();
            best = {"", 0, line.failed_column(),
                    "expected " + line.wanted() + " but found " + line.found() + ", in '" + std::string(form.pattern) +
                        "'"};
        } else if (line.failed_column() == best.column) {
            best.message.clear();  // several forms fit as far as this one
        }
        if (line.failed_column() == best.column && line.wanted().front() == '\'') {
            words.push_back(unquoted(line.wanted()));
        }
    }
    if (best.message.empty() || best.column == column) {
        LineReader line(text);
        const std::string first = line.word("a line");
        best.message = "expected one of " + alternatives(first, in) + " but found '" + std::string(trim(text)) + "'";
        if (const std::string near = closest(unquoted(found), words); !near.empty()) {
            best.message += " (did you mean '" + near + "'?)";
        }
        for (const Form& form : forms()) {
            if (!suits(form.in, in) && words_of(form.pattern).front() == first && !words_of(form.pattern).empty() &&
                alternatives(first, in).find('\'') == std::string::npos) {
                best.message = std::string("expected a line of a ") + (in == Form::In::nodes ? "node" : "flow") +
                               " file but '" + first + "' belongs into a " + (in == Form::In::nodes ? "flow" : "node") +
                               " file";
                break;
            }
        }
    }
    return best;
}

}  // namespace millrace::flowtest

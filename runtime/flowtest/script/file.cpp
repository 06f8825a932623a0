#include "runtime/flowtest/script/file.hpp"

#include <set>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"
#include "runtime/flowtest/script/fault.hpp"
#include "runtime/flowtest/script/grammar.hpp"

namespace millrace::flowtest {
namespace {

class Reader {
public:
    Reader(Script& script, std::string_view text, Complaints& complaints)
        : script_(script), text_(text), complaints_(complaints) {}

    void read() {
        std::string_view line;
        while (next(line)) {
            LineReader reader(line);
            if (reader.done()) {
                continue;
            }
            if (!headed_) {
                head(reader, line);
            } else if (reader.accept("case")) {
                begin_case(reader);
            } else {
                add(line);
            }
        }
        if (!headed_) {
            complain(1, "expected a first line 'node TYPE' or 'flow KEY' but the file is empty");
        } else if (script_.cases.empty()) {
            complain(1, "expected a case but the file has none");
        }
    }

private:
    bool next(std::string_view& line) {
        if (at_ >= text_.size()) {
            return false;
        }
        const std::size_t end = std::min(text_.find('\n', at_), text_.size());
        line = text_.substr(at_, end - at_);
        at_ = end + 1;
        ++number_;
        return true;
    }

    void complain(int column, std::string message) {
        complaints_.push_back({script_.file, number_, column, std::move(message)});
    }
    void complain(const LineReader& line) {
        complain(line.failed_column(), "expected " + line.wanted() + " but found " + line.found());
    }

    void head(LineReader& line, std::string_view whole) {
        headed_ = true;
        script_.line = number_;
        if (line.accept("node")) {
            script_.kind = Script::Kind::node;
            script_.subject = line.word("a node type");
            script_.settings = line.pairs();
        } else if (line.accept("flow")) {
            script_.kind = Script::Kind::flow;
            const std::size_t open = whole.find_first_not_of(" \t", whole.find("flow") + 4);
            if (open != std::string_view::npos && whole[open] == '{') {
                document(whole, open);
                return;
            }
            script_.subject = line.word("a flow's key");
        } else {
            line.fail("'node TYPE' or 'flow KEY'");
        }
        if (!line.failed() && !line.done()) {
            line.fail("the end of the line");
        }
        if (line.failed()) {
            complain(line);
        }
    }

    // A flow written into the file: JSON from the bracket to its closing one, over as many lines as it takes.
    void document(std::string_view line, std::size_t open) {
        const auto begin = static_cast<std::size_t>(line.data() - text_.data()) + open;
        script_.document_line = number_;
        int depth = 0;
        bool quoted = false;
        std::size_t end = begin;
        for (; end < text_.size(); ++end) {
            const char c = text_[end];
            if (quoted) {
                quoted = c != '"';
                end += c == '\\' ? 1 : 0;
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                ++depth;
            } else if (c == '}' && --depth == 0) {
                break;
            }
        }
        if (end >= text_.size()) {
            complain(static_cast<int>(open) + 1, "expected the flow's closing bracket but the file ends");
            at_ = text_.size();
            return;
        }
        script_.document = std::string(text_.substr(begin, end + 1 - begin));
        while (at_ <= end) {
            std::string_view skipped;
            next(skipped);
        }
        LineReader rest(text_.substr(end + 1, std::min(text_.find('\n', end), text_.size()) - end - 1));
        if (!rest.done()) {
            complain(json::position_at(text_, end).column + rest.column(),
                     "expected nothing after the flow's closing bracket but found more");
        }
        const Result<Value> json = json::parse(script_.document);
        if (!json) {
            const Fault fault = fault_of(json.error());
            complaints_.push_back({script_.file, script_.document_line - 1 + fault.line,
                                   fault.column + (fault.line == 1 ? static_cast<int>(open) : 0),
                                   "expected " + fault.expected + " but found " + fault.found});
            script_.document.clear();  // it is not played
        } else if ((*json)["key"].is_string()) {
            script_.subject = std::string((*json)["key"].as_string());
        }
    }

    void begin_case(LineReader& line) {
        Case one;
        one.line = number_;
        const int column = line.column();
        one.name = line.text("what the case is about");
        if (line.failed()) {
            complain(line);
        } else if (!names_.insert(one.name).second) {
            complain(column, "expected each case to have a name of its own but '" + one.name + "' is there twice");
        }
        script_.cases.push_back(std::move(one));
    }

    void add(std::string_view line) {
        const Form::In in = script_.kind == Script::Kind::node ? Form::In::nodes : Form::In::flows;
        auto parsed = parse_statement(line, in);
        if (auto* complaint = std::get_if<Complaint>(&parsed)) {
            complain(complaint->column, std::move(complaint->message));
            return;
        }
        Statement& statement = std::get<Statement>(parsed);
        statement.line = number_;
        statement.source = std::string(trim(line));
        if (!script_.cases.empty()) {
            script_.cases.back().statements.push_back(std::move(statement));
        } else if (statement.verb <= Verb::wire || statement.verb == Verb::http || statement.verb >= Verb::never_bot) {
            script_.statements.push_back(std::move(statement));
        } else {
            complain(statement.column, "expected 'case NAME' before this line but there was none yet");
        }
    }

    Script& script_;
    std::string_view text_;
    Complaints& complaints_;
    std::size_t at_ = 0;
    int number_ = 0;
    bool headed_ = false;
    std::set<std::string> names_;
};

}  // namespace

Script parse_script(std::string file, std::string_view text, Complaints& complaints) {
    Script script;
    script.file = std::move(file);
    Reader(script, text, complaints).read();
    return script;
}

}  // namespace millrace::flowtest

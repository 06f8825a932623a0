// The table of lines: each form is read as itself, and the guide says the same.

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "runtime/flowtest/script/file.hpp"
#include "runtime/flowtest/script/grammar.hpp"

namespace millrace::flowtest {
namespace {

const std::string& guide() {
    static const std::string text = [] {
        std::ifstream file(MILLRACE_SOURCE_DIR "/docs/guides/flowtests.md");
        REQUIRE(file.good());
        std::stringstream all;
        all << file.rdbuf();
        return all.str();
    }();
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> blocks(const std::string& fence) {
    std::vector<std::string> found;
    bool inside = false;
    for (const std::string& line : lines_of(guide())) {
        if (line == "```" + fence) {
            found.emplace_back();
            inside = true;
        } else if (line == "```") {
            inside = false;
        } else if (inside) {
            found.back() += line + "\n";
        }
    }
    return found;
}

std::string row_of(const Form& form) {
    const std::map<Form::In, std::string> in = {
        {Form::In::both, "both"}, {Form::In::flows, "flow"}, {Form::In::nodes, "node"}};
    return "| `" + std::string(form.pattern) + "` | " + in.at(form.in) + " | " + std::string(form.meaning) + " |";
}

// A line of this form; what stands in brackets is there or not.
std::string sample(std::string_view pattern, bool in_full) {
    static const std::map<std::string, std::string> slots = {
        {"TEXT", "some text"}, {"LIST", "tea, coffee"}, {"WORDS", "one two"}, {"SIGNALS", "one, two"},
        {"DURATION", "90s"},   {"VALUE", "{\"a\":1}"},  {"REPLY", "200"},     {"k=v…", "a.b=1 c=\"two words\""}};
    std::string line;
    bool optional = false;
    std::istringstream words{std::string(pattern)};
    for (std::string word; words >> word;) {
        optional = optional || word.front() == '[';
        const bool skipped = optional && !in_full;
        const bool closes = word.back() == ']';
        word.erase(std::remove_if(word.begin(), word.end(), [](char c) { return c == '[' || c == ']'; }), word.end());
        const auto slot = slots.find(word);
        const bool name = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
        if (!skipped) {
            line += (line.empty() ? "" : " ") + (slot != slots.end() ? slot->second : name ? "thing" : word);
        }
        optional = optional && !closes;
    }
    return line;
}

}  // namespace

TEST_CASE("every form is read as itself, in the files it belongs into and in no other") {
    for (const Form& form : forms()) {
        for (const Form::In file : {Form::In::flows, Form::In::nodes}) {
            for (const bool in_full : {true, false}) {
                const std::string line = sample(form.pattern, in_full);
                INFO(form.pattern << " as " << line);
                const auto read = parse_statement(line, file);
                const auto* statement = std::get_if<Statement>(&read);
                if (form.in == Form::In::both || form.in == file) {
                    REQUIRE(statement != nullptr);
                    CHECK(statement->verb == form.verb);
                } else {
                    CHECK(statement == nullptr);
                }
            }
        }
    }
}

TEST_CASE("what a line says lands where it belongs") {
    const auto read = [](std::string_view line, Form::In in = Form::In::flows) {
        auto parsed = parse_statement(line, in);
        if (const auto* complaint = std::get_if<Complaint>(&parsed)) {
            FAIL(line << ": " << complaint->message);
        }
        return std::get<Statement>(std::move(parsed));
    };
    const Statement given = read("given vars.a=1 bind queue=sales");
    REQUIRE(given.pairs.size() == 1);
    CHECK(given.pairs[0].key == "vars.a");
    REQUIRE(given.bindings.size() == 1);
    CHECK(given.bindings[0].value == Value("sales"));
    const Statement waits = read("waits a.b, c.d for 2m", Form::In::nodes);
    CHECK(waits.names == std::vector<std::string>{"a.b", "c.d"});
    CHECK(waits.duration == minutes(2));
    const Statement signal = read("signal paid for o7 amount=3");
    CHECK(signal.name == "paid");
    CHECK(signal.key == "o7");
    CHECK(read("expect ended done of tea").key == "tea");
    CHECK(read("expect ended of tea").name.empty());
    CHECK(read("bot: a # b").text == "a");
    CHECK(read("bot: a#b").text == "a#b");
    CHECK(read("bot: \"a # b \"").text == "a # b ");
    CHECK(read("bot offers \"tea, green\", coffee").names == std::vector<std::string>{"tea, green", "coffee"});
    CHECK(read("expect tag a b").text == "a b");
    // Words are text, unless they are JSON's or a number.
    const Statement var = read("expect var a=true b=30s c=-2 d=1.5 e= f=2026-01-05 g=[1] h=\"3\" i=null");
    const std::vector<Value> values = {true, "30s", -2, 1.5, "", "2026-01-05", List{1}, "3", Value()};
    REQUIRE(var.pairs.size() == values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        INFO(var.pairs[i].key);
        CHECK(var.pairs[i].value == values[i]);
    }
}

TEST_CASE("the guide's table is the table of lines") {
    std::vector<std::string> rows;
    bool inside = false;
    for (const std::string& line : lines_of(guide())) {
        inside = (inside || line == "| line | in | what it says |") && !line.empty();
        if (inside && line.rfind("| `", 0) == 0) {
            rows.push_back(line);
        }
    }
    REQUIRE(rows.size() == forms().size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i] == row_of(forms()[i]));
    }
}

TEST_CASE("the guide's examples are files without a mistake") {
    const std::vector<std::string> files = blocks("flowtest");
    REQUIRE(files.size() >= 2);
    for (const std::string& file : files) {
        Complaints complaints;
        const Script script = parse_script("flowtests.md", file, complaints);
        for (const Complaint& one : complaints) {
            FAIL_CHECK(to_text(one) << "\n" << file);
        }
        CHECK(script.cases.size() >= 3);
    }
}

TEST_CASE("the guide names every way in which a call can fail, and no other") {
    const std::string begins = "a failure (`";
    const std::size_t open = guide().find(begins);
    REQUIRE(open != std::string::npos);
    const std::size_t from = open + begins.size();
    std::istringstream words(guide().substr(from, guide().find('`', from) - from));
    const auto none = parse_statement("http -> hocuspocus", Form::In::flows);
    const auto* complaint = std::get_if<Complaint>(&none);
    REQUIRE(complaint != nullptr);
    std::string all;
    for (std::string word; words >> word;) {
        all += ", " + word;
        INFO(word);
        CHECK(std::holds_alternative<Statement>(parse_statement("http -> " + word, Form::In::flows)));
    }
    CHECK(complaint->message.find("a status such as 200" + all + " or never but found") != std::string::npos);
}

}  // namespace millrace::flowtest

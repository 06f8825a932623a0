#include "engine/expression/template.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/expression/call.hpp"
#include "engine/expression/complaint.hpp"
#include "engine/expression/evaluator.hpp"
#include "engine/expression/numeral.hpp"
#include "engine/expression/template_reader.hpp"
#include "engine/value/json.hpp"

namespace millrace::expression {
namespace {

struct Hole {
    std::size_t begin = 0;  // of the expression, without blanks around it
    std::size_t end = 0;
    std::size_t after = 0;  // behind the closing braces
};

Mistake mistake_at(std::size_t at, std::size_t size, std::string sentence) {
    return {{static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)}, std::move(sentence)};
}

// The end of a hole is found by its tokens, so that }} may stand inside quotes.
std::optional<Mistake> find_hole(std::string_view source, std::size_t open, Hole& hole) {
    Lexer lexer(source, open + 2, source.size());
    for (Token token = lexer.next(); token.kind != Token::Kind::end; token = lexer.next()) {
        if (token.is("}") && source.substr(token.at, 2) == "}}") {
            const std::string_view inside = trim(source.substr(open + 2, token.at - open - 2));
            const auto begin = inside.empty() ? open + 2 : static_cast<std::size_t>(inside.data() - source.data());
            hole = {begin, begin + inside.size(), token.at + 2};
            return std::nullopt;
        }
    }
    if (lexer.problem()) {
        const std::size_t at = lexer.problem()->at;
        return mistake_at(at, size_at(source, at, source.size()), lexer.problem()->sentence);
    }
    return mistake_at(open, 2, "expected }} for the {{ that opens here but the text ends; {{ itself is {{'{{'}}");
}

}  // namespace

std::optional<Mistake> read_template(std::string_view source, const Vocabulary& vocabulary,
                                     std::vector<Template::Part>& parts) {
    if (!is_utf8(source)) {
        return not_utf8(source, "the text");
    }
    std::size_t at = 0;
    for (std::size_t open = source.find("{{"); open != std::string_view::npos; open = source.find("{{", at)) {
        Hole hole;
        if (auto mistake = find_hole(source, open, hole)) {
            return mistake;
        }
        Parser parser(source, hole.begin, hole.end, vocabulary);
        auto expression = parser.run();
        if (!expression) {
            return parser.mistake();
        }
        parts.push_back({String(source.substr(at, open - at)), std::move(*expression)});
        at = hole.after;
    }
    parts.push_back({String(source.substr(at)), Expression()});
    return std::nullopt;
}

Result<Template> parse_template(std::string_view source, const Vocabulary& vocabulary) {
    if (!is_utf8(source)) {
        return Error{"flow.invalid_expression", not_utf8(source, "the text").sentence};
    }
    std::vector<Template::Part> parts;
    if (const auto mistake = read_template(source, vocabulary, parts)) {
        return complaint(source, mistake->place.at, mistake->sentence);
    }
    return Template(std::string(source), std::move(parts));
}

std::vector<Reference> Template::references() const {
    std::vector<Reference> all;
    for (const Part& part : parts_) {
        for (const Reference& reference : part.expression.references()) {
            if (std::find(all.begin(), all.end(), reference) == all.end()) {
                all.push_back(reference);
            }
        }
    }
    return all;
}

Template Template::bind(const Binder& binder) const {
    Template bound(*this);
    for (Part& part : bound.parts_) {
        part.expression = part.expression.bind(binder);
    }
    return bound;
}

Result<String> render(const Template& text, Scope& scope, Budget& budget) {
    if (text.is_literal()) {
        return text.parts().empty() ? String() : text.parts()[0].literal;
    }
    std::string rendered;
    for (std::size_t i = 0; i < text.parts().size(); ++i) {
        const Template::Part& part = text.parts()[i];
        rendered += part.literal.view();
        if (i + 1 == text.parts().size()) {
            break;
        }
        const Tree& tree = part.expression.tree();
        Evaluator evaluator(tree, scope, budget);
        Value hold;
        const Value* value = evaluator.value(tree.root(), hold);
        if (!value) {
            return evaluator.error();
        }
        Call weighing(value, 1, scope, budget);
        if (!weighing.walk(*value)) {
            return Error{"expression.failed", *weighing.problem() + ", in " + tree.quoted(tree.root())};
        }
        append_text(*value, rendered);
    }
    return String(rendered);
}

Result<String> render(const Template& text, Scope& scope) {
    Budget budget;
    return render(text, scope, budget);
}

void append_text(const Value& value, std::string& out) {
    switch (value.kind()) {
        case Value::Kind::nil:
            break;
        case Value::Kind::boolean:
            out += value.as_bool() ? "true" : "false";
            break;
        case Value::Kind::integer:
            append_numeral(value.as_integer(), out);
            break;
        case Value::Kind::number:
            append_numeral(value.as_number(), out);
            break;
        case Value::Kind::string:
            out += value.as_string();
            break;
        case Value::Kind::list:
        case Value::Kind::map:
            json::dump(value, out);
            break;
    }
}

}  // namespace millrace::expression

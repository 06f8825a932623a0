#include "engine/check/text_check.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/check/value_types.hpp"
#include "engine/expression/paths.hpp"
#include "engine/expression/places.hpp"

namespace millrace::checks {
namespace {

class TextCheck {
public:
    TextCheck(std::string_view text, const expression::Vocabulary& words, const Vocabulary& vocabulary,
              const expression::TypeLookup& lookup)
        : text_(text), words_(words), vocabulary_(vocabulary), lookup_(lookup) {}

    void broken(const expression::Mistake& mistake) {
        report_.faults.push_back({Severity::error, "flow.invalid_expression", mistake.sentence, place(mistake.place)});
    }

    // An Expression or a Template.
    template <class Parsed>
    void parsed(const Parsed& parsed) {
        for (const expression::Reference& reference : parsed.references()) {
            const auto slip = unknown_member(reference, words_, vocabulary_);
            const auto found = slip ? expression::place_of(parsed, reference) : std::nullopt;
            if (found) {
                const std::string near = closest(reference.path.front(), slip->members);
                report_.faults.push_back({Severity::error, "flow.invalid_expression",
                                          slip->sentence + (near.empty() ? "" : "; did you mean `" + near + "`?"),
                                          place(*found)});
            }
        }
        const expression::TypeReport types = check_types(parsed, lookup_);
        for (const expression::TypeProblem& problem : types.problems) {
            report_.faults.push_back({problem.fails ? Severity::error : Severity::warning, "flow.type_clash",
                                      problem.sentence, place_in(text_, problem.at, problem.size)});
        }
        report_.type = to_text(types.type);
        for (const expression::Reference& path : expression::paths(parsed)) {
            report_.reads.push_back(path.name);
        }
    }

    TextReport done() {
        std::stable_sort(report_.faults.begin(), report_.faults.end(),
                         [](const TextFault& a, const TextFault& b) { return a.place.from < b.place.from; });
        return std::move(report_);
    }

private:
    TextPlace place(expression::Span span) const { return place_in(text_, span.at, span.size); }

    std::string_view text_;
    const expression::Vocabulary& words_;
    const Vocabulary& vocabulary_;
    const expression::TypeLookup& lookup_;
    TextReport report_;
};

}  // namespace

TextReport check_text(std::string_view text, TextKind kind, const std::map<std::string, std::string>& variables,
                      const Vocabulary& vocabulary) {
    const expression::Vocabulary words = expression_vocabulary(vocabulary);
    VariableTypes types;
    for (const auto& [name, declared] : variables) {
        types.emplace(name, type_named(declared));
    }
    const expression::TypeLookup lookup = types_known(std::move(types), words, vocabulary);
    TextCheck check(text, words, vocabulary, lookup);
    const bool is_template = kind == TextKind::template_text;
    if (const auto mistake =
            is_template ? expression::mistake_in_template(text, words) : expression::mistake_in(text, words)) {
        check.broken(*mistake);
    } else if (is_template) {
        check.parsed(*expression::parse_template(text, words));
    } else {
        check.parsed(*expression::parse(text, words));
    }
    return check.done();
}

}  // namespace millrace::checks

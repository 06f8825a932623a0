#include "runtime/watch/case_trial.hpp"

#include <string_view>
#include <utility>

namespace millrace::watch {
namespace {

constexpr std::string_view bot = "bot: ";

// "Your ticket is 8f3k." and "Your ticket is 9abc." have "Your ticket is …" in common.
std::string common(std::string_view expected, std::string_view found) {
    std::size_t head = 0;
    while (head < expected.size() && head < found.size() && expected[head] == found[head]) {
        ++head;
    }
    std::size_t tail = 0;
    while (tail < expected.size() - head && tail < found.size() - head &&
           expected[expected.size() - 1 - tail] == found[found.size() - 1 - tail]) {
        ++tail;
    }
    const auto is_inside = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
    while (head > 0 && head < expected.size() && is_inside(expected[head])) {
        --head;  // never within a letter
    }
    while (tail > 0 && is_inside(expected[expected.size() - tail])) {
        --tail;
    }
    return std::string(expected.substr(0, head)) + "…" + std::string(expected.substr(expected.size() - tail));
}

}  // namespace

std::optional<flowtest::Failure> play_case(const std::string& text, const RecordedFlow& flow,
                                           const flowtest::World& world) {
    flowtest::Suite suite;
    suite.add_flow("recorded/" + flow.key + ".json", flow.document);
    for (std::size_t i = 0; i < flow.beside.size(); ++i) {
        suite.add_flow("recorded/beside" + std::to_string(i) + ".json", flow.beside[i]);
    }
    // The case begins at the second line, so that its lines count from there.
    suite.add_script("recorded/" + flow.key + ".flowtest", "flow " + flow.key + "\n" + text);
    flowtest::RunOptions options;
    options.ways = {flowtest::Way::straight, flowtest::Way::killed};
    const flowtest::Report report = flowtest::run(suite, world, options);
    if (!report.complaints.empty()) {
        const flowtest::Complaint& first = report.complaints.front();
        return flowtest::Failure{first.line, first.column, "", "a case that can be read", first.message, {}};
    }
    if (report.cases.size() != 1) {
        return flowtest::Failure{0, 0, "", "one case", std::to_string(report.cases.size()), {}};
    }
    return report.cases.front().failure;
}

bool say_less(CaseLines& lines, const flowtest::Failure& failure) {
    const int line = failure.line - 1;  // one above is not ours
    std::string* wrong = lines.at(line);
    if (wrong == nullptr) {
        return false;
    }
    if (wrong->rfind(bot, 0) == 0 && failure.seen.rfind("it says nothing more", 0) != 0) {
        const std::string said = wrong->substr(bot.size());
        const std::string less = std::string(bot) + line_text(said.front() == '"' ? "…" : common(said, failure.seen));
        return std::exchange(*wrong, less) != less;
    }
    if (wrong->rfind("bot offers", 0) == 0 || wrong->rfind("expect queue", 0) == 0 ||
        wrong->rfind("expect tag", 0) == 0) {
        lines.remove(line);
        return true;
    }
    return false;
}

}  // namespace millrace::watch

// Plays docs/guides/flowtests.md: its examples pass, and its failing line fails as it says.

#include "nodes/catalogue.hpp"
#include "runtime/flowtest/run.hpp"
#include "tests/guides/guide.hpp"

namespace millrace::guides {
namespace {

const std::string guide_path = "docs/guides/flowtests.md";

flowtest::Report played(const std::string& name, const std::string& text) {
    static const Catalogue catalogue = nodes::shipped_catalogue();
    flowtest::Suite suite;
    suite.add_script(name, text);
    flowtest::World world;
    world.catalogue = &catalogue;
    return flowtest::run(suite, world);
}

}  // namespace

TEST_CASE("every example of the guide to flow tests passes") {
    int cases = 0;
    for (const Block& block : blocks_of(text_of(guide_path))) {
        CHECK(block.language == "flowtest");  // what is no file of tests is indented
        const flowtest::Report report = played("flowtests.md", block.text);
        INFO(guide_path << ":" << block.line << "\n" << flowtest::to_text(report));
        CHECK(report.passed());
        cases += static_cast<int>(report.cases.size());
    }
    CHECK(cases == 6);
}

TEST_CASE("a line of the guide that fails is reported as the guide shows it") {
    const std::string guide = text_of(guide_path);
    std::string drinks = blocks_of(guide).front().text;
    const std::string right = "priority=normal";
    const std::size_t at = drinks.find(right);
    REQUIRE(at != std::string::npos);
    drinks.replace(at, right.size(), "priority=high");

    std::string shown;
    std::istringstream lines(paragraph_of(guide, "    flows/drinks.flowtest:"));
    for (std::string line; std::getline(lines, line);) {
        shown += line.substr(4) + "\n";
    }
    const std::string report = flowtest::to_text(played("flows/drinks.flowtest", drinks));
    CHECK(report.substr(0, report.find("\n\n") + 1) == shown);
}

}  // namespace millrace::guides

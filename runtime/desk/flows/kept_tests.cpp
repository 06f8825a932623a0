#include "runtime/desk/flows/kept_tests.hpp"

#include "engine/base/digest.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/flows/flow_events.hpp"

namespace millrace::desk {

store::Migration flow_test_tables() {
    return {.number = 2200,
            .name = "flow_tests",
            .statements = {"CREATE TABLE flow_test(org {id} NOT NULL, flow {text} NOT NULL, body {text} NOT NULL,"
                           " etag {text} NOT NULL, author {text} NOT NULL, at {time} NOT NULL,"
                           " PRIMARY KEY(org, flow))"}};
}

std::string flow_test_etag(std::string_view text) {
    return sha256_hex(text).substr(0, 20);
}

std::optional<FlowTest> find_flow_test(store::OrgReader reader, std::string_view flow) {
    const auto row = reader.one("SELECT flow, body, etag, author, at FROM flow_test WHERE org = $org AND flow = $flow",
                                {{"flow", flow}});
    if (!row) {
        return std::nullopt;
    }
    return FlowTest{row->get<std::string>("flow"), row->get<std::string>("body"), row->get<std::string>("etag"),
                    row->get<std::string>("author"), row->time("at")};
}

Result<FlowTest> save_flow_test(const Work& work, const std::string& flow, const std::string& text,
                                const std::string& expected_etag) {
    const std::optional<FlowTest> before = find_flow_test(work.reader(), flow);
    const std::string there = before ? before->etag : flow_test_etag("");
    if (there != expected_etag) {
        return Error{"flow_test.stale", "expected the tests to be " + expected_etag + " but they have moved on to " +
                                            there + ": fetch them, change those and name their ETag"};
    }
    const FlowTest after{flow, text, flow_test_etag(text), std::string(work.actor), work.now()};
    if (text.empty()) {
        work.tx.run("DELETE FROM flow_test WHERE org = $org AND flow = $flow", {{"org", work.org}, {"flow", flow}});
    } else {
        work.tx.run(
            "INSERT INTO flow_test(org, flow, body, etag, author, at) VALUES($org, $flow, $body, $etag, $author, $at)"
            " ON CONFLICT(org, flow) DO UPDATE SET body = $body, etag = $etag, author = $author, at = $at",
            {{"org", work.org},
             {"flow", flow},
             {"body", text},
             {"etag", after.etag},
             {"author", after.author},
             {"at", after.at}});
    }
    record(work, "flow.tests_saved", "flow:" + flow, before ? Value(Map{{"tests", there}}) : Value(),
           Map{{"tests", after.etag}});
    tell_of_flow(work, event::flow_tests_saved, flow, Map{{"etag", after.etag}, {"updated_at", to_text(after.at)}});
    return after;
}

}  // namespace millrace::desk

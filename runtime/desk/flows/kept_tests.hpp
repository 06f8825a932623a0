#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "runtime/desk/work.hpp"
#include "runtime/store/migration.hpp"

namespace millrace::desk {

// The tests of a flow, as one text.
struct FlowTest {
    std::string flow;
    std::string text;
    std::string etag;
    std::string author;
    Time at;
};

store::Migration flow_test_tables();

// The tag of such a text; also of none, the empty one.
std::string flow_test_etag(std::string_view text);

std::optional<FlowTest> find_flow_test(store::OrgReader reader, std::string_view flow);
// In place of what there is, if that has the expected tag: "flow_test.stale". An empty text takes it away.
Result<FlowTest> save_flow_test(const Work& work, const std::string& flow, const std::string& text,
                                const std::string& expected_etag);

}  // namespace millrace::desk

#pragma once

#include <memory>
#include <string>

#include "runtime/desk/events/feed.hpp"
#include "runtime/publish/catalogues.hpp"
#include "runtime/publish/flow_service.hpp"
#include "runtime/store/store.hpp"

namespace CLI {
class App;
}

namespace millrace::app {

// Where a server's data are.
struct DataPlace {
    std::string folder = "data";
    std::string store;  // "postgresql://user@host:port/db": there instead
};
// --data and --store, the same for every command that works on the data of a server that is not running.
void add_data_options(CLI::App& command, DataPlace& place);

// The data, for commands that work without a server. The server must not be running: one process has the data.
struct OpenData {
    std::unique_ptr<store::Store> store;
    std::unique_ptr<desk::Feed> feed;  // nobody listens; what is changed is in the audit all the same
    std::unique_ptr<publish::Catalogues> catalogues;
    std::unique_ptr<drive::Versions> versions;
    std::unique_ptr<publish::FlowService> flows;
};
Result<OpenData> open_data(const DataPlace& place);

// The org of this key; with an empty key the only one there is.
Result<OrgId> org_of(store::Store& store, const std::string& key);

}  // namespace millrace::app

#pragma once

#include <memory>
#include <string>

#include "runtime/publish/catalogues.hpp"
#include "runtime/publish/flow_service.hpp"
#include "runtime/store/store.hpp"

namespace millrace::app {

// The data folder for commands that work without a server. The server must not be running: one process has the data.
struct OpenData {
    std::unique_ptr<store::Store> store;
    std::unique_ptr<publish::Catalogues> catalogues;
    std::unique_ptr<drive::Versions> versions;
    std::unique_ptr<publish::FlowService> flows;
};
Result<OpenData> open_data(const std::string& folder);

// The org of this key; with an empty key the only one there is.
Result<OrgId> org_of(store::Store& store, const std::string& key);

}  // namespace millrace::app

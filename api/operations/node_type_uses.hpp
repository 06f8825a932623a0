#pragma once

#include <string>
#include <vector>

#include "engine/node/catalogue.hpp"
#include "runtime/publish/catalogues.hpp"
#include "runtime/store/session.hpp"

namespace millrace::api {

// [{version, at, author_name, source_hash}], newest first. What ships with the program has neither time nor author,
// what lies in the server's folder no author.
Value versions_of(store::Session& session, OrgId org, const std::vector<NodeTypePtr>& versions,
                  const publish::Catalogues& catalogues);

// [{flow, title, version, type_version, draft_of, node}]: each node of that type in the current version of a flow, and,
// with version null, in somebody's draft of one.
Value uses_of(store::OrgReader reader, const std::string& type);

}  // namespace millrace::api

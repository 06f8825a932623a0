#pragma once

#include "api/operations/operation.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/conversations/run_sight.hpp"

// What operations on a run share: the one in the path.
namespace millrace::api {

inline Error run_unknown(std::string_view id) {
    return {"run.unknown", "expected the id of a run but there is none with '" + std::string(id) + "'"};
}

inline Result<RunId> run_id(const Call& call) {
    auto id = parse_id<RunTag>(call.param("id"));
    if (!id) {
        return run_unknown(call.param("id"));
    }
    return id;
}

// If the caller may see it.
inline Result<store::RunHeader> run_of(const Call& call, store::Reader& reader) {
    const Result<RunId> id = run_id(call);
    if (!id) {
        return id.error();
    }
    const store::OrgReader here = reader.org(call.org());
    const auto header = store::find_run(here, *id);
    if (!header || !desk::sees_run(here, viewer_of(call.caller), *header)) {
        return run_unknown(call.param("id"));
    }
    return *header;
}

}  // namespace millrace::api

#include "api/operations/flow_shapes.hpp"

#include <charconv>

#include "api/operations/services.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::api {

std::string flow_key(const Call& call) {
    return std::string(call.param("key"));
}

http::Answer unknown_flow(const Call& call) {
    return problem_of({"flow.unknown", "expected a flow but there is none with the key '" + flow_key(call) + "'"});
}

Value show_problems(const Problems& problems) {
    List list;
    for (const Problem& problem : problems) {
        Map one{{"severity", problem.severity == Severity::error ? "error" : "warning"},
                {"code", problem.code},
                {"node", problem.node},
                {"pointer", problem.pointer},
                {"message", problem.message},
                {"fix", problem.fix}};
        if (problem.place) {
            one.set("from", problem.place->from);
            one.set("to", problem.place->to);
        }
        list.push(std::move(one));
    }
    return list;
}

http::Answer not_publishable(const Problems& problems) {
    std::vector<http::Fault> faults;
    for (const Problem& problem : problems) {
        faults.push_back({problem.pointer, problem.code, problem.message, problem.node});
    }
    return http::problem(422, {"flow.not_publishable", "expected a flow without errors but the check found some"},
                         faults, Map{{"problems", show_problems(problems)}});
}

Result<flow::Reading> document_of(const Call& call, const Value& document) {
    const std::string key = flow_key(call);
    if (document.is_nil()) {
        const auto draft = call.services.flows.draft(call.org(), key, call.caller.user_id);
        return draft ? Result<flow::Reading>(flow::read_text(draft->document)) : draft.error();
    }
    {
        const auto reader = call.services.store.reader();
        if (!store::find_flow(reader->org(call.org()), key)) {
            return Error{"flow.unknown", "expected a flow but there is none with the key '" + key + "'"};
        }
    }
    if (!document.is_map()) {
        return Error{"flow.malformed",
                     "expected a flow document, an object, but found " + std::string(to_text(document.kind())),
                     "/document"};
    }
    if (document["key"] != Value(key)) {
        return Error{"flow.key_mismatch",
                     "expected the key '" + key + "' but the document says " + json::dump(document["key"]),
                     "/document/key"};
    }
    return flow::read(document);
}

Result<std::int64_t> version_number(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size() || number < 1) {
        return Error{"request.malformed", "expected the number of a version but found '" + std::string(text) + "'"};
    }
    return number;
}

std::string name_of_author(store::OrgReader reader, const std::string& author) {
    const std::optional<desk::User> user = desk::find_user(reader, author);
    return user ? user->name : author;
}

http::Answer commit_change(const Call& call, int success, const publish::Change& change, const Value& answer,
                           MoreWork more) {
    http::Answer given = write(call, success, [&](store::Transaction& tx) -> Result<Value> {
        if (const Status done = change.write(tx); !done) {
            return done.error();
        }
        if (more) {
            if (const Status done = more(tx); !done) {
                return done.error();
            }
        }
        return answer;
    });
    if (given.status == success) {
        change.written();
    }
    return given;
}

}  // namespace millrace::api

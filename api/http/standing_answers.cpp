#include "api/http/standing_answers.hpp"

#include "api/http/problem.hpp"

namespace millrace::http {

Answer answer_without_route(const Request& request, const std::string& allow, bool origin_allowed) {
    if (allow.empty()) {
        return problem(404,
                       {"http.no_such_path",
                        "expected a path of this API but there is none of this name; /api/openapi.json has them all"});
    }
    if (request.method != Method::options) {
        return problem(405, {"http.wrong_method", "expected one of " + allow + " but got another method"})
            .with_header("Allow", allow);
    }
    Answer answer = Answer::nothing().with_header("Allow", allow);
    if (!origin_allowed) {
        return answer;
    }
    return std::move(answer)
        .with_header("Access-Control-Allow-Methods", allow)
        .with_header("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, If-Match")
        .with_header("Access-Control-Max-Age", "600");
}

std::optional<Answer> trouble_of_handshake(const Request& request, bool asks_to_upgrade) {
    if (!asks_to_upgrade || !same_name(request.header("upgrade").value_or(""), "websocket")) {
        return problem(426, {"http.websocket_only", "expected a WebSocket handshake but got a plain request"})
            .with_header("Upgrade", "websocket");
    }
    if (request.header("sec-websocket-version") != "13") {
        return problem(426, {"http.websocket_version", "expected WebSocket version 13 but got another"})
            .with_header("Upgrade", "websocket")
            .with_header("Sec-WebSocket-Version", "13");
    }
    if (request.header("sec-websocket-key").value_or("").size() != 24 || !request.body.empty()) {
        return problem(400, {"http.bad_handshake", "expected a key of 16 bytes and no body but got something else"});
    }
    return std::nullopt;
}

Answer internal_problem() {
    return problem(500, {"internal", "expected to answer this but something of ours failed"});
}

}  // namespace millrace::http

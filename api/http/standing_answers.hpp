#pragma once

#include <optional>
#include <string>

#include "api/http/answer.hpp"
#include "api/http/request.hpp"

// What the server says by itself, without asking a handler.
namespace millrace::http {

// There is no route: 404, 405, or what OPTIONS wants to know (a browser's preflight among it). `allow` is the
// router's, empty when no such path exists.
Answer answer_without_route(const Request& request, const std::string& allow, bool origin_allowed);

// What is wrong with a WebSocket handshake; nothing if it can be accepted.
std::optional<Answer> trouble_of_handshake(const Request& request, bool asks_to_upgrade);

// Ours, not the caller's; it gives nothing away.
Answer internal_problem();

}  // namespace millrace::http

#pragma once

#include "runtime/desk/agents/agent.hpp"

// How presence changes, whoever asks. Nothing makes an agent online but he or who leads his team.
namespace millrace::desk {

// An agent is there while a socket is open; each server says so now and then for those who are connected to it.
constexpr Duration seen_for = seconds(30);

// {status: online|offline|paused, reason}: for the caller himself. "agent.not_routable" for an admin or a supervisor,
// "agent.status_unknown", "pause_reason.unknown". The agent as shown.
Result<Value> set_my_status(const Work& work, const Viewer& viewer, std::string_view status, std::string_view reason);
// For somebody of one's teams. "agent.unknown" for everybody else.
Result<Value> override_status(const Work& work, const Viewer& viewer, std::string_view user, std::string_view status,
                              std::string_view reason);

// The system's own: he missed an offer, or nobody has seen him.
void change_presence(const Work& work, Agent agent, Presence presence, std::string_view reason, std::string_view by);
// He is connected until then at least; does not make him online.
void agent_seen(const Work& work, std::string_view user, Time until);

// Who has not been seen for too long is offline, and what he was offered goes back. How many.
int sign_off_unseen(const Work& work, int limit);

// Who hears of him: he, those who lead him, admins.
std::vector<std::string> topics_about(const Work& work, const Agent& agent);

}  // namespace millrace::desk

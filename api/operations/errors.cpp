#include <array>
#include <utility>

#include "api/operations/operation.hpp"

namespace millrace::api {
namespace {

// The first entry that the code equals or, with a star, begins with.
constexpr auto statuses = std::to_array<std::pair<std::string_view, int>>({
    {"json.too_large", 413},
    {"json.", 400},
    {"request.malformed", 400},
    {"cursor.invalid", 400},
    {"id.malformed", 404},
    {"auth.missing", 401},
    {"auth.invalid", 401},
    {"auth.wrong_password", 401},
    {"auth.too_many", 429},
    {"rate.too_many", 429},
    {"mail.not_configured", 409},
    {"role.unknown", 404},
    {"role.exists", 409},
    {"role.in_use", 409},
    {"role.built_in", 409},
    {"user.not_invited", 409},
    {"channel.exists", 409},
    {"permission.denied", 403},
    {"conversation.preview_only", 403},
    {"choices.unknown_kind", 404},
    {"text.too_large", 413},
    {"flow.unknown_version", 404},
    {"flow.unknown", 404},
    {"draft.unknown", 404},
    {"run.unknown", 404},
    {"conversation.unknown", 404},
    {"channel.unknown", 404},
    {"queue.unknown", 404},
    {"queue.exists", 409},
    {"queue.no_escalation", 409},
    {"queue.escalation_exists", 409},
    {"directory.hidden", 403},
    {"statistics.range", 400},
    {"agent.unknown", 404},
    {"user.unknown", 404},
    {"team.unknown", 404},
    {"session.unknown", 404},
    {"template.unknown", 404},
    {"lookup.unknown", 404},
    {"user.email_taken", 409},
    {"user.last_admin", 409},
    {"team.exists", 409},
    {"offer.unknown", 404},
    {"contact.unknown", 404},
    {"note.unknown", 404},
    {"article.unknown", 404},
    {"article.stale", 412},
    {"metric.unknown", 404},
    {"metric.range", 400},
    {"tag.unknown", 404},
    {"tag.not_yours", 403},
    {"tag.exists", 409},
    {"transcript.erased", 409},
    {"user.has_it", 409},
    {"agent.not_available", 409},
    {"pause_reason.not_found", 404},
    {"agent.not_routable", 409},
    {"agent.not_connected", 409},
    {"agent.at_capacity", 409},
    {"flow.not_published", 409},
    {"flow.exists", 409},
    {"flow.base_moved", 409},
    {"node_type.shipped", 409},
    {"node_type.unknown_version", 404},
    {"node_type.unknown", 404},
    {"run.ended", 409},
    {"run.no_incident", 409},
    {"run.subject_taken", 409},
    {"run.quarantined", 409},
    {"conversation.already_taken", 409},
    {"conversation.closed", 409},
    {"conversation.not_queued", 409},
    {"conversation.not_assigned", 409},
    {"conversation.not_yours", 403},
    {"conversation.", 409},
    {"message.id_reused", 409},
    {"flow.review_required", 409},
    {"review.unknown", 404},
    {"review.own", 409},
    {"review.open", 409},
    {"review.decided", 409},
    {"review.not_yours", 403},
    {"flow_test.stale", 412},
    {"flow_test.case_exists", 409},
    {"simulation.busy", 503},
    {"draft.stale", 412},
    {"request.precondition_required", 428},
    {"idempotency.key_reused", 422},
    {"store.busy", 503},
    {"store.closed", 503},
    {"store.unavailable", 503},
    {"storage_full", 503},
    {"drive.busy", 503},
    {"drive.over_share", 429},
    {"run.missing_input", 422},
    {"script.", 422},
    {"node_type.", 422},
    {"message.", 422},
});

}  // namespace

int status_of(std::string_view code) {
    for (const auto& [prefix, status] : statuses) {
        if (code == prefix || (prefix.ends_with('.') && code.starts_with(prefix))) {
            return status;
        }
    }
    return 422;
}

http::Answer problem_of(const Error& error) {
    int status = status_of(error.code);
    const bool in_body = error.code == "user.unknown" || error.code == "team.unknown" ||
                         error.code == "queue.unknown" || error.code == "flow.unknown";
    if (in_body && !error.pointer.empty()) {
        status = 422;  // the path is right: what the body names is not there
    }
    http::Answer answer = http::problem(status, error);
    if (status == 503 || status == 429) {
        return std::move(answer).with_retry_soon();
    }
    return answer;
}

}  // namespace millrace::api

// What was said, as one document, and its erasure.

#include "runtime/desk/transcripts/transcript.hpp"

#include "api/operations/catalogue.hpp"
#include "api/operations/conversation_of.hpp"

namespace millrace::api {
namespace {

struct EraseInput {
    std::string reason;
};
void describe(Fields<EraseInput>& fields) {
    fields.add("reason", &EraseInput::reason).required().help("Kept with the tombstone.");
}

http::Answer export_transcript(const Call& call) {
    const Result<desk::ConversationId> id = conversation_of(call);
    if (!id) {
        return problem_of(id.error());
    }
    const std::string_view format = call.request.query_value("format").value_or("json");
    if (format != "json" && format != "text") {
        return problem_of(
            {"request.malformed", "expected format to be json or text but found '" + std::string(format) + "'"});
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const desk::Viewer viewer = viewer_of(call.caller);
    const std::string file = "attachment; filename=\"conversation-" + to_text(*id);
    if (format == "text") {
        const Result<std::string> text = desk::print_transcript(here, viewer, *id);
        return text ? http::Answer::text(200, *text).with_header("Content-Disposition", file + ".txt\"")
                    : problem_of(text.error());
    }
    const Result<Value> shown = desk::show_transcript(here, viewer, *id);
    return shown ? http::Answer::json(*shown).with_header("Content-Disposition", file + ".json\"")
                 : problem_of(shown.error());
}

http::Answer erase_transcript(const Call& call) {
    const Result<EraseInput> input = input_of<EraseInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_conversation(
        call, 200,
        [reason = input->reason](const desk::Work& work, const desk::Viewer& viewer, desk::ConversationId id) {
            return desk::erase_transcript(work, viewer, id, reason);
        });
}

}  // namespace

void add_transcripts(std::vector<Operation>& all) {
    Operation op = getting("/api/conversations/{id}/transcript", "transcript.export",
                           "What was said, as one document with its hash; ?format=json or text.", export_transcript);
    op.answers = "the document, as a file";
    all.push_back(std::move(op));
    all.push_back(with_method(
        http::Method::del,
        posting<EraseInput>("/api/conversations/{id}/transcript", "transcript.delete",
                            "Erases what was said in a closed conversation; a tombstone stays.", erase_transcript)));
}

}  // namespace millrace::api

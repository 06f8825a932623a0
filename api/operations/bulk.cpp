// One thing done to many conversations, each on its own: what fails for one changes nothing for the others.

#include <map>

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "engine/value/json.hpp"
#include "runtime/desk/conversations/agent_service.hpp"
#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/conversations/steering.hpp"

namespace millrace::api {
namespace {

constexpr std::size_t bulk_max = 200;

enum class BulkAction : std::uint8_t { close, tag, untag, assign, transfer };
std::vector<Choice> choices_of(BulkAction) {
    return {{"close", "Close"},
            {"tag", "Tag"},
            {"untag", "Take a tag away"},
            {"assign", "Assign"},
            {"transfer", "Transfer"}};
}

struct BulkInput {
    std::vector<std::string> ids;
    std::optional<BulkAction> action;
    std::string reason;
    std::string tag;
    std::string user_id;
    std::string queue;
};
void describe(Fields<BulkInput>& fields) {
    fields.add("ids", &BulkInput::ids).required().help("Up to 200 conversations.");
    fields.add("action", &BulkInput::action).required();
    fields.add("reason", &BulkInput::reason).help("For close.");
    fields.add("tag", &BulkInput::tag).help("For tag and untag.");
    fields.add("user_id", &BulkInput::user_id).help("For assign.");
    fields.add("queue", &BulkInput::queue).help("For transfer.");
}

// What is done to each: the operation of one conversation, with its permission and the member that it needs.
struct BulkWork {
    std::string_view permission;
    std::string_view member;
    std::string BulkInput::*value;
    Result<Value> (*work)(const desk::Work&, const desk::Viewer&, desk::ConversationId, std::string_view);
};
BulkWork bulk_work_of(BulkAction action) {
    switch (action) {
        case BulkAction::close:
            return {"conversation.close", "reason", &BulkInput::reason, desk::close_conversation};
        case BulkAction::tag:
            return {"conversation.tag", "tag", &BulkInput::tag, desk::add_tag};
        case BulkAction::untag:
            return {"conversation.tag", "tag", &BulkInput::tag, desk::remove_tag};
        case BulkAction::assign:
            return {"conversation.assign", "user_id", &BulkInput::user_id, desk::assign_conversation};
        case BulkAction::transfer:
            break;
    }
    return {"conversation.transfer_team", "queue", &BulkInput::queue, desk::transfer_conversation};
}

Value outcome_of(const std::string& id, const http::Answer& answer) {
    Map item{{"id", id}, {"status", answer.status}};
    if (answer.status >= 400) {
        const Result<Value> problem = json::parse(answer.bytes());
        item.set("code", problem ? (*problem)["code"] : Value());
        item.set("detail", problem ? (*problem)["detail"] : Value());
    }
    return item;
}

http::Answer do_to_one(const Call& call, const BulkWork& bulk, const std::string& value, const std::string& id) {
    const auto number = parse_base32(id);
    if (!number) {
        return problem_of(
            {"conversation.unknown", "expected the id of a conversation but there is none with '" + id + "'"});
    }
    return write(call, 200, std::nullopt,
                 [&feed = call.services.feed, org = call.org(), viewer = viewer_of(call.caller), bulk, value,
                  which = desk::ConversationId{*number}](store::Transaction& tx) {
                     return bulk.work(desk::Work{tx, feed, org, viewer.user}, viewer, which, value);
                 });
}

http::Answer do_to_many(const Call& call) {
    const Result<BulkInput> input = input_of<BulkInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const BulkWork bulk = bulk_work_of(*input->action);
    if (!call.caller.may(bulk.permission)) {
        return problem_of({"permission.denied", "expected the permission " + std::string(bulk.permission) +
                                                    " but the role " + call.caller.role + " does not have it"});
    }
    if (input->ids.empty() || input->ids.size() > bulk_max) {
        return problem_of(
            {"request.invalid", "expected 1 to 200 ids but there are " + std::to_string(input->ids.size()), "/ids"});
    }
    const std::string& value = (*input).*bulk.value;
    if (value.empty()) {
        return problem_of({"request.invalid", "expected a " + std::string(bulk.member) + " for this action",
                           "/" + std::string(bulk.member)});
    }
    std::map<std::string, Value> outcomes;  // one that is named twice is done once
    List items;
    for (const std::string& id : input->ids) {
        auto known = outcomes.find(id);
        if (known == outcomes.end()) {
            known = outcomes.emplace(id, outcome_of(id, do_to_one(call, bulk, value, id))).first;
        }
        items.push(known->second);
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

}  // namespace

void add_bulk(std::vector<Operation>& all) {
    Operation op = posting<BulkInput>(
        "/api/conversations/bulk", "conversation.read_own",
        "Closes, tags, assigns or transfers up to 200; each on its own, with the right for that action.", do_to_many);
    op.answers =
        "{items: [{id, status, code?, detail?}]} in the order of the ids; status as the operation of one has it";
    all.push_back(std::move(op));
}

}  // namespace millrace::api

// A second pair of eyes before a flow is published.

#include "runtime/desk/flows/review.hpp"

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/flow_shapes.hpp"
#include "api/operations/input.hpp"

namespace millrace::api {
namespace {

struct AskInput {
    std::string note;
    std::optional<std::int64_t> base;
};
void describe(Fields<AskInput>& fields) {
    fields.add("note", &AskInput::note).help("What it changes, for who looks at it.");
    fields.add("base", &AskInput::base)
        .help("The newest version that you have seen; without it, the one that the draft is based on.");
}

struct DecideInput {
    std::string note;
};
void describe(Fields<DecideInput>& fields) {
    fields.add("note", &DecideInput::note);
}

http::Answer ask(const Call& call) {
    const Result<AskInput> input = input_of<AskInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (auto before = answered_before(call, 201, once(call))) {
        return std::move(*before);
    }
    const auto candidate = call.services.flows.candidate(call.org(), call.caller.user_id, flow_key(call), input->base);
    if (!candidate) {
        return problem_of(candidate.error());
    }
    const Problems problems = call.services.flows.check(call.org(), flow::read_text(candidate->draft.document), true);
    if (checks::blocks_publish(problems)) {
        return not_publishable(problems);
    }
    return change_desk(
        call, 201,
        [wanted = desk::NewReview{flow_key(call), input->note, candidate->base, candidate->draft.document}](
            const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            const Result<desk::Review> asked = desk::ask_for_review(work, wanted);
            return asked ? Result<Value>(desk::show(work.reader(), *asked)) : asked.error();
        });
}

http::Answer list_asked(const Call& call) {
    const std::string_view state = call.request.query_value("state").value_or("");
    if (!state.empty() && state != "open" && state != "approved" && state != "rejected" && state != "withdrawn") {
        return problem_of({"request.malformed",
                           "expected open, approved, rejected or withdrawn but found '" + std::string(state) + "'"});
    }
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    if (!store::find_flow(here, flow_key(call))) {
        return unknown_flow(call);
    }
    List items;
    for (const desk::Review& review : desk::list_reviews(here, flow_key(call), state)) {
        items.push(desk::show(here, review));
    }
    return http::Answer::json(Map{{"items", std::move(items)}});
}

Result<desk::Review> review_of(const Call& call) {
    const auto id = parse_base32(call.param("id"));
    const auto reader = call.services.store.reader();
    std::optional<desk::Review> found = id ? desk::find_review(reader->org(call.org()), *id) : std::nullopt;
    if (!found) {
        return Error{"review.unknown",
                     "expected the id of a review but there is none with '" + std::string(call.param("id")) + "'"};
    }
    return std::move(*found);
}

http::Answer show_review(const Call& call) {
    const Result<desk::Review> review = review_of(call);
    if (!review) {
        return problem_of(review.error());
    }
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show(reader->org(call.org()), *review));
}

// The document is compiled and checked before anything is written; whether the review is still open, and whether
// nobody has published since, is asked again within the transaction.
http::Answer approve(const Call& call) {
    const Result<DecideInput> input = input_of<DecideInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (auto before = answered_before(call, 200, once(call))) {
        return std::move(*before);
    }
    const Result<desk::Review> review = review_of(call);
    if (!review) {
        return problem_of(review.error());
    }
    if (review->author == call.caller.user_id || review->state != "open") {
        return change_desk(call, 200, [id = review->id](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            return desk::approve_review(work, id, "", 0).error();  // one of the two, in the words of the desk
        });
    }
    const auto made = call.services.flows.approval(call.org(),
                                                   {.author = review->author,
                                                    .approver = call.caller.user_id,
                                                    .note = review->note,
                                                    .base = review->base_version,
                                                    .review = to_base32(review->id)},
                                                   review->document);
    if (!made) {
        return problem_of(made.error());
    }
    if (checks::blocks_publish(made->published.problems)) {
        return not_publishable(made->published.problems);
    }
    http::Answer answer =
        change_desk(call, 200,
                    [id = review->id, note = input->note, change = made->change, version = made->published.version](
                        const desk::Work& work, const desk::Viewer&) -> Result<Value> {
                        if (const Status published = change.write(work.tx); !published) {
                            return published.error();
                        }
                        const Result<desk::Review> approved = desk::approve_review(work, id, note, version);
                        return approved ? Result<Value>(desk::show(work.reader(), *approved)) : approved.error();
                    });
    if (answer.status == 200) {
        made->change.written();
    }
    return answer;
}

using Deciding = Result<desk::Review> (*)(const desk::Work&, std::uint64_t id, const std::string& note);

http::Answer decide(const Call& call, Deciding deciding) {
    const Result<DecideInput> input = input_of<DecideInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const auto id = parse_base32(call.param("id"));
    if (!id) {
        return problem_of({"review.unknown", "expected the id of a review but there is none with '" +
                                                 std::string(call.param("id")) + "'"});
    }
    return change_desk(
        call, 200,
        [id = *id, note = input->note, deciding](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            const Result<desk::Review> decided = deciding(work, id, note);
            return decided ? Result<Value>(desk::show(work.reader(), *decided)) : decided.error();
        });
}

http::Answer reject(const Call& call) {
    return decide(call, [](const desk::Work& work, std::uint64_t id, const std::string& note) {
        return desk::reject_review(work, id, note);
    });
}

http::Answer withdraw(const Call& call) {
    return decide(call, [](const desk::Work& work, std::uint64_t id, const std::string&) {
        return desk::withdraw_review(work, id);
    });
}

}  // namespace

void add_flow_reviews(std::vector<Operation>& all) {
    all.push_back(
        once_only(posting<AskInput>("/api/flows/{key}/reviews", "flow.write",
                                    "Asks that your draft, as it is now, be published by somebody else.", ask, 201)));
    all.push_back(
        getting("/api/flows/{key}/reviews", "flow.read", "Its reviews, newest first; by ?state=.", list_asked));
    all.push_back(getting("/api/flow-reviews/{id}", "flow.read", "A review, with its document.", show_review));
    all.push_back(once_only(posting<DecideInput>("/api/flow-reviews/{id}/approve", "flow.publish",
                                                 "Publishes what another person has drafted, as it was when he asked.",
                                                 approve)));
    all.push_back(
        posting<DecideInput>("/api/flow-reviews/{id}/reject", "flow.publish", "Says no; the draft stays.", reject));
    all.push_back(posting<DecideInput>("/api/flow-reviews/{id}/withdraw", "flow.write",
                                       "Takes back what you asked for.", withdraw));
}

}  // namespace millrace::api

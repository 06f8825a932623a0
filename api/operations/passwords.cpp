// A password that was forgotten, or that is to be chosen for the first time; and one's own account.

#include <cstdio>

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/people.hpp"
#include "api/operations/services.hpp"
#include "engine/base/digest.hpp"
#include "runtime/desk/mails/mail.hpp"
#include "runtime/desk/users/password_link.hpp"
#include "runtime/desk/users/user_service.hpp"

namespace millrace::api {
namespace {

struct ForgotInput {
    std::string email;
};
void describe(Fields<ForgotInput>& fields) {
    fields.add("email", &ForgotInput::email).required().at_most(255.0);
}
struct ResetInput {
    std::string token;
    std::string password;
};
void describe(Fields<ResetInput>& fields) {
    fields.add("token", &ResetInput::token).required().at_most(200.0).help("From the link in the mail: good once.");
    fields.add("password", &ResetInput::password).required();
}
struct OwnInput {
    std::optional<std::string> name;
    std::optional<std::string> password;
    std::string current_password;
};
void describe(Fields<OwnInput>& fields) {
    fields.add("name", &OwnInput::name);
    fields.add("password", &OwnInput::password).help("All your other sessions are over then.");
    fields.add("current_password", &OwnInput::current_password).help("With a new one, the present one.");
}

http::Answer too_often(Duration wait) {
    return http::problem(429, {"auth.too_many", "expected fewer attempts: wait " + to_text(wait) + " and try again"})
        .with_retry_after(wait);
}

// The answer and its time are the same whether anybody has the address: that is looked up when the mail is sent.
http::Answer forgot(const Call& call) {
    const Result<ForgotInput> input = input_of<ForgotInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (const auto wait = call.services.people.admit("forgot", call.request.remote_address)) {
        return too_often(*wait);
    }
    if (!call.services.sends_mail) {
        std::fprintf(stderr,
                     "millrace: somebody asked for a new password, but no mail can be sent without --mail;"
                     " millrace user reset EMAIL gives one\n");
        return http::Answer::json(202, Map{});
    }
    if (!call.services.people.admits_letter(input->email)) {
        return http::Answer::json(202, Map{});  // a mailbox is not flooded by who knows its address
    }
    return write(call, 202, Once{}, [email = input->email](store::Transaction& tx) -> Result<Value> {
        desk::post_password_reset(tx, email);
        return Value(Map{});
    });
}

http::Answer reset_by_link(const Call& call) {
    const Result<ResetInput> input = input_of<ResetInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    if (const auto wait = call.services.people.admit("reset", call.request.remote_address)) {
        return too_often(*wait);
    }
    const std::string digest = sha256_hex(input->token);
    std::optional<desk::PasswordLink> link;
    {
        const auto reader = call.services.store.reader();
        link = desk::find_password_link(*reader, digest, call.services.store.clock().now());
    }
    if (!link) {
        return problem_of(desk::link_invalid());
    }
    const Result<std::string> hash = call.services.people.hash(input->password);
    if (!hash) {
        return problem_of({hash.error().code, hash.error().message, "/password"});
    }
    http::Answer answer = write(
        call, 204, Once{}, [&feed = call.services.feed, link = *link, digest, hash = *hash](store::Transaction& tx) {
            return desk::choose_password({tx, feed, link.org, link.user}, digest, hash);
        });
    call.services.people.forget(link->user);
    return answer;
}

http::Answer who_am_i(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(desk::show(*desk::find_user(reader->org(call.org()), call.caller.user_id)));
}

http::Answer change_me(const Call& call) {
    const Result<OwnInput> input = input_of<OwnInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    desk::OwnChange change{input->name, std::nullopt, call.caller.session};
    if (input->password) {
        People& people = call.services.people;
        if (Status own = people.check_own_password(call.caller, input->current_password, call.request.remote_address);
            !own) {
            return own.error().code == "auth.too_many" ? too_often(seconds(std::stoll(own.error().pointer)))
                                                       : problem_of(own.error());
        }
        const Result<std::string> hash = people.hash(*input->password);
        if (!hash) {
            return problem_of({hash.error().code, hash.error().message, "/password"});
        }
        change.password_hash = *hash;
    }
    http::Answer answer = change_desk(call, 200, [change](const desk::Work& work, const desk::Viewer&) {
        return desk::change_oneself(work, change);
    });
    call.services.people.forget(call.caller.user_id);
    return answer;
}

}  // namespace

void add_passwords(std::vector<Operation>& all) {
    for (Operation op :
         {posting<ForgotInput>("/api/auth/forgot-password", "",
                               "A mail with a link goes to this address, if it is an account's.", forgot, 202),
          posting<ResetInput>("/api/auth/reset-password", "",
                              "A new password, by the link of a mail; all sessions are over.", reset_by_link, 204)}) {
        op.door = Operation::Door::anybody;
        all.push_back(std::move(op));
    }
    all.push_back(getting("/api/auth/me", "", "Who you are, and what you may do.", who_am_i));
    all.push_back(with_method(http::Method::patch,
                              posting<OwnInput>("/api/users/me", "", "Your own name and password.", change_me)));
}

}  // namespace millrace::api
